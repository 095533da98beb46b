import * as library from "backtest-connection-kit";
import { backTest } from "./back-test.mjs";

await backTest(library);

import * as library from "backtest-connection-kit";
import { backTest } from "./back-test.mjs";
import { keepState } from "./keep-state.mjs";

await backTest(library);
await keepState(library);

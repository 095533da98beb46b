import * as library from "backtest-connection-kit";
import { ERROR_CATALOGUE } from "backtest-connection-kit/errors";
import * as testing from "backtest-connection-kit/testing";
import { backTest } from "./back-test.mjs";
import { keepState } from "./keep-state.mjs";
import { checkErrors, checkTesting } from "./shared-state.mjs";

await backTest(library);
await keepState(library);
await checkTesting(library, testing);
checkErrors(library, ERROR_CATALOGUE);

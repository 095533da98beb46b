// The entry for tests comes first here: the order must not matter.
const testing = require("backtest-connection-kit/testing");
const library = require("backtest-connection-kit");
const { ERROR_CATALOGUE } = require("backtest-connection-kit/errors");

const run = async () => {
  const { backTest } = await import("./back-test.mjs");
  const { keepState } = await import("./keep-state.mjs");
  const { checkErrors, checkTesting } = await import("./shared-state.mjs");
  await backTest(library);
  await keepState(library);
  await checkTesting(library, testing);
  checkErrors(library, ERROR_CATALOGUE);
};

run().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

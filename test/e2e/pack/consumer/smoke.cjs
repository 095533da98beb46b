// The entry for tests comes first here: the order must not matter.
const testing = require("backtest-connection-kit/testing");
const library = require("backtest-connection-kit");

Promise.all([import("./back-test.mjs"), import("./shared-state.mjs")])
  .then(async ([{ backTest }, { checkTesting }]) => {
    await backTest(library);
    await checkTesting(library, testing);
  })
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });

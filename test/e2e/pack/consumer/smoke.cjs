const library = require("backtest-connection-kit");

const run = async () => {
  const { backTest } = await import("./back-test.mjs");
  const { keepState } = await import("./keep-state.mjs");
  await backTest(library);
  await keepState(library);
};

run().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

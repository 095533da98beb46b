const library = require("backtest-connection-kit");

import("./back-test.mjs")
  .then(({ backTest }) => backTest(library))
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });

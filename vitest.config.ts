import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // The examples import the package by its name, as users do; tsconfig.json has the same aliases.
  resolve: {
    alias: {
      "backtest-connection-kit/errors": resolve(import.meta.dirname, "src/errors/index.ts"),
      "backtest-connection-kit/testing": resolve(import.meta.dirname, "src/testing/index.ts"),
      "backtest-connection-kit": resolve(import.meta.dirname, "src/index.ts"),
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    // These need a browser: npm run test:browser.
    exclude: ["test/browser/**"],
    pool: "forks",
    maxWorkers: 2,
    isolate: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: [
        // Types only: there is nothing to run in these.
        "src/interfaces/**",
        "src/contract/**",
        "src/model/**",
        // The report page runs in a browser, and so do its tests: npm run test:browser.
        "src/lib/services/report/html/page/**",
      ],
      reporter: ["text-summary", "json-summary"],
      reportOnFailure: true,
      thresholds: { lines: 95, branches: 90 },
    },
  },
});

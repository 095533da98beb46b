import { LoadError } from "../../../../../src/errors/LoadError";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  errorEmitter,
  progressWalkerEmitter,
  walkerCompleteSubject,
  walkerEmitter,
  walkerStopSubject,
} from "../../../../../src/config/emitters";
import type { IWalkerSchema } from "../../../../../src/index";
import { init, override } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { RunRegistryService } from "../../../../../src/lib/services/logic/RunRegistryService";
import { WalkerLogicService } from "../../../../../src/lib/services/logic/WalkerLogicService";
import { createRegistrationContainer } from "../registration-container";
import { resultOf, statisticsOf } from "../report/report-fixtures";

const RESULTS: Readonly<Record<string, readonly number[]>> = { a: [1], b: [3], c: [2] };

let log: string[];
let schema: IWalkerSchema;
let registry: RunRegistryService;
let service: WalkerLogicService;
let detach: (() => void)[];
/** What a strategy fails with. */
let failures: Map<string, { readonly thrown?: unknown; readonly steady?: unknown }>;
/** What happens while a strategy is back-tested. */
let onBacktest: (strategyName: string) => Promise<void> | void;
let bonds: Set<unknown>;
let settings: object;

const provideStubs = (): void => {
  override(TYPES.runRegistryService, registry);
  override(TYPES.walkerSchemaService, { get: () => schema });
  override(TYPES.settingsContextService, { getSettings: () => settings });
  override(TYPES.strategyGlobalService, {
    stop: (backtest: boolean, { strategyName }: { strategyName: string }) => {
      log.push(`stop ${strategyName} ${String(backtest)}`);
      return Promise.resolve();
    },
  });
  override(TYPES.backtestLogicService, {
    run: async function* (
      symbol: string,
      context: { strategyName: string; exchangeName: string; frameName: string },
      _isStopRequested: () => boolean,
      bond: { settings: unknown },
    ) {
      const { strategyName, exchangeName, frameName } = context;
      expect(bond.settings).toBe(settings);
      bonds.add(bond);
      log.push(`back-test ${symbol} ${strategyName} ${exchangeName} ${frameName}`);
      await onBacktest(strategyName);
      const failure = failures.get(strategyName);
      if (failure !== undefined && "thrown" in failure) {
        throw failure.thrown;
      }
      yield resultOf("cancelled");
    },
  });
  override(TYPES.backtestMarkdownService, {
    findSteadyFailure: (_symbol: string, strategyName: string) => {
      const failure = failures.get(strategyName);
      return failure !== undefined && "steady" in failure ? { error: failure.steady } : null;
    },
    getData: (_symbol: string, strategyName: string) =>
      Promise.resolve(statisticsOf(RESULTS[strategyName] ?? [])),
  });
  override(TYPES.walkerMarkdownService, {
    start: (symbol: string, walkerName: string) => void log.push(`start ${symbol} ${walkerName}`),
    addResult: ({ strategyName }: { strategyName: string }) => void log.push(`result ${strategyName}`),
    addFailure: (...values: unknown[]) => void log.push(`failure ${values.map(String).join(" ")}`),
  });
};

beforeEach(() => {
  log = [];
  failures = new Map();
  bonds = new Set();
  settings = {};
  onBacktest = () => undefined;
  schema = {
    walkerName: "walker",
    exchangeName: "exchange",
    frameName: "frame",
    metric: "totalPnl",
    strategies: ["a", "b", "c"],
  };
  registry = new RunRegistryService();
  createRegistrationContainer();
  provideStubs();
  service = new WalkerLogicService();
  init();
  detach = [
    walkerEmitter.attach(({ strategyName, bestStrategy, strategiesTested }) => {
      log.push(`event ${strategyName} best ${String(bestStrategy)} of ${strategiesTested}`);
    }),
    progressWalkerEmitter.attach(({ processedStrategies, totalStrategies }) => {
      log.push(`progress ${processedStrategies}/${totalStrategies}`);
    }),
    walkerCompleteSubject.attach(({ bestStrategy, bestMetric }) => {
      log.push(`complete ${String(bestStrategy)} ${String(bestMetric)}`);
    }),
    errorEmitter.attach((error) => {
      log.push(`error ${String(error)}`);
    }),
  ];
});

afterEach(() => {
  detach.forEach((end) => {
    end();
  });
});

const run = (isStopRequested = false, isCancelled = () => false) =>
  service.run("BTCUSDT", "walker", () => isStopRequested, isCancelled);

const walk = async (...options: Parameters<typeof run>): Promise<string[]> => {
  const names: string[] = [];
  for await (const { strategyName } of run(...options)) {
    names.push(strategyName);
  }
  return names;
};

describe("the run of a walker", () => {
  it("tests in order; the report has a result before progress and event tell of it; the comparison comes last", async () => {
    expect(await walk()).toEqual(["a", "b", "c"]);
    expect(log).toEqual([
      "start BTCUSDT walker",
      "back-test BTCUSDT a exchange frame",
      "result a",
      "progress 1/3",
      "event a best a of 1",
      "back-test BTCUSDT b exchange frame",
      "result b",
      "progress 2/3",
      "event b best b of 2",
      "back-test BTCUSDT c exchange frame",
      "result c",
      "progress 3/3",
      "event c best b of 3",
      "complete b 3",
    ]);
  });

  it("gives all its back-tests one bond, with the settings of its start, and another run another", async () => {
    await walk();
    expect(bonds.size).toBe(1);
    await walk();
    expect(bonds.size).toBe(2);
  });

  it("does nothing before the first next", () => {
    run();
    expect(log).toEqual([]);
    expect(() => registry.requireWalkerFree("BTCUSDT", "walker")).not.toThrow();
  });

  it("has the walker while it runs: a second one is refused and changes nothing; at its end it is free", async () => {
    const first = run();
    await first.next();
    const before = log.length;
    await expect(run().next()).rejects.toMatchObject({ code: "RUN_ALREADY_ACTIVE" });
    expect(log).toHaveLength(before);
    await first.return();
    expect(() => registry.requireWalkerFree("BTCUSDT", "walker")).not.toThrow();
    expect(log).not.toContain("complete b 3");
  });

  it("that is cancelled ends after the strategy at hand, without a comparison", async () => {
    expect(await walk(false, () => true)).toEqual(["a"]);
    expect(log.some((line) => line.startsWith("complete"))).toBe(false);
  });
});

describe("a strategy that fails", () => {
  it.each([
    ["by throwing", { thrown: "broken" }],
    ["because no look at the market succeeded", { steady: "broken" }],
  ])("%s has no result, counts as processed, and the next one follows", async (how, failure) => {
    failures.set("b", failure);
    expect(await walk()).toEqual(["a", "c"]);
    expect(log).toContain("failure BTCUSDT walker b broken 3");
    expect(log).not.toContain("result b");
    expect(log.filter((line) => line.startsWith("progress"))).toEqual([
      "progress 1/3",
      "progress 2/3",
      "progress 3/3",
    ]);
    expect(log.at(-1)).toBe("complete c 2");
    // What the back-test itself has reported is not reported again.
    expect(log.includes("error broken")).toBe(how === "by throwing");
  });
});

describe("a walker whose figures cannot be loaded", () => {
  it("fails as a whole: no strategy is to blame", async () => {
    const error = new LoadError("PART_NOT_LOADED", "the work of reports could not be loaded");
    failures.set("b", { thrown: error });
    await expect(walk()).rejects.toBe(error);
    expect(log.some((line) => line.startsWith("failure"))).toBe(false);
    expect(log.some((line) => line.startsWith("complete"))).toBe(false);
    expect(registry.isTaken("BTCUSDT", "c", true)).toBe(false);
  });
});

describe("a stop of a walker", () => {
  const stopStrategy = (strategyName: string, changes: { symbol?: string; walkerName?: string } = {}) =>
    walkerStopSubject.next({ symbol: "BTCUSDT", walkerName: "walker", strategyName, ...changes });

  it("before it began: no strategy starts, the comparison is of nothing", async () => {
    expect(await walk(true)).toEqual([]);
    expect(log).toEqual(["start BTCUSDT walker", "complete null null"]);
  });

  it("of the strategy that runs ends its back-test, and it counts; of a later one skips that one", async () => {
    onBacktest = async (strategyName) => {
      if (strategyName === "a") {
        await stopStrategy("a");
        await stopStrategy("b");
      }
    };
    expect(await walk()).toEqual(["a", "c"]);
    expect(log.filter((line) => line.startsWith("stop"))).toEqual(["stop a true"]);
  });

  it("of another symbol or walker is none of this one", async () => {
    onBacktest = async () => {
      await stopStrategy("a", { symbol: "ETHUSDT" });
      await stopStrategy("b", { walkerName: "other" });
    };
    expect(await walk()).toEqual(["a", "b", "c"]);
    expect(log.filter((line) => line.startsWith("stop"))).toEqual([]);
  });

  it("after its end reaches nobody", async () => {
    await walk();
    await stopStrategy("a");
    expect(log.filter((line) => line.startsWith("stop"))).toEqual([]);
  });
});

describe("a pair that another run has", () => {
  it("is waited for", async () => {
    const free = registry.take("BTCUSDT", "b", true, {});
    const steps = run();
    await steps.next();
    const second = steps.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).not.toContain("back-test BTCUSDT b exchange frame");
    free();
    expect((await second).value?.strategyName).toBe("b");
    await steps.return();
  });

  it("is waited for no longer once every strategy is stopped", async () => {
    registry.take("BTCUSDT", "b", true, {});
    const steps = run();
    await steps.next();
    const end = steps.next();
    for (const strategyName of schema.strategies) {
      await walkerStopSubject.next({ symbol: "BTCUSDT", walkerName: "walker", strategyName });
    }
    expect((await end).done).toBe(true);
    expect(log.at(-1)).toBe("complete a 1");
  });
});

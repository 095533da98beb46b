import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  addExchange,
  addFrame,
  addStrategy,
  addWalker,
  Backtest,
  emitters,
  listenDoneBacktest,
  listenDoneWalker,
  listenError,
  listenExit,
  listenWalker,
  listenWalkerComplete,
  listenWalkerProgress,
  listWalkers,
  Walker,
} from "../../src/index";
import type { IStrategySchema, IWalkerSchema, WalkerContract } from "../../src/index";
import { createMemoryExchange, MINUTE, START, walkMinutes } from "../support/market";
import { uniqueName, useSettings } from "../support/run";

const SYMBOL = "BTCUSDT";

/** Trades so many times, each for so many minutes. */
const createStrategy = (lifetime: number, changes: Partial<IStrategySchema> = {}): string => {
  const strategyName = uniqueName("candidate");
  addStrategy({
    strategyName,
    interval: "5m",
    getSignal: () =>
      Promise.resolve({
        position: "long",
        priceTakeProfit: 110,
        priceStopLoss: 90,
        minuteEstimatedTime: lifetime,
      }),
    ...changes,
  });
  return strategyName;
};

interface Stage {
  readonly walkerName: string;
  readonly exchangeName: string;
  readonly frameName: string;
  readonly calls: unknown[];
}

const setStage = (strategies: string[], changes: Partial<IWalkerSchema> = {}): Stage => {
  const exchangeName = uniqueName("exchange");
  const frameName = uniqueName("frame");
  const walkerName = uniqueName("walker");
  const { schema, calls } = createMemoryExchange(exchangeName, walkMinutes(2000, 7));
  addExchange(schema);
  addFrame({
    frameName,
    interval: "1m",
    startDate: new Date(START + 10 * MINUTE),
    endDate: new Date(START + 1500 * MINUTE),
  });
  addWalker({ walkerName, exchangeName, frameName, strategies, ...changes });
  return { walkerName, exchangeName, frameName, calls };
};

const walk = async (walkerName: string, symbol = SYMBOL): Promise<WalkerContract[]> => {
  const events: WalkerContract[] = [];
  for await (const event of Walker.run(symbol, { walkerName })) {
    events.push(event);
  }
  return events;
};

/** Runs in the background and waits for its end. */
const walkInBackground = async (walkerName: string): Promise<() => void> => {
  let cancel = (): void => undefined;
  await new Promise<void>((resolve) => {
    const stop = listenDoneWalker(({ strategyName }) => {
      if (strategyName === walkerName) {
        stop();
        resolve();
      }
    });
    cancel = Walker.background(SYMBOL, { walkerName });
  });
  return cancel;
};

let stops: (() => void)[];
let errors: unknown[];

beforeEach(() => {
  useSettings({ CC_GET_CANDLES_RETRY_COUNT: 1 });
  errors = [];
  stops = [listenError((error) => void errors.push(error))];
});

afterEach(() => {
  stops.forEach((stop) => stop());
});

describe("a walker", () => {
  it("back-tests its strategies in order and ranks them as their single runs do", async () => {
    const strategies = [3, 30, 120].map((lifetime) => createStrategy(lifetime));
    const { walkerName, exchangeName, frameName } = setStage(strategies, { metric: "totalPnl" });
    const events = await walk(walkerName);
    const single: number[] = [];
    for (const strategyName of strategies) {
      for await (const _ of Backtest.run(SYMBOL, { strategyName, exchangeName, frameName })) {
        // Only its statistics are of interest.
      }
      single.push((await Backtest.getData(SYMBOL, strategyName)).totalPnl ?? NaN);
    }
    expect(events.map(({ strategyName, metricValue }) => [strategyName, metricValue])).toEqual(
      strategies.map((strategyName, index) => [strategyName, single[index]]),
    );
    expect(
      events.map(({ strategiesTested, totalStrategies }) => [strategiesTested, totalStrategies]),
    ).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    const best = Math.max(...single);
    const data = await Walker.getData(SYMBOL, walkerName);
    expect(data).toMatchObject({
      bestStrategy: strategies[single.indexOf(best)],
      bestMetric: best,
      metric: "totalPnl",
      testedStrategies: 3,
      failedStrategies: [],
      totalStrategies: 3,
    });
    expect(data.strategyResults.map(({ strategyName }) => strategyName)).toEqual([...strategies].reverse());
    expect(errors).toEqual([]);
  });

  it("calls back in order: start, complete (awaited), event, next; then the comparison, progress, done once", async () => {
    const log: string[] = [];
    const strategies = [createStrategy(3), createStrategy(30)];
    const nameOf = (strategyName: string): string => `${strategies.indexOf(strategyName)}`;
    const stage = setStage(strategies, {
      callbacks: {
        onStrategyStart: (name) => void log.push(`start ${nameOf(name)}`),
        onStrategyComplete: async (name, symbol, _stats, metric) => {
          const { strategyResults } = await Walker.getData(symbol, stage.walkerName);
          await Promise.resolve();
          log.push(`complete ${nameOf(name)} ${typeof metric} of ${strategyResults.length}`);
        },
        onComplete: ({ bestStrategy }) => void log.push(`all ${bestStrategy === null ? "none" : "best"}`),
      },
    });
    stops.push(
      listenWalker(({ strategyName }) => void log.push(`event ${nameOf(strategyName)}`)),
      listenWalkerProgress(({ progress }) => void log.push(`progress ${progress}`)),
      listenWalkerComplete(({ totalStrategies }) => void log.push(`compared ${totalStrategies}`)),
      listenDoneWalker(({ exchangeName, strategyName, backtest, symbol }) => {
        expect({ exchangeName, strategyName, backtest, symbol }).toEqual({
          exchangeName: stage.exchangeName,
          strategyName: stage.walkerName,
          backtest: true,
          symbol: SYMBOL,
        });
        log.push("done");
      }),
      listenDoneBacktest(() => expect.unreachable()),
    );
    const cancel = await walkInBackground(stage.walkerName);
    cancel();
    expect(log).toEqual([
      "start 0",
      "progress 0.5",
      "complete 0 number of 1",
      "event 0",
      "start 1",
      "progress 1",
      "complete 1 number of 2",
      "event 1",
      "all best",
      "compared 2",
      "done",
    ]);
    const items = await Walker.list();
    expect(items.find(({ walkerName }) => walkerName === stage.walkerName)).toMatchObject({
      symbol: SYMBOL,
      status: "fulfilled",
    });
  });

  it("lists a strategy that never came to anything, with its error, and goes on; progress is complete (pitfall 139)", async () => {
    const failing = createStrategy(3, { getSignal: () => Promise.reject(new Error("no idea")) });
    const failed: unknown[] = [];
    const progress: number[] = [];
    const { walkerName } = setStage([failing, createStrategy(30)], {
      callbacks: { onStrategyError: (name, symbol, error) => void failed.push([name, symbol, error]) },
    });
    stops.push(listenWalkerProgress((event) => void progress.push(event.progress)));
    const events = await walk(walkerName);
    expect(events).toHaveLength(1);
    expect(failed).toEqual([[failing, SYMBOL, new Error("no idea")]]);
    expect(progress).toEqual([0.5, 1]);
    const { failedStrategies, testedStrategies } = await Walker.getData(SYMBOL, walkerName);
    expect([failedStrategies, testedStrategies]).toEqual([
      [{ strategyName: failing, error: new Error("no idea") }],
      1,
    ]);
    expect(await Walker.getReport(SYMBOL, walkerName)).toContain(`- ${failing}: no idea`);
  });

  it("one that fails now and then has a result all the same", async () => {
    let count = 0;
    const shaky = createStrategy(3, {
      getSignal: () => ((count += 1) % 2 === 0 ? Promise.resolve(null) : Promise.reject(new Error("again"))),
    });
    const { walkerName } = setStage([shaky]);
    expect(await walk(walkerName)).toHaveLength(1);
  });

  it("reads the candles of its frame once, and every strategy sees the same", async () => {
    const strategies = [3, 30, 60, 120].map((lifetime) => createStrategy(lifetime));
    const alone = setStage(strategies.slice(0, 1));
    await walk(alone.walkerName);
    const together = setStage(strategies);
    await walk(together.walkerName);
    expect(together.calls).toHaveLength(alone.calls.length);
  });

  it("works on several symbols at once without mixing them (pitfall 141)", async () => {
    const strategies = [createStrategy(3), createStrategy(30)];
    const { walkerName } = setStage(strategies);
    const symbols = ["BTCUSDT", "ETHUSDT"];
    const all = await Promise.all(symbols.map((symbol) => walk(walkerName, symbol)));
    expect(all.map((events) => events.length)).toEqual([2, 2]);
    for (const symbol of symbols) {
      const { strategyResults } = await Walker.getData(symbol, walkerName);
      const traded = strategyResults.flatMap(({ stats }) => stats.signalList.map((trade) => trade.symbol));
      expect(new Set(traded)).toEqual(new Set([symbol]));
    }
  });

  it("waits for a pair that another run has; two of them never get in each other's way", async () => {
    const strategies = [createStrategy(3), createStrategy(30)];
    const stages = [1, 2, 3].map(() => setStage(strategies));
    const all = await Promise.all(stages.map(({ walkerName }) => walk(walkerName)));
    expect(all.map((events) => events.length)).toEqual([2, 2, 2]);
    expect(errors).toEqual([]);
  });

  it("starts each strategy with free risk profiles (pitfall 137) and leaves nothing behind", async () => {
    const { walkerName } = setStage([createStrategy(3)]);
    await walk(walkerName);
    const again = await walk(walkerName);
    expect(again).toHaveLength(1);
    expect((await Walker.getData(SYMBOL, walkerName)).strategyResults).toHaveLength(1);
  });
});

describe("stopping a walker", () => {
  it("in onStrategyComplete: no later strategy starts, the comparison follows", async () => {
    const started: string[] = [];
    const strategies = [createStrategy(3), createStrategy(30), createStrategy(60)];
    const stage = setStage(strategies, {
      callbacks: {
        onStrategyStart: (name) => void started.push(name),
        onStrategyComplete: () => Walker.stop(SYMBOL, stage.walkerName),
      },
    });
    const compared: unknown[] = [];
    stops.push(listenWalkerComplete((event) => void compared.push(event.totalStrategies)));
    await walkInBackground(stage.walkerName);
    expect(started).toEqual(strategies.slice(0, 1));
    expect(compared).toEqual([3]);
    expect((await Walker.getData(SYMBOL, stage.walkerName)).testedStrategies).toBe(1);
  });

  it("while a strategy runs: its back-test ends, counts, and no other starts; the emitter tells of every strategy", async () => {
    const told: string[] = [];
    let isAsked = false;
    const strategies = [
      createStrategy(3, {
        getSignal: async () => {
          if (!isAsked) {
            isAsked = true;
            await Walker.stop(SYMBOL, stage.walkerName);
          }
          return null;
        },
      }),
      createStrategy(30),
    ];
    const stage = setStage(strategies);
    const subscription = emitters.walkerStopSubject.subscribe(({ strategyName }) => told.push(strategyName));
    stops.push(() => subscription.unsubscribe());
    const events = await walk(stage.walkerName);
    expect(events.map(({ strategyName }) => strategyName)).toEqual(strategies.slice(0, 1));
    expect(events[0]?.stats.run?.endTime).toBe(START + 10 * MINUTE);
    expect(told).toEqual(strategies);
  });

  it("while it waits for a pair of another run: it ends, and the other run goes on", async () => {
    const strategies = [createStrategy(3)];
    const [first, second] = [setStage(strategies), setStage(strategies)];
    const running = walk(first.walkerName);
    const waiting = walk(second.walkerName);
    await Walker.stop(SYMBOL, second.walkerName);
    expect(await waiting).toEqual([]);
    expect(await running).toHaveLength(1);
    const { bestStats } = await Walker.getData(SYMBOL, first.walkerName);
    expect(bestStats?.run?.endTime).toBeGreaterThanOrEqual(START + 1500 * MINUTE);
  });

  it("one strategy of it while it waits for the pair: the next one starts", async () => {
    const [held, next] = [createStrategy(3), createStrategy(30)];
    const stage = setStage([held, next]);
    const run = Backtest.run(SYMBOL, {
      strategyName: held,
      exchangeName: stage.exchangeName,
      frameName: stage.frameName,
    });
    await run.next();
    const waiting = walk(stage.walkerName);
    await emitters.walkerStopSubject.next({
      symbol: SYMBOL,
      strategyName: held,
      walkerName: stage.walkerName,
    });
    expect((await waiting).map(({ strategyName }) => strategyName)).toEqual([next]);
    await run.return(undefined);
  });

  it("while it waits behind onStrategyStart: the strategy is skipped, and nothing has failed", async () => {
    const held = createStrategy(3);
    const runs: AsyncGenerator<unknown, void, undefined>[] = [];
    const stage = setStage([held], {
      callbacks: {
        onStrategyStart: async () => {
          const { exchangeName, frameName } = stage;
          const run = Backtest.run(SYMBOL, { strategyName: held, exchangeName, frameName });
          runs.push(run);
          await run.next();
          await Walker.stop(SYMBOL, stage.walkerName);
        },
      },
    });
    expect(await walk(stage.walkerName)).toEqual([]);
    expect(errors).toEqual([]);
    await runs[0]?.return(undefined);
  });

  it("before it began counts", async () => {
    const { walkerName } = setStage([createStrategy(3)]);
    const run = Walker.run(SYMBOL, { walkerName });
    await Walker.stop(SYMBOL, walkerName);
    expect((await run.next()).done).toBe(true);
  });

  it("one strategy of it only ends that one (pitfall 138)", async () => {
    const strategies = [
      createStrategy(3, {
        callbacks: { onTick: (symbol, { strategyName }) => Backtest.stop(symbol, strategyName) },
      }),
      createStrategy(30),
    ];
    const { walkerName } = setStage(strategies);
    expect(await walk(walkerName)).toHaveLength(2);
  });

  it("cancelling a background walker: done once, and no comparison", async () => {
    const compared: unknown[] = [];
    const ends: unknown[] = [];
    const stage = setStage([createStrategy(3), createStrategy(30)], {
      callbacks: { onComplete: () => void compared.push("callback"), onStrategyComplete: () => cancel() },
    });
    stops.push(
      listenWalkerComplete(() => void compared.push("event")),
      listenDoneWalker(() => void ends.push("done")),
      listenExit((error) => void ends.push(error)),
    );
    const done = new Promise<void>((resolve) => {
      stops.push(listenDoneWalker(() => resolve()));
    });
    const cancel = Walker.background(SYMBOL, { walkerName: stage.walkerName });
    await done;
    cancel();
    expect([compared, ends]).toEqual([[], ["done"]]);
  });

  it("leaving the loop frees the walker and the pair", async () => {
    const strategies = [createStrategy(3), createStrategy(30)];
    const { walkerName, exchangeName, frameName } = setStage(strategies);
    for await (const { strategiesTested } of Walker.run(SYMBOL, { walkerName })) {
      expect(strategiesTested).toBe(1);
      break;
    }
    expect(await walk(walkerName)).toHaveLength(2);
    const context = { strategyName: strategies[0] ?? "", exchangeName, frameName };
    expect(await Backtest.run(SYMBOL, context).next()).toMatchObject({ done: false });
  });
});

describe("what a walker refuses", () => {
  it("a second run at once, under the same name on the same symbol", async () => {
    const { walkerName } = setStage([createStrategy(3)]);
    const run = walk(walkerName);
    expect(() => Walker.background(SYMBOL, { walkerName })).toThrow(
      expect.objectContaining({ code: "RUN_ALREADY_ACTIVE" }),
    );
    await run;
  });

  it.each<[string, Partial<IWalkerSchema>, string]>([
    ["no exchange", { exchangeName: undefined as never }, "missing exchangeName for walkerName="],
    ["no frame", { frameName: undefined as never }, "missing frameName for walkerName="],
    ["no list", { strategies: "all" as never }, "strategies must be an array for walkerName="],
    ["an empty list", { strategies: [] }, "strategies array cannot be empty for walkerName="],
    ["a name twice (pitfall 140)", { strategies: ["a", "a"] }, "strategies must differ from each other"],
    ["an unknown metric (pitfall 140)", { metric: "luck" as never }, "metric must be one of sharpeRatio"],
  ])("a schema with %s", (_, changes, message) => {
    const schema = { walkerName: uniqueName("walker"), exchangeName: "e", frameName: "f", strategies: ["s"] };
    expect(() => addWalker({ ...schema, ...changes })).toThrow(`walker schema validation failed: ${message}`);
  });

  it("names nobody registered, in the order walker, exchange, frame, strategies", async () => {
    const walkerName = uniqueName("walker");
    expect(() => Walker.run(SYMBOL, { walkerName })).toThrow(
      `walker ${walkerName} not found source=WalkerUtils.run`,
    );
    addWalker({ walkerName, exchangeName: "nowhere", frameName: "never", strategies: ["nobody"] });
    expect(() => Walker.run(SYMBOL, { walkerName })).toThrow(
      "exchange nowhere not found source=WalkerUtils.run",
    );
    await expect(Walker.getData(SYMBOL, walkerName)).rejects.toThrow(
      "strategy nobody not found source=WalkerUtils.getData",
    );
    expect((await listWalkers()).map((schema) => schema.walkerName)).toContain(walkerName);
  });

  it("to compare nothing: REPORT_EMPTY", async () => {
    const { walkerName } = setStage([createStrategy(3)]);
    await expect(Walker.getReport(SYMBOL, walkerName)).rejects.toThrow(
      expect.objectContaining({ code: "REPORT_EMPTY" }),
    );
  });
});

describe("the report of a walker", () => {
  it("has the parts its users look for", async () => {
    const { walkerName } = setStage([createStrategy(3), createStrategy(30)]);
    await walk(walkerName);
    const report = await Walker.getReport(SYMBOL, walkerName);
    for (const part of [
      `# Walker Comparison Report: ${walkerName}`,
      "## Best Strategy: ",
      "**Strategies Tested:** 2",
      "## Top Strategies Comparison",
      "| Deflated Sharpe |",
      "## All Signals (PNL Table)",
    ]) {
      expect(report).toContain(part);
    }
    expect(await Walker.getHtml(SYMBOL, walkerName)).toContain(walkerName);
  });
});

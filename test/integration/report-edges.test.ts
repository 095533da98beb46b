import { beforeEach, describe, expect, it } from "vitest";
import {
  addExchange,
  addFrame,
  addStrategy,
  addWalker,
  Backtest,
  Heat,
  listenDoneBacktest,
  listenSignalBacktest,
  listenWalker,
  Live,
  Schedule,
  setConfig,
  Walker,
} from "../../src/index";
import type {
  ICandleData,
  ISignalDto,
  IStrategySchema,
  IWalkerCallbacks,
  WalkerContract,
} from "../../src/index";
import { at, setLiveStage } from "../support/live-stage";
import { createMemoryExchange, flatMinutes, MINUTE, setMinute, walkMinutes } from "../support/market";
import { collect, runBacktest, signalsAt, uniqueName, useSettings } from "../support/run";

const SYMBOL = "BTCUSDT";

const long = (minuteEstimatedTime: number, changes: Partial<ISignalDto> = {}): ISignalDto => ({
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 90,
  minuteEstimatedTime,
  ...changes,
});

const createStrategy = (changes: Partial<IStrategySchema> = {}): string => {
  const strategyName = uniqueName("candidate");
  addStrategy({ strategyName, interval: "5m", getSignal: () => Promise.resolve(long(5)), ...changes });
  return strategyName;
};

interface Names {
  readonly walkerName: string;
  readonly exchangeName: string;
  readonly frameName: string;
}

const setStage = (
  strategies: string[],
  minutes: readonly ICandleData[] = walkMinutes(2000, 7),
  callbacks: Partial<IWalkerCallbacks> = {},
): Names => {
  const exchangeName = uniqueName("exchange");
  const frameName = uniqueName("frame");
  const walkerName = uniqueName("walker");
  addExchange(createMemoryExchange(exchangeName, minutes).schema);
  addFrame({ frameName, interval: "1m", startDate: new Date(at(10)), endDate: new Date(at(1500)) });
  addWalker({ walkerName, exchangeName, frameName, strategies, callbacks });
  return { walkerName, exchangeName, frameName };
};

const createAlarm = (): { readonly promise: Promise<void>; readonly wake: () => void } => {
  let wake = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    wake = resolve;
  });
  return { promise, wake };
};

const walk = async (walkerName: string): Promise<WalkerContract[]> => {
  const events: WalkerContract[] = [];
  for await (const event of Walker.run(SYMBOL, { walkerName })) {
    events.push(event);
  }
  return events;
};

beforeEach(() => {
  useSettings({ CC_GET_CANDLES_RETRY_COUNT: 1, CC_GET_CANDLES_RETRY_DELAY_MS: 0 });
});

describe("who had the pair reads its report before who waited for it drops it", () => {
  it("walkers with common strategies rank the real results, however many there are", async () => {
    const strategies = [createStrategy(), createStrategy({ interval: "15m" })];
    const all = await Promise.all([1, 2, 3, 4].map(() => walk(setStage(strategies).walkerName)));
    const counts = all.map((events) => events.map(({ stats }) => stats.totalSignals));
    expect(counts[0]?.every((count) => count > 0)).toBe(true);
    expect(counts).toEqual(Array(4).fill(counts[0]));
  });

  it("a strategy that never came to anything is listed as failed by both of two walkers", async () => {
    const strategies = [createStrategy({ getSignal: () => Promise.reject(new Error("always")) })];
    const all = await Promise.all([1, 2].map(() => walk(setStage(strategies).walkerName)));
    expect(all).toEqual([[], []]);
  });

  it("the consumer of a run, behind its loop", async () => {
    const strategyName = createStrategy();
    const { walkerName, ...names } = setStage([strategyName]);
    const readOwn = async (): Promise<[number, number]> => {
      const results = await collect(Backtest.run(SYMBOL, { strategyName, ...names }));
      return [results.length, (await Backtest.getData(SYMBOL, strategyName)).totalSignals];
    };
    const [[yielded, counted]] = await Promise.all([readOwn(), walk(walkerName)]);
    expect(counted).toBe(yielded);
  });

  it("a listener of the end, also after a while", async () => {
    const strategyName = createStrategy();
    const { walkerName, ...names } = setStage([strategyName]);
    const counted = new Promise<number>((resolve) => {
      const stop = listenDoneBacktest(async (event) => {
        if (event.strategyName === strategyName) {
          stop();
          for (let turn = 0; turn < 50; turn += 1) {
            await new Promise((next) => setImmediate(next));
          }
          resolve((await Backtest.getData(SYMBOL, strategyName)).totalSignals);
        }
      });
    });
    Backtest.background(SYMBOL, { strategyName, ...names });
    const [event] = await walk(walkerName);
    expect(await counted).toBe(event?.stats.totalSignals);
  });

  it("a walker started and awaited in a listener of the end does not wait for that listener", async () => {
    const strategyName = createStrategy();
    const { walkerName, ...names } = setStage([strategyName]);
    const walked = new Promise<number>((resolve, reject) => {
      const stop = listenDoneBacktest(async (event) => {
        if (event.strategyName === strategyName) {
          stop();
          await walk(walkerName).then(({ length }) => resolve(length), reject);
        }
      });
    });
    Backtest.background(SYMBOL, { strategyName, ...names });
    expect(await walked).toBe(1);
  });

  it("who consumes a walker: its callback, its listeners, and the body of the loop", async () => {
    const strategyName = createStrategy();
    const read = async (): Promise<number> => {
      for (let turn = 0; turn < 20; turn += 1) {
        await new Promise((next) => setImmediate(next));
      }
      return (await Backtest.getData(SYMBOL, strategyName)).totalSignals;
    };
    const counts: number[] = [];
    const stages = [1, 2, 3].map(() =>
      setStage([strategyName], undefined, {
        onStrategyComplete: async () => void counts.push(await read()),
      }),
    );
    const stop = listenWalker(async () => void counts.push(await read()));
    const expected = new Set<number>();
    await Promise.all(
      stages.map(async ({ walkerName }) => {
        for await (const event of Walker.run(SYMBOL, { walkerName })) {
          expected.add(event.stats.totalSignals);
          counts.push((await Backtest.getData(SYMBOL, strategyName)).totalSignals);
        }
      }),
    );
    stop();
    expect(counts).toHaveLength(9);
    expect(new Set(counts)).toEqual(expected);
  });

  it("a walker awaited in a listener of the end waits for another run, whose end is told behind that listener", async () => {
    const strategies = [createStrategy(), createStrategy()];
    const stages = strategies.map((strategyName) => setStage([strategyName]));
    const told: string[] = [];
    const stop = listenDoneBacktest(async ({ strategyName }) => {
      told.push(strategyName);
      const other = strategies.findIndex((name) => name !== strategyName);
      if (told.length === 1) {
        const events = await walk(stages[other]?.walkerName ?? "");
        told.push(...events.map((event) => `walked ${event.strategyName}`));
      }
    });
    strategies.forEach((strategyName, index) => {
      const { exchangeName = "", frameName = "" } = stages[index] ?? {};
      Backtest.background(SYMBOL, { strategyName, exchangeName, frameName });
    });
    await expect.poll(() => told.length, { timeout: 20_000 }).toBe(3);
    stop();
    const [first, , second] = told;
    expect([first, second].toSorted()).toEqual(strategies.toSorted());
    expect(told[1]).toBe(`walked ${second}`);
  });

  it("a walker awaited in user code of something else waits until a listener of the end has read", async () => {
    const strategyName = createStrategy();
    const { walkerName, ...names } = setStage([strategyName]);
    const counts: number[] = [];
    const read = async (): Promise<void> => {
      counts.push((await Backtest.getData(SYMBOL, strategyName)).totalSignals);
    };
    const walked = new Promise<WalkerContract[]>((resolve, reject) => {
      const reading = createAlarm();
      const other = setStage([createStrategy()], undefined, {
        onStrategyComplete: async () => {
          await reading.promise;
          await walk(walkerName).then(resolve, reject);
        },
      });
      const stop = listenDoneBacktest(async (event) => {
        if (event.strategyName === strategyName) {
          stop();
          await read();
          reading.wake();
          for (let turn = 0; turn < 50; turn += 1) {
            await new Promise((next) => setImmediate(next));
          }
          await read();
        }
      });
      walk(other.walkerName).catch(reject);
    });
    Backtest.background(SYMBOL, { strategyName, ...names });
    const [event] = await walked;
    expect(counts).toEqual([event?.stats.totalSignals, event?.stats.totalSignals]);
  });

  it("walkers whose callbacks await a walker over the strategy of the other do not wait for each other", async () => {
    const strategies = [createStrategy(), createStrategy()];
    const inner = strategies.map((strategyName) => setStage([strategyName]));
    const walked: string[] = [];
    const outer = strategies.map((strategyName, index) =>
      setStage([strategyName], undefined, {
        onStrategyComplete: async () => {
          const events = await walk(inner[1 - index]?.walkerName ?? "");
          walked.push(...events.map((event) => event.strategyName));
        },
      }),
    );
    await Promise.all(outer.map(({ walkerName }) => walk(walkerName)));
    expect(walked.toSorted()).toEqual(strategies.toSorted());
  });

  it("a walker awaited in a listener of signals is refused the pair of another run, which would wait for the listener", async () => {
    const [told, running] = [createStrategy(), createStrategy()];
    const { walkerName, ...names } = setStage([running]);
    const walks: Promise<WalkerContract[]>[] = [];
    const stop = listenSignalBacktest(async (event) => {
      if (event.strategyName === told && walks.length === 0) {
        walks.push(walk(walkerName));
        await walks[0];
      }
    });
    const runs = [told, running].map((strategyName) =>
      collect(Backtest.run(SYMBOL, { strategyName, ...names })),
    );
    expect((await Promise.all(runs)).map(({ length }) => length > 0)).toEqual([true, true]);
    stop();
    expect(await Promise.all(walks)).toEqual([[]]);
  });

  it("a walker inside of a step of the very run does not wait for itself: the strategy is listed as failed", async () => {
    const strategyName = createStrategy();
    const { walkerName, ...names } = setStage([strategyName]);
    const walks: Promise<WalkerContract[]>[] = [];
    const stop = listenSignalBacktest(async (event) => {
      if (event.strategyName === strategyName && walks.length === 0) {
        walks.push(walk(walkerName));
        await walks[0];
      }
    });
    await collect(Backtest.run(SYMBOL, { strategyName, ...names }));
    stop();
    expect(await Promise.all(walks)).toEqual([[]]);
    await expect(Walker.getData(SYMBOL, walkerName)).rejects.toThrow("already has an active backtest run");
  });

  it("a run that onStrategyStart begins is waited for", async () => {
    const strategyName = createStrategy();
    const names = setStage([strategyName]);
    const walkerName = uniqueName("walker");
    addWalker({
      ...names,
      walkerName,
      strategies: [strategyName],
      callbacks: {
        onStrategyStart: () => {
          Backtest.background(SYMBOL, { strategyName, ...names });
        },
      },
    });
    expect(await walk(walkerName)).toHaveLength(1);
  });
});

describe("a walker", () => {
  it("compares its strategies under the settings of its start", async () => {
    const strategies = [
      createStrategy({
        getSignal: () => {
          setConfig({ CC_PERCENT_FEE: 5 }, true);
          return Promise.resolve(long(5));
        },
      }),
      createStrategy(),
    ];
    const events = await walk(setStage(strategies).walkerName);
    expect(events.map(({ stats }) => stats.run?.settings.CC_PERCENT_FEE)).toEqual([0.1, 0.1]);
    expect(events[0]?.stats.totalPnl).toBe(events[1]?.stats.totalPnl);
  });

  it("tells its listeners what is not its own memory", async () => {
    const { walkerName } = setStage([createStrategy()]);
    const stop = listenWalker(({ stats }) => {
      stats.totalPnl = 1e9;
      stats.signalList.length = 0;
    });
    await walk(walkerName);
    stop();
    const { strategyResults, bestStats } = await Walker.getData(SYMBOL, walkerName);
    expect(strategyResults[0]?.stats.signalList).toHaveLength(bestStats?.totalSignals ?? 0);
    expect(bestStats?.totalPnl).not.toBe(1e9);
  });

  it("lists every trade of every strategy", async () => {
    const strategies = [1, 2].map(() => createStrategy({ interval: "1m", getSignal: async () => long(1) }));
    const { walkerName } = setStage(strategies);
    await walk(walkerName);
    const rows = (await Walker.getReport(SYMBOL, walkerName)).split("\n");
    for (const strategyName of strategies) {
      const { totalSignals } = await Backtest.getData(SYMBOL, strategyName);
      expect(totalSignals).toBeGreaterThan(250);
      expect(rows.filter((row) => row.startsWith(`| ${strategyName} |`))).toHaveLength(totalSignals);
    }
  });

  it("with an error nobody can read still has a report", async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const { walkerName } = setStage([
      createStrategy({ getSignal: () => Promise.reject(proxy) }),
      createStrategy(),
    ]);
    await walk(walkerName);
    expect(await Walker.getReport(SYMBOL, walkerName)).toContain("## Failed Strategies");
    expect(await Walker.getHtml(SYMBOL, walkerName)).toContain("report-data");
  });
});

describe("what a report must not miss", () => {
  const order = long(5, { priceOpen: 99.5, priceTakeProfit: 102, priceStopLoss: 95 });
  const touched = (): ICandleData[] => {
    const minutes = flatMinutes(100);
    setMinute(minutes, 20, { low: 99 });
    return minutes;
  };
  const filled = { totalScheduled: 1, totalOpened: 1, totalWaiting: 0, fillRate: 100 };

  it("an order that fills in the minute it was created in, in a back-test", async () => {
    const strategy = { getSignal: signalsAt({ 20: order }) };
    const { context } = await runBacktest({ minutes: touched(), to: 60, strategy });
    expect(await Schedule.getData(SYMBOL, context.strategyName, true)).toMatchObject(filled);
  });

  it("an order that fills in the minute it was created in, live", async () => {
    const strategy = { interval: "1m", getSignal: signalsAt({ 20: order }) } as const;
    const live = setLiveStage({ minutes: touched(), from: 10, strategy });
    live.background();
    for (let minute = 10; minute < 40; minute += 1) {
      await live.moveTo(minute);
    }
    expect(await Schedule.getData(SYMBOL, live.context.strategyName, false)).toMatchObject(filled);
    await live.end();
  });

  it("the fall between a win and a loss that close at one instant", async () => {
    useSettings({ CC_PERCENT_FEE: 0, CC_PERCENT_SLIPPAGE: 0 });
    const minutes = flatMinutes(100).map((minute, index) =>
      index < 22 ? minute : { ...minute, open: 105, high: 105, close: 105, low: index === 25 ? 90 : 105 },
    );
    const getSignal = signalsAt({
      20: long(5, { priceTakeProfit: 120, priceStopLoss: 85 }),
      25: long(5, { priceTakeProfit: 130, priceStopLoss: 95 }),
    });
    const { context } = await runBacktest({ minutes, to: 60, strategy: { getSignal } });
    const { maxDrawdown, signalList, equityCurve } = await Backtest.getData(SYMBOL, context.strategyName);
    const [loss, win] = signalList;
    expect([win?.closeTimestamp, loss?.closeTimestamp]).toEqual([at(25), at(25)]);
    expect(maxDrawdown).toBeCloseTo(-(loss?.pnl.pnlPercentage ?? 0), 9);
    expect(new Set(equityCurve.map(({ time }) => time)).size).toBe(equityCurve.length);
  });

  it("a position that is still open at the end of a back-test, for its candles failed", async () => {
    const minutes = flatMinutes(5760).map((minute, index) =>
      index > 2000 ? { ...minute, open: 95, high: 95, low: 95, close: 95 } : minute,
    );
    const exchangeName = uniqueName("exchange");
    const frameName = uniqueName("frame");
    const { schema } = createMemoryExchange(exchangeName, minutes);
    addExchange({
      ...schema,
      getCandles: async (symbol, interval, since, limit) => {
        if (since.getTime() + limit * MINUTE > at(2600)) {
          throw new Error("no data");
        }
        return await schema.getCandles(symbol, interval, since, limit);
      },
    });
    addFrame({ frameName, interval: "1m", startDate: new Date(at(1300)), endDate: new Date(at(2700)) });
    const strategyName = createStrategy({ interval: "1m", getSignal: signalsAt({ 1320: long(1430) }) });
    await collect(Backtest.run(SYMBOL, { strategyName, exchangeName, frameName }));
    const { exposure, maxDrawdown, equityCurve } = await Backtest.getData(SYMBOL, strategyName);
    expect(exposure).toBeGreaterThan(80);
    expect(maxDrawdown).toBeCloseTo(5.38, 1);
    expect(equityCurve.at(-1)?.equity).toBeCloseTo(0.946, 2);
  });

  it("a live position that is open, in the heat map as in the live report", async () => {
    const minutes = flatMinutes(1500).map((minute, index) =>
      index > 1000 ? { ...minute, open: 96, high: 96, low: 96, close: 96 } : minute,
    );
    const getSignal = signalsAt({ 702: long(5), 800: long(1000) });
    const live = setLiveStage({ minutes, from: 700, strategy: { interval: "1m", getSignal } });
    live.background();
    for (let minute = 701; minute <= 1100; minute += 1) {
      await live.moveTo(minute);
    }
    const { maxDrawdown } = await Live.getData(SYMBOL, live.context.strategyName);
    const { symbols } = await Heat.getData(live.context.strategyName);
    await live.end();
    expect(maxDrawdown).toBeGreaterThan(4);
    expect(symbols[0]?.maxDrawdown).toBeCloseTo(maxDrawdown ?? NaN, 9);
  });

  it("that the settings of a live run have changed", async () => {
    const strategy = { interval: "1m", getSignal: async () => long(5) } as const;
    const live = setLiveStage({ minutes: flatMinutes(100), from: 10, strategy });
    live.background();
    for (let minute = 10; minute < 33; minute += 1) {
      if (minute === 20) {
        setConfig({ CC_PERCENT_FEE: 2 }, true);
      }
      await live.moveTo(minute);
    }
    const report = await Live.getReport(SYMBOL, live.context.strategyName);
    await live.end();
    expect(report).toContain("-4.20%");
    expect(report).toContain("**Settings:** changed during the run");
    expect(report).toContain("**Costs:** 0.1% slippage and 2% fee per transaction");
  });
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { createCandleSource } from "../../docs/examples/candle-source";
import {
  addExchange,
  addFrame,
  addStrategy,
  addWalker,
  Backtest,
  getAveragePrice,
  getCandles,
  listenError,
  listenWalkerProgress,
  Walker,
} from "../../src/index";
import type {
  BacktestStatisticsModel,
  ICandleData,
  ISignalDto,
  WalkerContract,
  WalkerMetric,
} from "../../src/index";
import { describeWithCandleData } from "../support/candle-data";
import { loadCandles } from "../support/candle-files";
import { uniqueName, useSettings } from "../support/run";

const SYMBOL = "ETHUSDT";
const STRATEGY_COUNT = 20;
const FAILING = 7;
const FAILURE = new Error("this one has no idea");
const TIME_LIMIT_MS = 60_000;

const HOUR = 3_600_000;

interface Variant {
  /** Quarter-hour candles of the mean. */
  readonly window: number;
  readonly targetPercent: number;
  readonly stopPercent: number;
  readonly isContrarian: boolean;
}

/** Nine kinds, each of them twice, so that there are equal values; the last two never trade, so that there are none. */
const createVariant = (index: number): Variant => {
  const kind = index % 9;
  return {
    window: 4 + 3 * (kind % 7),
    targetPercent: index < STRATEGY_COUNT - 2 ? 1 + (kind % 5) * 0.4 : Number.NaN,
    stopPercent: 1 + (kind % 3) * 0.5,
    isContrarian: kind % 2 === 1,
  };
};

/** With the move away from the mean, or against it, at the price that will be booked: the worse of the newest two. */
const decide = (
  candles: readonly ICandleData[],
  newest: readonly number[],
  { targetPercent, stopPercent, isContrarian }: Variant,
): ISignalDto | null => {
  const last = candles.at(-1)?.close ?? Number.NaN;
  const mean = candles.reduce((sum, { close }) => sum + close, 0) / candles.length;
  if (Number.isNaN(targetPercent) || Math.abs(last / mean - 1) < 0.004) {
    return null;
  }
  const isLong = last > mean !== isContrarian;
  const sign = isLong ? 1 : -1;
  const entry = isLong ? Math.max(...newest) : Math.min(...newest);
  return {
    position: isLong ? "long" : "short",
    priceTakeProfit: entry * (1 + (sign * targetPercent) / 100),
    priceStopLoss: entry * (1 - (sign * stopPercent) / 100),
    minuteEstimatedTime: 600,
  };
};

const registerStrategies = (): string[] =>
  Array.from({ length: STRATEGY_COUNT }, (_, index) => {
    const strategyName = uniqueName("variant");
    const variant = createVariant(index);
    addStrategy({
      strategyName,
      interval: "15m",
      getSignal: async (symbol) => {
        if (index === FAILING) {
          throw FAILURE;
        }
        const [newest] = await getCandles(symbol, "1m", 1);
        const prices = [newest?.close ?? Number.NaN, await getAveragePrice(symbol)];
        return decide(await getCandles(symbol, "15m", variant.window), prices, variant);
      },
    });
    return strategyName;
  });

interface Market {
  readonly exchangeName: string;
  readonly frameName: string;
  /** Calls of the adapter since the last look. */
  takeCallCount(): number;
}

const registerMarket = (candles: readonly ICandleData[]): Market => {
  const source = createCandleSource(candles);
  let callCount = 0;
  const [exchangeName, frameName] = [uniqueName("recorded"), uniqueName("month")];
  addExchange({
    exchangeName,
    getCandles: (_symbol, interval, since, limit) => {
      callCount += 1;
      return Promise.resolve(source.read(interval, since.getTime(), limit));
    },
    formatPrice: (_symbol, price) => Promise.resolve(price.toFixed(2)),
    formatQuantity: (_symbol, quantity) => Promise.resolve(quantity.toFixed(4)),
  });
  const [first, last] = [candles[0]?.timestamp ?? 0, candles.at(-1)?.timestamp ?? 0];
  addFrame({
    frameName,
    interval: "1m",
    startDate: new Date(first + 8 * HOUR),
    endDate: new Date(last - 11 * HOUR),
  });
  return {
    exchangeName,
    frameName,
    takeCallCount: () => {
      const count = callCount;
      callCount = 0;
      return count;
    },
  };
};

/** Ids are random, everything else has to be the same. */
const withoutIds = (stats: BacktestStatisticsModel): BacktestStatisticsModel => ({
  ...stats,
  signalList: stats.signalList.map((trade) => ({ ...trade, signal: { ...trade.signal, id: "any" } })),
});

const runAlone = async (market: Market, strategies: readonly string[]) => {
  const single = new Map<string, BacktestStatisticsModel>();
  const { exchangeName, frameName } = market;
  for (const strategyName of strategies) {
    const steps = Backtest.run(SYMBOL, { strategyName, exchangeName, frameName });
    while ((await steps.next()).done !== true) {
      // Only its statistics are of interest.
    }
    single.set(strategyName, withoutIds(await Backtest.getData(SYMBOL, strategyName)));
  }
  return single;
};

const walk = async (walkerName: string): Promise<WalkerContract[]> => {
  const events: WalkerContract[] = [];
  for await (const event of Walker.run(SYMBOL, { walkerName })) {
    events.push(event);
  }
  return events;
};

/** Names by their value, largest first, those without one last, and of equal ones the later first. */
const rankByHand = (names: readonly string[], valueOf: (name: string) => number | null): string[] => {
  const ranked: string[] = [];
  for (const name of names) {
    const value = valueOf(name);
    const place = ranked.findIndex((other) => {
      const otherValue = valueOf(other);
      return otherValue === null || (value !== null && value >= otherValue);
    });
    ranked.splice(place === -1 ? ranked.length : place, 0, name);
  }
  return ranked;
};

interface Contest extends Market {
  readonly strategies: readonly string[];
  readonly failing: string;
  /** Those that do not fail, in order. */
  readonly sound: readonly string[];
  /** What the single runs came to. */
  readonly single: ReadonlyMap<string, BacktestStatisticsModel>;
  readonly singleCalls: number;
}

const prepare = async (folder: string): Promise<Contest> => {
  const strategies = registerStrategies();
  const market = registerMarket(loadCandles(folder, SYMBOL));
  const single = await runAlone(market, strategies);
  const singleCalls = market.takeCallCount();
  const failing = strategies[FAILING] ?? "";
  const sound = strategies.filter((strategyName) => strategyName !== failing);
  return { ...market, strategies, failing, sound, single, singleCalls };
};

/** Places and names in the table of the report. */
const readPlaces = async (walkerName: string): Promise<string[]> => {
  const report = await Walker.getReport(SYMBOL, walkerName, [
    {
      key: "place",
      label: "Place",
      format: ({ strategyName }, index) => `${index} ${strategyName}`,
      isVisible: () => true,
    },
  ]);
  return [...report.matchAll(/^\| (\d+ variant-\d+) \|$/gm)].map(([, place]) => place ?? "");
};

describeWithCandleData("a walker over 20 strategies on recorded candles, one of which throws", (folder) => {
  let contest: Contest;
  const reported = new Set<unknown>();
  const stops: (() => void)[] = [];
  const winners = new Set<string | null>();

  beforeAll(async () => {
    useSettings();
    stops.push(listenError((error) => void reported.add(error)));
    contest = await prepare(folder);
  }, TIME_LIMIT_MS);

  afterAll(() => {
    stops.forEach((stop) => stop());
  });

  it("the single runs are of nine kinds, and two that never trade", () => {
    const counts = contest.sound.map((name) => contest.single.get(name)?.totalSignals ?? -1);
    expect(counts.filter((count) => count > 10)).toHaveLength(STRATEGY_COUNT - 3);
    expect(counts.slice(-2)).toEqual([0, 0]);
    expect(new Set(contest.sound.map((name) => contest.single.get(name)?.totalPnl)).size).toBe(10);
  });

  it.each<WalkerMetric>(["totalPnl", "certaintyRatio", "winRate"])(
    "by %s: ranked as the single runs are by hand, the failure listed with its error, progress complete",
    async (metric) => {
      const { exchangeName, frameName, strategies, sound, single, failing } = contest;
      const valueOf = (name: string): number | null => single.get(name)?.[metric] ?? null;
      const failed: unknown[] = [];
      const progress: number[][] = [];
      const walkerName = uniqueName("walker");
      addWalker({
        ...{ walkerName, exchangeName, frameName, strategies: [...strategies], metric },
        callbacks: { onStrategyError: (name, symbol, error) => void failed.push([name, symbol, error]) },
      });
      stops.push(
        listenWalkerProgress((event) => {
          if (event.walkerName === walkerName) {
            progress.push([event.processedStrategies, event.totalStrategies, event.progress]);
          }
        }),
      );
      contest.takeCallCount();
      const events = await walk(walkerName);
      const walkerCalls = contest.takeCallCount();

      expect(events.map(({ strategyName }) => strategyName)).toEqual(sound);
      for (const { strategyName, stats, metricValue } of events) {
        expect(withoutIds(stats)).toEqual(single.get(strategyName));
        expect(metricValue).toBe(valueOf(strategyName));
      }
      expect(progress).toEqual(
        strategies.map((_, index) => [index + 1, STRATEGY_COUNT, (index + 1) / STRATEGY_COUNT]),
      );
      expect(failed).toEqual([[failing, SYMBOL, FAILURE]]);

      const data = await Walker.getData(SYMBOL, walkerName);
      const ranking = rankByHand(sound, valueOf);
      const bestMetric = valueOf(ranking[0] ?? "");
      // Of equal ones the first is the best, and the last stands first in the table.
      const bestStrategy = sound.find((name) => valueOf(name) === bestMetric) ?? "";
      winners.add(bestStrategy);
      expect(bestStrategy).not.toBe(ranking[0]);
      expect(data).toMatchObject({
        ...{ walkerName, exchangeName, frameName, metric, bestStrategy, bestMetric, symbol: SYMBOL },
        ...{ totalStrategies: STRATEGY_COUNT, testedStrategies: STRATEGY_COUNT - 1 },
      });
      expect(data.failedStrategies.map(({ strategyName }) => strategyName)).toEqual([failing]);
      expect(data.failedStrategies[0]?.error).toBe(FAILURE);
      expect(data.bestStats && withoutIds(data.bestStats)).toEqual(single.get(bestStrategy));
      expect(data.strategyResults.map(({ strategyName }) => strategyName)).toEqual(sound.toReversed());
      expect(await readPlaces(walkerName)).toEqual(
        ranking.slice(0, 10).map((name, index) => `${index} ${name}`),
      );
      expect(await Walker.getReport(SYMBOL, walkerName)).toContain(`- ${failing}: ${FAILURE.message}`);
      // It reads the candles of the frame once for all of them.
      expect(walkerCalls * 10).toBeLessThan(contest.singleCalls);
    },
    TIME_LIMIT_MS,
  );

  it("the winner depends on the metric, and no other error was ever reported", () => {
    expect(winners.size).toBeGreaterThan(1);
    expect([...reported]).toEqual([FAILURE]);
  });
});

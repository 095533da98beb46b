/** The figures of the golden runs once more: trades from their prices, marks from the candles, statistics by definition. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { readCandleFile } from "../../docs/examples/candle-file";
import { backtestCandles } from "../../docs/examples/run-backtest";
import type { TrendPullbackParameters } from "../../docs/examples/trend-pullback-strategy";
import { Backtest, Heat } from "../../src/index";
import type { GlobalConfig, ICandleData, IStrategyTickResultClosed } from "../../src/index";
import { describeWithCandleData } from "../support/candle-data";
import { CANDLE_SYMBOLS } from "../support/candle-files";
import type { NaiveMark, NaiveTrade } from "../support/naive-statistics";
import { computeNaively } from "../support/naive-statistics";
import { useSettings } from "../support/run";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const TIME_LIMIT_MS = 60_000;

/** Slippage worsens both prices, the fee of both transactions comes off in points; all percent. */
const naiveResult = (
  { signal: { position, priceOpen } }: IStrategyTickResultClosed,
  exit: number,
  { CC_PERCENT_SLIPPAGE: slippage, CC_PERCENT_FEE: fee }: GlobalConfig,
): number => {
  if (position === "long") {
    const paid = priceOpen + (priceOpen * slippage) / 100;
    return (100 * (exit - (exit * slippage) / 100)) / paid - 100 - fee - fee;
  }
  const got = priceOpen - (priceOpen * slippage) / 100;
  return 100 - (100 * (exit + (exit * slippage) / 100)) / got - fee - fee;
};

/** The last price paid before a time. */
const lastCloseBefore = (candles: readonly ICandleData[], time: number): number =>
  candles.filter(({ timestamp }) => timestamp + MINUTE <= time).at(-1)?.close ?? Number.NaN;

const markNaively = (
  trade: IStrategyTickResultClosed,
  candles: readonly ICandleData[],
  settings: GlobalConfig,
): NaiveMark[] => {
  const { pendingAt } = trade.signal;
  const midnights: number[] = [];
  for (let time = (Math.floor(pendingAt / DAY) + 1) * DAY; time < trade.closeTimestamp; time += DAY) {
    midnights.push(time);
  }
  return midnights.map((time) => ({
    time,
    pnl: naiveResult(trade, lastCloseBefore(candles, time), settings),
  }));
};

interface Account {
  readonly time: number;
  readonly equity: number;
}

/** Trades and marks by time: a curve to compare with, and to find the fall in. */
const drawNaively = (
  trades: readonly NaiveTrade[],
  marks: readonly NaiveMark[],
  start: number,
  end: number,
): Account[] => {
  const times = new Set([...trades.map(({ closeTime }) => closeTime), ...marks.map(({ time }) => time), end]);
  const worth = (time: number): number => {
    const realised = trades
      .filter(({ closeTime }) => closeTime <= time)
      .reduce((equity, { pnl }) => equity * (1 + pnl / 100), 1);
    const open = trades.find(({ openTime, closeTime }) => openTime < time && time < closeTime);
    const mark = marks.filter((each) => each.time <= time && each.time > (open?.openTime ?? end)).at(-1);
    return mark === undefined ? realised : realised * (1 + mark.pnl / 100);
  };
  const rest = [...times].sort((left, right) => left - right).map((time) => ({ time, equity: worth(time) }));
  return [{ time: start, equity: 1 }, ...rest];
};

/** The deepest fall from every point to every later one, by trying all of them. */
const findFallNaively = (curve: readonly Account[]) => {
  let depth = 0;
  let [from, to]: (Account | null)[] = [null, null];
  let longest = 0;
  for (const high of curve) {
    const later = curve.filter(({ time }) => time > high.time);
    const recovery = later.find(({ equity }) => equity >= high.equity);
    const below = later.filter(({ time }) => time < (recovery?.time ?? Number.POSITIVE_INFINITY));
    for (const low of below) {
      const fall = 100 * (1 - low.equity / high.equity);
      if (fall > depth) {
        [depth, from, to] = [fall, high, low];
      }
    }
    const last = recovery ?? below.at(-1);
    longest = below.length > 0 && last !== undefined ? Math.max(longest, last.time - high.time) : longest;
  }
  const recovered = curve.find(
    ({ time, equity }) => time > (to?.time ?? Infinity) && equity >= (from?.equity ?? 0),
  );
  return {
    maxDrawdownStart: from?.time ?? null,
    maxDrawdownBottom: to?.time ?? null,
    maxDrawdownRecovery: recovered?.time ?? null,
    maxDrawdownDuration: longest / MINUTE,
  };
};

/** Equal to 1e-9, relative above 1. */
const expectSame = (actual: object, expected: Record<string, number | null>): void => {
  for (const [name, value] of Object.entries(expected)) {
    const found: unknown = Reflect.get(actual, name);
    if (value === null || typeof found !== "number") {
      expect(found, name).toBe(value);
    } else {
      const error = Math.abs(found - value) / Math.max(1, Math.abs(value));
      expect(error, `${name}: ${found} is not ${value}`).toBeLessThan(1e-9);
    }
  }
};

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The example strategy on all candles of a symbol, with what its statistics have to be. */
const play = async (folder: string, symbol: string, parameters: Partial<TrendPullbackParameters> = {}) => {
  useSettings();
  const candles = await readCandleFile(join(folder, `${symbol}-1m.csv`));
  const run = await backtestCandles({ candles, symbol, parameters });
  const { closed, settings, startTimestamp } = run;
  const trades = closed.map((trade) => ({
    openTime: trade.signal.pendingAt,
    closeTime: trade.closeTimestamp,
    pnl: naiveResult(trade, trade.currentPrice, settings),
    priceOpen: trade.signal.priceOpen,
    priceStopLoss: trade.signal.priceStopLoss,
  }));
  const marks = closed.flatMap((trade) => markNaively(trade, candles, settings));
  const end = Math.max(run.endTimestamp, ...trades.map(({ closeTime }) => closeTime));
  const curve = drawNaively(trades, marks, startTimestamp, end);
  const expected: Record<string, number | null> = {
    ...computeNaively(trades, marks, startTimestamp, end),
    ...findFallNaively(curve),
    totalSignals: trades.length,
  };
  const actual = await Backtest.getData(symbol, run.strategyName);
  return { ...run, trades, marks, end, actual, curve, expected };
};

/** What the heat map says of one symbol beside its name. */
const createHeatRow = (
  trades: readonly NaiveTrade[],
  expected: Record<string, number | null>,
): Record<string, number | null> => {
  const results = trades.map(({ pnl }) => pnl);
  const names = ["totalPnl", "sharpeRatio", "maxDrawdown", "winCount", "lossCount", "winRate"];
  const more = ["avgPnl", "stdDev", "profitFactor", "maxWinStreak", "maxLossStreak", "expectancy"];
  return {
    ...Object.fromEntries([...names, ...more].map((name) => [name, expected[name] ?? null])),
    totalTrades: trades.length,
    avgWin: meanOf(results.filter((result) => result > 0)),
    avgLoss: meanOf(results.filter((result) => result < 0)),
  };
};

describeWithCandleData("golden runs, by a second implementation, to 1e-9", (folder) => {
  it.each(CANDLE_SYMBOLS)(
    "%s: every statistic, the account, and the row of the heat map",
    async (symbol) => {
      const { trades, curve, actual, expected, ...golden } = await play(folder, symbol);
      expect(trades.length).toBeGreaterThan(10);
      expect(golden.marks.length).toBeGreaterThan(5);
      const { signalList, equityCurve, run, ...figures } = actual;
      expect(Object.keys(figures).sort()).toEqual(Object.keys(expected).sort());
      expectSame(figures, expected);
      expect(signalList).toEqual(golden.closed.toReversed());
      expect(run).toMatchObject({ startTime: golden.startTimestamp, endTime: golden.end });
      expect(equityCurve.map(({ time }) => time)).toEqual(curve.map(({ time }) => time));
      equityCurve.forEach(({ equity }, index) => expect(equity).toBeCloseTo(curve[index]?.equity ?? NaN, 9));

      const heat = await Heat.getData(golden.strategyName);
      expect(heat.symbols).toHaveLength(1);
      const { symbol: name, ...cells } = heat.symbols[0] ?? { symbol: "none" };
      const row = createHeatRow(trades, expected);
      expect(name).toBe(symbol);
      expect(Object.keys(cells).sort()).toEqual(Object.keys(row).sort());
      expectSame(cells, row);
      expectSame(heat, {
        totalSymbols: 1,
        portfolioTotalTrades: trades.length,
        portfolioTotalPnl: expected["totalPnl"] ?? null,
        portfolioSharpeRatio: expected["sharpeRatio"] ?? null,
        portfolioSharpePeriodicAnnualized: expected["sharpePeriodicAnnualized"] ?? null,
      });
    },
    TIME_LIMIT_MS,
  );

  it.each(CANDLE_SYMBOLS)(
    "%s with a short history: days enough for the figures about days",
    async (symbol) => {
      const { expected, actual } = await play(folder, symbol, {
        ...{ fastTrendHours: 2, slowTrendHours: 4, breakoutCandles: 6, pullbackCandles: 6 },
        ...{ atrCandles: 4, lifetimeMinutes: 720 },
      });
      for (const name of ["sharpePeriodic", "sortino", "probabilisticSharpe"]) {
        expect(expected[name], name).toEqual(expect.any(Number));
      }
      expectSame(actual, expected);
    },
    TIME_LIMIT_MS,
  );
});

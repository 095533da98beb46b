import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IHeatmapRow } from "../../../../../src/index";
import { summarizeHeat } from "../../../../../src/lib/services/report/heat-statistics";
import { TradeBook } from "../../../../../src/lib/services/report/TradeBook";
import type { NaiveTrade } from "../../../../support/naive-statistics";
import { computeNaively } from "../../../../support/naive-statistics";
import { at } from "../../../client/signal-fixtures";
import { closedTrade, RUN } from "./report-fixtures";

const DAY = 86_400_000;
const MINUTES_PER_DAY = 1440;

interface Market {
  readonly symbol: string;
  readonly trades: readonly NaiveTrade[];
  /** Minutes. */
  readonly start: number;
  readonly end: number;
}

interface Step {
  readonly idle: number;
  readonly open: number;
  readonly pnl: number;
}

const createMarket = (symbol: string, steps: readonly Step[], start = 0, rest = 100): Market => {
  let minute = start;
  const trades = steps.map(({ idle, open, pnl }) => {
    const from = minute + idle;
    minute = from + open;
    return { openTime: at(from), closeTime: at(minute), pnl, priceOpen: 100, priceStopLoss: 90 };
  });
  return { symbol, trades, start, end: minute + rest };
};

/** A trade of a given result every hour. */
const hourly = (symbol: string, results: readonly number[], start = 0): Market =>
  createMarket(
    symbol,
    results.map((pnl) => ({ idle: 30, open: 30, pnl })),
    start,
  );

const createBook = ({ symbol, trades, start, end }: Market): TradeBook => {
  const book = new TradeBook({ ...RUN, symbol });
  book.beginFrame(at(start));
  for (const { pnl, openTime, closeTime } of trades) {
    book.addResult(closedTrade(pnl, (openTime - at(0)) / 60_000, (closeTime - at(0)) / 60_000), 0);
  }
  book.finish(at(end));
  return book;
};

const summarize = (markets: readonly Market[]) =>
  summarizeHeat(new Map(markets.map((market) => [market.symbol, createBook(market)])));

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : total(values) / values.length;

const describeNaively = ({ symbol, trades, start, end }: Market): Record<string, string | number | null> => {
  const figures = computeNaively(trades, [], at(start), at(end));
  const results = trades.map(({ pnl }) => pnl);
  const wins = results.filter((result) => result > 0);
  const losses = results.filter((result) => result < 0);
  const stdDev = results.length < 2 ? null : (figures["stdDev"] ?? null);
  const avgPnl = meanOf(results);
  return {
    symbol,
    totalTrades: results.length,
    winCount: wins.length,
    lossCount: losses.length,
    winRate: results.length === 0 ? null : (100 * wins.length) / results.length,
    totalPnl: results.length === 0 ? null : total(results),
    avgPnl,
    stdDev,
    sharpeRatio: avgPnl === null || !stdDev ? null : avgPnl / stdDev,
    maxDrawdown: figures["maxDrawdown"] ?? null,
    profitFactor: wins.length === 0 || losses.length === 0 ? null : total(wins) / -total(losses),
    avgWin: meanOf(wins),
    avgLoss: meanOf(losses),
    maxWinStreak: figures["maxWinStreak"] ?? null,
    maxLossStreak: figures["maxLossStreak"] ?? null,
    // With the true frequencies of wins and losses the expectancy is the mean.
    expectancy: avgPnl,
  };
};

/** Every account at every midnight, looked up from all its trades each time. */
const describePortfolioNaively = (markets: readonly Market[]) => {
  const equities: number[] = [];
  const first = Math.floor(Math.min(...markets.map(({ start }) => at(start))) / DAY);
  const last = Math.ceil(Math.max(...markets.map(({ end }) => at(end))) / DAY);
  for (let day = first; day <= last; day += 1) {
    const values = markets.map(({ trades }) =>
      trades
        .filter(({ closeTime }) => closeTime <= day * DAY)
        .reduce((equity, { pnl }) => equity * (1 + pnl / 100), 1),
    );
    equities.push(total(values) / values.length);
  }
  const daily = equities.slice(1).map((equity, index) => equity / (equities[index] ?? NaN) - 1);
  const average = total(daily) / daily.length;
  const deviation = Math.sqrt(total(daily.map((each) => (each - average) ** 2)) / (daily.length - 1));
  const falls = equities.map((equity, index) => 1 - equity / Math.max(...equities.slice(0, index + 1)));
  const rows = markets.map(describeNaively);
  const weighted = rows.flatMap(({ sharpeRatio, totalTrades }) =>
    sharpeRatio === null ? [] : [Number(sharpeRatio) * Number(totalTrades)],
  );
  const trades = total(markets.map((market) => market.trades.length));
  return {
    totalSymbols: markets.length,
    portfolioTotalTrades: trades,
    portfolioTotalPnl: total(rows.map(({ totalPnl }) => Number(totalPnl))),
    portfolioSharpeRatio: weighted.length === 0 ? null : total(weighted) / trades,
    portfolioSharpePeriodicAnnualized:
      daily.length < 30 || deviation < 1e-12 ? null : (average / deviation) * Math.sqrt(365),
    portfolioMaxDrawdown: 100 * Math.max(...falls),
  };
};

/** Equal to 1e-9, relative above 1. */
const expectSame = (actual: object, expected: Record<string, string | number | null>): void => {
  for (const [name, value] of Object.entries(expected)) {
    const found: unknown = Reflect.get(actual, name);
    if (typeof value !== "number" || typeof found !== "number") {
      expect(found, name).toBe(value);
    } else {
      expect(
        Math.abs(found - value) / Math.max(1, Math.abs(value)),
        `${name}: ${found} ${value}`,
      ).toBeLessThan(1e-9);
    }
  }
};

const percent = fc.oneof(
  fc.constant(0),
  fc.integer({ min: -30e6, max: 40e6 }).map((millionths) => millionths / 1e6),
);

const steps = fc.array(
  fc.record({
    idle: fc.integer({ min: 1, max: 3000 }),
    open: fc.integer({ min: 1, max: 3000 }),
    pnl: percent,
  }),
  { maxLength: 25 },
);

const markets = fc
  .array(
    fc.tuple(
      steps,
      fc.integer({ min: 0, max: 20 * MINUTES_PER_DAY }),
      fc.integer({ min: 1, max: 40 * MINUTES_PER_DAY }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) => list.map(([each, start, rest], index) => createMarket(`S${index}`, each, start, rest)));

describe("a heat map agrees with a second implementation to 1e-9", () => {
  it("each symbol, and the portfolio, on random lists of days and of months", () => {
    fc.assert(
      fc.property(markets, (list) => {
        const heat = summarize(list);
        for (const market of list) {
          const row = heat.symbols.find(({ symbol }) => symbol === market.symbol);
          const expected = describeNaively(market);
          expect(Object.keys(row ?? {}).sort()).toEqual(Object.keys(expected).sort());
          expectSame(row ?? {}, expected);
        }
        expectSame(heat, describePortfolioNaively(list));
      }),
      { numRuns: 120, seed: 21 },
    );
  });
});

describe("the symbols of a heat map", () => {
  const rowOf = (results: readonly number[]): IHeatmapRow | undefined =>
    summarize([hourly("BTCUSDT", results)]).symbols[0];

  it("the example of the specification, with the drawdown in the order of time and breakeven trades no losses", () => {
    expect(rowOf([2, -1, 0, 3, -5, 4])).toMatchObject({
      totalTrades: 6,
      winCount: 3,
      lossCount: 2,
      winRate: 50,
      totalPnl: 3,
      profitFactor: 1.5,
      avgWin: 3,
      avgLoss: -3,
      maxWinStreak: 1,
      maxLossStreak: 1,
      expectancy: 0.5,
    });
    expect(rowOf([2, -1, 0, 3, -5, 4])?.maxDrawdown).toBeCloseTo(5, 9);
  });

  it("one trade has a result but no deviation; equal trades have a deviation of 0 but no Sharpe ratio", () => {
    expect(rowOf([2])).toMatchObject({ totalPnl: 2, stdDev: null, sharpeRatio: null, winRate: 100 });
    expect(rowOf([0.1, 0.1, 0.1])).toMatchObject({ stdDev: 0, sharpeRatio: null });
    expect(rowOf([1, 3])).toMatchObject({ stdDev: 1, sharpeRatio: 2 });
  });

  it("without wins or without losses there is no profit factor and no mean of them", () => {
    expect(rowOf([1, 2])).toMatchObject({ profitFactor: null, avgWin: 1.5, avgLoss: null, expectancy: 1.5 });
    expect(rowOf([-1, -2])).toMatchObject({
      profitFactor: null,
      avgWin: null,
      avgLoss: -1.5,
      expectancy: -1.5,
    });
  });

  it("the best Sharpe ratio comes first, those without one last, equal ones in the order they came", () => {
    const list = [
      hourly("one-a", [1]),
      hourly("good-a", [2, 4]),
      hourly("bad", [-2, -4]),
      hourly("best", [9, 10]),
      hourly("one-b", [5]),
      hourly("good-b", [4, 8]),
    ];
    expect(summarize(list).symbols.map(({ symbol }) => symbol)).toEqual([
      "best",
      "good-a",
      "good-b",
      "bad",
      "one-a",
      "one-b",
    ]);
  });
});

describe("the portfolio of a heat map", () => {
  it("of nothing: zeros, and null where there is nothing to say", () => {
    expect(summarizeHeat(new Map())).toEqual({
      symbols: [],
      totalSymbols: 0,
      portfolioTotalPnl: null,
      portfolioSharpeRatio: null,
      portfolioTotalTrades: 0,
      portfolioSharpePeriodicAnnualized: null,
      portfolioMaxDrawdown: null,
    });
  });

  it("its Sharpe ratio is the mean weighted by trades; those of a symbol without one count in the divisor", () => {
    const { portfolioSharpeRatio, portfolioTotalTrades, portfolioTotalPnl } = summarize([
      hourly("A", [1, 3]),
      hourly("B", [5]),
      hourly("C", [-1, -3]),
      hourly("D", [2, 4, 2, 4]),
    ]);
    expect(portfolioTotalTrades).toBe(9);
    expect(portfolioTotalPnl).toBe(4 + 5 - 4 + 12);
    expect(portfolioSharpeRatio).toBeCloseTo((2 * 2 - 2 * 2 + 3 * 4) / 9, 12);
  });

  it("a loss of one symbol that the other earns at the same time is no drawdown of the whole", () => {
    const { symbols, portfolioMaxDrawdown } = summarize([hourly("A", [10]), hourly("B", [-10])]);
    expect(symbols.map(({ maxDrawdown }) => Math.round(maxDrawdown ?? NaN))).toEqual([0, 10]);
    expect(portfolioMaxDrawdown).toBeCloseTo(0, 12);
  });
});

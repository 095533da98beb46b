import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { summarizeTrades } from "../../../../../src/lib/services/report/trade-statistics";
import { TradeBook } from "../../../../../src/lib/services/report/TradeBook";
import type { ITradeStatistics } from "../../../../../src/model/TradeStatistics.model";
import type { NaiveMark, NaiveTrade } from "../../../../support/naive-statistics";
import { computeNaively } from "../../../../support/naive-statistics";
import { at, longRow, SETTINGS } from "../../../client/signal-fixtures";
import { closedTrade, RUN } from "./report-fixtures";

const FREE = { ...SETTINGS, CC_PERCENT_FEE: 0, CC_PERCENT_SLIPPAGE: 0 };
const MINUTES_PER_DAY = 1440;

interface Case {
  readonly trades: readonly NaiveTrade[];
  readonly marks: readonly NaiveMark[];
  readonly start: number;
  readonly end: number;
}

const createBook = ({ trades, marks, start, end }: Case): TradeBook => {
  const book = new TradeBook({ ...RUN, settings: FREE });
  book.beginFrame(start);
  for (const { time, pnl } of marks) {
    book.addMark({ time, price: 100 + pnl, signal: longRow({ priceOpen: 100 }) });
  }
  trades.forEach(({ openTime, closeTime, pnl, priceOpen, priceStopLoss }) => {
    const minute = (time: number): number => (time - at(0)) / 60_000;
    const trade = closedTrade(pnl, minute(openTime), minute(closeTime), { priceOpen, priceStopLoss });
    book.addResult(trade, 0);
  });
  book.finish(end);
  return book;
};

/** Equal to 1e-9, relative above 1. */
const expectSame = (actual: ITradeStatistics, expected: Record<string, number | null>): void => {
  for (const [name, value] of Object.entries(expected)) {
    const found: unknown = Reflect.get(actual, name);
    if (value === null || typeof found !== "number") {
      expect(found, name).toBe(value);
    } else {
      expect(
        Math.abs(found - value) / Math.max(1, Math.abs(value)),
        `${name}: ${found} ${value}`,
      ).toBeLessThan(1e-9);
    }
  }
};

const compare = (each: Case): void => {
  expectSame(
    summarizeTrades(createBook(each)),
    computeNaively(each.trades, each.marks, each.start, each.end),
  );
};

/** Trades one after the other with idle minutes between them, marked at the midnights they are open. */
const createCase = (
  steps: readonly { idle: number; open: number; pnl: number; risk: number; mark: number }[],
  rest: number,
): Case => {
  const trades: NaiveTrade[] = [];
  const marks: NaiveMark[] = [];
  let minute = 0;
  for (const { idle, open, pnl, risk, mark } of steps) {
    const from = minute + idle;
    minute = from + open;
    const midnight = Math.ceil((from + 1) / MINUTES_PER_DAY) * MINUTES_PER_DAY;
    for (let time = midnight; time < minute; time += MINUTES_PER_DAY) {
      marks.push({ time: at(time), pnl: mark });
    }
    trades.push({
      openTime: at(from),
      closeTime: at(minute),
      pnl,
      priceOpen: 100,
      priceStopLoss: 100 - risk,
    });
  }
  return { trades, marks, start: at(0), end: at(minute + rest) };
};

/** In steps of a millionth. */
const percent = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: min * 1e6, max: max * 1e6 }).map((millionths) => millionths / 1e6);

const step = fc.record({
  idle: fc.integer({ min: 1, max: 3000 }),
  open: fc.integer({ min: 1, max: 4000 }),
  pnl: fc.oneof(fc.constant(0), percent(-30, 40)),
  risk: percent(0.5, 20),
  mark: percent(-20, 20),
});

describe("statistics of trades agree with a second implementation to 1e-9", () => {
  it("on random lists, of days and of months", () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 1, max: 60 * MINUTES_PER_DAY }),
        (steps, rest) => compare(createCase(steps, rest)),
      ),
      { numRuns: 150, seed: 4 },
    );
  });

  const repeat = (pnls: readonly number[]): Case =>
    createCase(
      pnls.map((pnl) => ({ idle: 500, open: 700, pnl, risk: 10, mark: 1 })),
      30 * MINUTES_PER_DAY,
    );

  it.each<[string, readonly number[]]>([
    ["no trade", []],
    ["one trade", [2]],
    ["one trade of zero", [0]],
    ["all equal", Array.from({ length: 40 }, () => 0.1)],
    ["only wins", Array.from({ length: 50 }, (_, index) => 1 + index / 7)],
    ["only losses", Array.from({ length: 50 }, (_, index) => -1 - index / 7)],
    ["everything lost", [5, -100, 7]],
    ["the example of the specification", [2, -1, 0, 3, -5, 4]],
  ])("%s", (_, pnls) => {
    compare(repeat(pnls));
  });

  it("100 000 trades", () => {
    const pnls = Array.from({ length: 100_000 }, (_, index) => Math.sin(index) * 0.3 + 0.0001);
    const trades = pnls.map((pnl, index) => ({
      openTime: at(index * 10),
      closeTime: at(index * 10 + 5),
      pnl,
      priceOpen: 100,
      priceStopLoss: 99,
    }));
    const actual = summarizeTrades(createBook({ trades, marks: [], start: at(0), end: at(1_000_000) }));
    const logs = pnls.reduce((sum, pnl) => sum + Math.log1p(pnl / 100), 0);
    expect(actual.winCount).toBe(pnls.filter((pnl) => pnl > 0).length);
    expect(actual.totalPnl).toBeCloseTo(
      pnls.reduce((sum, pnl) => sum + pnl, 0),
      7,
    );
    expect(actual.compoundedPnl).toBeCloseTo(100 * Math.expm1(logs), 7);
    expect(actual.exposure).toBeCloseTo(50, 9);
    expect(actual.equityCurve).toHaveLength(100_002);
    expect(actual.dayCount).toBe(695);
  });
});

describe("what cannot be said is not said", () => {
  it("nothing ever ran: counts are 0, the rest is null", () => {
    const { equityCurve, ...figures } = summarizeTrades(new TradeBook(null));
    expect(equityCurve).toEqual([]);
    const counts = ["winCount", "lossCount", "maxWinStreak", "maxLossStreak", "dayCount"];
    for (const [name, value] of Object.entries(figures)) {
      expect(value, name).toBe(counts.includes(name) ? 0 : null);
    }
  });

  it("ratios of daily returns need 30 days", () => {
    const days = (count: number): ITradeStatistics =>
      summarizeTrades(
        createBook({
          trades: [1, -2, 3].map((pnl, index) => ({
            openTime: at(index * 100),
            closeTime: at(index * 100 + 50),
            pnl,
            priceOpen: 100,
            priceStopLoss: 90,
          })),
          marks: [],
          start: at(0),
          end: at(count * MINUTES_PER_DAY),
        }),
      );
    const names = ["cagr", "sharpePeriodic", "sortino", "probabilisticSharpe", "calmar"] as const;
    expect(names.map((name) => days(29)[name])).toEqual([null, null, null, null, null]);
    // One bad trade on the first day: no day has lost, so there is no downside.
    expect(names.map((name) => days(30)[name] === null)).toEqual([false, false, true, false, false]);
  });
});

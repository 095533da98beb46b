import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildEquityCurve, type EquityMark, type TradeSpan } from "../../../src/math/equity-curve";

const START = Date.UTC(2025, 0, 1);
const END = START + 1_000;

/** Closes after so many milliseconds. */
const trade = (after: number, pnlPercentage: number): TradeSpan => ({
  openTime: START + after - 5,
  closeTime: START + after,
  pnlPercentage,
});

const mark = (after: number, pnlPercentage: number): EquityMark => ({ time: START + after, pnlPercentage });

/** Milliseconds after the start, and equity. */
const build = (trades: readonly TradeSpan[], marks: readonly EquityMark[], end = END): number[][] =>
  buildEquityCurve(trades, marks, START, end).map(({ time, equity }) => [time - START, equity]);

describe("buildEquityCurve", () => {
  it("is 1 at both ends when nothing happens", () => {
    expect(build([], [])).toEqual([
      [0, 1],
      [1_000, 1],
    ]);
  });

  it("is one point when the end is the start, or before it", () => {
    expect(build([], [], START)).toEqual([[0, 1]]);
    expect(build([], [], START - 7)).toEqual([[0, 1]]);
  });

  it("multiplies at each close, because each trade stakes the whole account", () => {
    expect(build([trade(10, 100), trade(20, -50), trade(30, 50)], [])).toEqual([
      [0, 1],
      [10, 2],
      [20, 1],
      [30, 1.5],
      [1_000, 1.5],
    ]);
  });

  it("shows a mark on top of what is realised, and realises nothing by it", () => {
    expect(build([trade(10, 100), trade(40, 50)], [mark(20, -50), mark(30, 25)])).toEqual([
      [0, 1],
      [10, 2],
      [20, 1],
      [30, 2.5],
      [40, 3],
      [1_000, 3],
    ]);
  });

  it("keeps the newest mark to the end when the position is still open", () => {
    expect(build([], [mark(20, -50)])).toEqual([
      [0, 1],
      [20, 0.5],
      [1_000, 0.5],
    ]);
  });

  it("is the close, not the mark, where a position is marked at the instant it closes", () => {
    expect(build([trade(20, 50)], [mark(20, 40)])).toEqual([
      [0, 1],
      [20, 1.5],
      [1_000, 1.5],
    ]);
  });

  it("has one point for all that closes at one instant, with all of it", () => {
    expect(build([trade(20, 100), trade(20, 50)], [])).toEqual([
      [0, 1],
      [20, 3],
      [1_000, 3],
    ]);
  });

  it("has one point at the end when something happens there", () => {
    expect(build([trade(1_000, 100)], [])).toEqual([
      [0, 1],
      [1_000, 2],
    ]);
  });

  it("ends with what lies later than the end, a trade or a mark", () => {
    expect(build([trade(2_000, 100)], []).at(-1)).toEqual([2_000, 2]);
    expect(build([], [mark(3_000, 100)]).at(-1)).toEqual([3_000, 2]);
  });

  it("counts a position opened before the start with its close", () => {
    const restored = { openTime: START - 500, closeTime: START + 10, pnlPercentage: 100 };
    expect(build([restored], [])).toEqual([
      [0, 1],
      [10, 2],
      [1_000, 2],
    ]);
  });

  it("starts with 1 also when something closes at the start or before it: that counts right after", () => {
    expect(build([trade(0, -50)], [])).toEqual([
      [0, 1],
      [1, 0.5],
      [1_000, 0.5],
    ]);
    expect(build([trade(-300, -50), trade(-200, -50)], [mark(-250, 10)])).toEqual([
      [0, 1],
      [1, 0.25],
      [1_000, 0.25],
    ]);
    expect(build([trade(-300, -50)], [mark(-250, 100)]).at(1)).toEqual([1, 1]);
    expect(build([trade(0, -50)], [], START)).toEqual([
      [0, 1],
      [1, 0.5],
    ]);
  });

  it("is never below 0, and stays at 0 after a loss of everything", () => {
    expect(build([trade(10, -150), trade(20, 100)], [mark(15, 50)])).toEqual([
      [0, 1],
      [10, 0],
      [15, 0],
      [20, 0],
      [1_000, 0],
    ]);
  });

  it("comes back from a mark of 0, which nobody had to realise", () => {
    expect(build([trade(20, -50)], [mark(10, -150)])).toEqual([
      [0, 1],
      [10, 0],
      [20, 0.5],
      [1_000, 0.5],
    ]);
  });

  it("leaves what it is given as it is", () => {
    const trades = Object.freeze([trade(10, 1), trade(20, 1)]);
    const marks = Object.freeze([mark(18, 1), mark(15, 1)]);
    expect(build(trades, marks).map(([after]) => after)).toEqual([0, 10, 15, 18, 20, 1_000]);
  });

  const percent = fc.double({ min: -120, max: 120, noNaN: true });
  const after = fc.integer({ min: 1, max: 30 });
  const tradesArbitrary = fc
    .array(fc.tuple(after, percent), { maxLength: 20 })
    .map((rows) => rows.map(([time, pnl]) => trade(time, pnl)).sort((a, b) => a.closeTime - b.closeTime));
  const marksArbitrary = fc.uniqueArray(
    fc.tuple(after, percent).map(([time, pnl]) => mark(time, pnl)),
    {
      maxLength: 20,
      selector: ({ time }) => time,
    },
  );

  /** Looks at all trades and all marks anew for one instant. */
  const recompute = (trades: readonly TradeSpan[], marks: readonly EquityMark[], time: number): number => {
    let realised = 1;
    for (const { closeTime, pnlPercentage } of trades) {
      realised = closeTime > time || pnlPercentage > -100 ? realised : 0;
      realised += closeTime > time ? 0 : (realised * pnlPercentage) / 100;
    }
    const lastClose = Math.max(-Infinity, ...trades.map((each) => each.closeTime).filter((at) => at <= time));
    const open = marks
      .filter((each) => each.time <= time && each.time > lastClose)
      .sort((a, b) => b.time - a.time)[0];
    return realised * (1 + Math.max(-100, open?.pnlPercentage ?? 0) / 100);
  };

  it("agrees with looking at everything anew for each point", () => {
    fc.assert(
      fc.property(
        tradesArbitrary,
        marksArbitrary,
        fc.integer({ min: 0, max: 40 }),
        (trades, marks, length) => {
          const points = buildEquityCurve(trades, marks, START, START + length);
          const instants = [...trades.map((each) => each.closeTime), ...marks.map((each) => each.time)];
          const end = Math.max(START + length, ...instants);
          const expected = [...new Set([START, ...instants, end])].sort((a, b) => a - b);
          expect(points.map(({ time }) => time)).toEqual(expected);
          for (const { time, equity } of points) {
            const oracle = recompute(trades, marks, time);
            expect(Math.abs(equity - oracle)).toBeLessThanOrEqual(1e-9 * Math.max(1, oracle));
          }
        },
      ),
    );
  });
});

import { CandleSeries } from "../../../../../src/client/candle-series";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LiveBook } from "../../../../../src/lib/services/report/LiveBook";
import { TradeBook } from "../../../../../src/lib/services/report/TradeBook";
import { summarizeTrades } from "../../../../../src/lib/services/report/trade-statistics";
import { at, candle, longRow, SETTINGS } from "../../../client/signal-fixtures";
import { closedTrade, resultOf, RUN } from "./report-fixtures";

describe("the span of a run", () => {
  it("is its frame, once it has come to the end of it", () => {
    const book = new TradeBook(RUN);
    book.beginFrame(at(10));
    book.addMinutes(CandleSeries.of([candle(9, 1, 1, 1), candle(10, 1, 1, 1)]));
    expect([book.start, book.end]).toEqual([at(10), at(11)]);
    book.finish(at(60));
    expect(book.end).toBe(at(60));
  });

  it("ends where it was left, not where it would have ended", () => {
    const book = new TradeBook(RUN);
    book.beginFrame(at(0));
    book.addMinutes(CandleSeries.of([candle(4, 1, 1, 1)]));
    expect(book.end).toBe(at(5));
  });

  it("reaches to the close of a position that outlives the frame", () => {
    const book = new TradeBook(RUN);
    book.beginFrame(at(0));
    book.addResult(closedTrade(1, 5, 90), at(0));
    book.finish(at(60));
    expect(book.end).toBe(at(90));
  });

  it("reaches to the cancellation of an order that outlives the frame", () => {
    const book = new TradeBook(RUN);
    book.beginFrame(at(0));
    book.addResult(resultOf("cancelled", { until: 75 }), at(0));
    book.finish(at(60));
    expect(book.end).toBe(at(75));
  });

  it("in live begins with the first tick and goes on with the newest", () => {
    const book = new LiveBook({ ...RUN, backtest: false, startTime: at(3) });
    expect([book.start, book.end, book.isEmpty]).toEqual([at(3), at(3), true]);
    book.addResult(resultOf("idle", { backtest: false }), at(8));
    expect([book.start, book.end, book.isEmpty]).toEqual([at(3), at(8), false]);
  });

  it("without a run is that of its trades; without trades there is none", () => {
    const book = new TradeBook(null);
    expect([book.start, book.end, book.describeRun()]).toEqual([null, null, null]);
    book.addResult(closedTrade(1, 5, 9), at(0));
    expect([book.start, book.end, book.describeRun()]).toEqual([at(5), at(9), null]);
  });
});

describe("what a run was", () => {
  it("names, settings, calls, gaps and prices", () => {
    const book = new TradeBook(RUN);
    book.beginFrame(at(0));
    book.addMinutes(CandleSeries.of([candle(0, 10, 12, 9, 11), candle(1, 11, 13, 10, 12)]));
    book.addGap({ since: at(2), until: at(4) });
    book.addSignalCall(null);
    book.addSignalCall({ error: new Error("no") });
    book.finish(at(5));
    expect(book.describeRun()).toEqual({
      exchangeName: "exchange",
      frameName: "frame",
      startTime: at(0),
      endTime: at(5),
      settings: SETTINGS,
      hasSettingsChanged: false,
      answeredSignalCalls: 1,
      failedSignalCalls: 1,
      minutesRead: 2,
      gapCount: 1,
      gaps: [{ since: at(2), until: at(4) }],
      priceOutline: [
        { time: at(0), open: 10, high: 12, low: 9, close: 11 },
        { time: at(1), open: 11, high: 13, low: 10, close: 12 },
      ],
    });
  });

  it("minutes count as read once, however often they come, and those before the start not at all", () => {
    const book = new TradeBook(RUN);
    book.beginFrame(at(5));
    for (const minute of [3, 4, 5, 6, 5, 6, 7, 20]) {
      book.addMinutes(CandleSeries.of([candle(minute, 1, 1, 1)]));
    }
    book.finish(at(25));
    expect(book.describeRun()?.minutesRead).toBe(4);
  });

  it("minutes and prices are those of each minute once, however the series overlap", () => {
    const pieces = fc.array(
      fc.record({ back: fc.nat({ max: 6 }), minutes: fc.array(fc.boolean(), { maxLength: 12 }) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(pieces, fc.nat({ max: 20 }), (parts, start) => {
        const book = new TradeBook(RUN);
        book.beginFrame(at(start));
        const seen = new Set<number>();
        let next = 0;
        for (const { back, minutes } of parts) {
          const first = Math.max(0, next - back);
          // Holes stay holes: a minute is there in every series that covers it, or in none.
          const present = minutes
            .map((isThere, index) => ({ minute: first + index, isThere }))
            .filter(({ minute, isThere }) => seen.has(minute) || (minute >= next && isThere))
            .map(({ minute }) => minute);
          book.addMinutes(
            CandleSeries.of(present.map((minute) => candle(minute, minute + 1, minute + 2, minute))),
          );
          present.forEach((minute) => seen.add(minute));
          next = Math.max(next, first + minutes.length);
        }
        const minutes = [...seen];
        const run = book.describeRun();
        expect(run?.minutesRead).toBe(minutes.filter((minute) => minute >= start).length);
        expect(run?.priceOutline.map(({ time, high }) => [time, high])).toEqual(
          minutes.map((minute) => [at(minute), minute + 2]),
        );
        expect(book.end).toBe(at(Math.max(start, ...minutes.map((minute) => minute + 1))));
      }),
    );
  });

  it("in live the minute of the first tick counts, though the tick came within it", () => {
    const book = new TradeBook({ ...RUN, backtest: false, startTime: at(3) + 50 });
    book.addMinutes(CandleSeries.of([candle(1, 1, 1, 1), candle(2, 1, 1, 1)]));
    book.addMinutes(CandleSeries.of([candle(2, 1, 1, 1), candle(3, 1, 1, 1)]));
    expect(book.describeRun()?.minutesRead).toBe(1);
  });

  it("gaps beyond the newest 10 000 are counted, and listed no more", () => {
    const book = new TradeBook(RUN);
    book.beginFrame(at(0));
    for (let gap = 0; gap < 10_003; gap += 1) {
      book.addGap({ since: at(2 * gap), until: at(2 * gap + 1) });
    }
    const run = book.describeRun();
    expect([run?.gapCount, run?.gaps.length, run?.gaps[0]?.since]).toEqual([10_003, 10_000, at(6)]);
  });

  it("a run in which getSignal never came back has failed with what came last; one answer is enough", () => {
    const book = new TradeBook(RUN);
    expect(book.steadyFailure).toBeNull();
    book.addStepFailure("no candles");
    book.addSignalCall({ error: "bad signal" });
    expect(book.steadyFailure).toEqual({ error: "bad signal" });
    book.addSignalCall(null);
    expect(book.steadyFailure).toBeNull();
  });
});

describe("an open position", () => {
  const row = longRow({ pendingAt: at(2) });

  it("counts in the account by what it would bring if it were closed now", () => {
    const book = new LiveBook({ ...RUN, backtest: false, startTime: at(0) });
    book.addResult(resultOf("active", { backtest: false, price: 110, pendingAt: at(2) }), at(6));
    const { equityCurve, exposure, winCount } = summarizeTrades(book);
    expect(equityCurve.at(-1)?.equity).toBeCloseTo(1 + 0.09580219780219787, 12);
    expect(exposure).toBeCloseTo((100 * 4) / 6, 9);
    expect(winCount).toBe(0);
  });

  it("counts at each UTC midnight by the mark of the run, and no more once it has closed", () => {
    const book = new TradeBook({
      ...RUN,
      settings: { ...SETTINGS, CC_PERCENT_FEE: 0, CC_PERCENT_SLIPPAGE: 0 },
    });
    book.beginFrame(at(0));
    book.addMark({ time: at(1440), price: 80, signal: row });
    book.addResult(closedTrade(10, 2, 2000), at(0));
    book.finish(at(2880));
    const { equityCurve, maxDrawdown, maxDrawdownBottom } = summarizeTrades(book);
    expect(equityCurve.map(({ time, equity }) => [(time - at(0)) / 60_000, equity])).toEqual([
      [0, 1],
      [1440, 0.8],
      [2000, 1.1],
      [2880, 1.1],
    ]);
    expect(maxDrawdown).toBeCloseTo(20, 12);
    expect(maxDrawdownBottom).toBe(at(1440));
  });

  it("a waiting order is none", () => {
    const book = new LiveBook({ ...RUN, backtest: false, startTime: at(0) });
    book.addResult(resultOf("active", { backtest: false, _isScheduled: true }), at(6));
    expect(book.open).toBeNull();
  });
});

import { CandleSeries } from "../../../../../src/client/candle-series";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TradeBook } from "../../../../../src/lib/services/report/TradeBook";
import { TradeBooks } from "../../../../../src/lib/services/report/TradeBooks";
import { createSimulatedClock } from "../../../../../src/testing/simulated-clock";
import { setClock } from "../../../../../src/utils/clock";
import { at, candle, longRow } from "../../../client/signal-fixtures";
import { closedTrade, PAIR, resultOf, RUN } from "./report-fixtures";

const OTHER = { ...PAIR, symbol: "ETHUSDT" };
const METHODS = [
  "beginFrame",
  "finish",
  "addResult",
  "addMark",
  "addMinutes",
  "addGap",
  "addSignalCall",
  "addStepFailure",
] as const;

let books: TradeBooks<TradeBook>;
let restoreClock: () => void;

beforeEach(() => {
  restoreClock = setClock(createSimulatedClock({ start: at(777) }));
  books = new TradeBooks((run) => new TradeBook(run));
  books.start(RUN);
  books.start({ ...RUN, symbol: "ETHUSDT" });
});

afterEach(() => {
  restoreClock();
});

const mark = { time: at(1440), price: 105, signal: longRow() };
const candles = CandleSeries.of([candle(1, 100, 101, 99)]);
const gap = { since: at(2), until: at(4) };
const failure = { error: new Error("no") };
const result = closedTrade(1, 2, 3);

describe("books of trades pass on what a run gives to the book of its pair, and only there", () => {
  it.each<[(typeof METHODS)[number], (target: TradeBooks<TradeBook>) => void, readonly unknown[]]>([
    ["beginFrame", (target) => target.frame(PAIR, at(1)), [at(1)]],
    ["finish", (target) => target.finish(PAIR, at(9)), [at(9)]],
    ["addResult", (target) => target.result(result, at(5)), [result, at(5)]],
    ["addMark", (target) => target.mark(PAIR, mark), [mark]],
    ["addMinutes", (target) => target.minutes(PAIR, candles), [candles]],
    ["addGap", (target) => target.gap(PAIR, gap), [gap]],
    ["addSignalCall", (target) => target.signalCall(PAIR, failure), [failure]],
    ["addStepFailure", (target) => target.stepFailure(PAIR, failure.error), [failure.error]],
  ])("%s", (method, give, expected) => {
    const mine = METHODS.map((name) => vi.spyOn(books.read(PAIR), name));
    const others = METHODS.map((name) => vi.spyOn(books.read(OTHER), name));
    give(books);
    const calls: unknown[][] = mine.map((spy) => spy.mock.calls);
    expect(calls[METHODS.indexOf(method)]).toEqual([expected]);
    expect(calls.flat()).toHaveLength(1);
    expect(others.flatMap((spy): unknown[] => spy.mock.calls)).toEqual([]);
  });

  it("a result belongs to the pair it names, mode included", () => {
    books.start({ ...RUN, backtest: false, startTime: at(0) });
    books.result(resultOf("idle", { backtest: false }), at(5));
    expect(books.read({ ...PAIR, backtest: false }).end).toBe(at(777));
    expect(books.read(PAIR).start).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { createTape } from "../../support/create-tape";
import type { HeldState, MachineSettings, MinuteOutcome } from "../../../src/client/signal-machine";
import {
  advance,
  createPendingState,
  createScheduledState,
  endOfData,
  marketPrice,
  transitionTime,
} from "../../../src/client/signal-machine";
import type { ICandleData } from "../../../src/interfaces/Exchange.interface";
import type { ISignalRow } from "../../../src/interfaces/Signal.interface";
import type { StrategyCancelReason, StrategyCloseReason } from "../../../src/interfaces/Outcome.interface";
import type { IStrategyTickResult } from "../../../src/interfaces/Strategy.interface";
import { at, candle, longRow, MINUTE, shortRow, T0 } from "./signal-fixtures";

const MACHINE: MachineSettings = { fillPolicy: "pessimistic", scheduleAwaitMs: 120 * MINUTE };

const flat = (minute: number, price = 100): ICandleData => candle(minute, price, price, price, price);

const feed = (state: HeldState, ...candles: ICandleData[]): MinuteOutcome =>
  advance(state, createTape(candles, 5).observe(state.nextMinute), MACHINE);

const waitingRow = (changes: Partial<ISignalRow> = {}): ISignalRow =>
  longRow({ priceOpen: 95, _isScheduled: true, entry: "limit", ...changes });

describe("states", () => {
  it("feed the entry minute first (H2)", () => {
    expect(createPendingState(longRow()).nextMinute).toBe(T0);
    expect(createScheduledState(waitingRow()).nextMinute).toBe(T0);
  });

  it("feed the first whole minute after a restored time off the minute", () => {
    const off = T0 + 23_456;
    expect(createPendingState(longRow({ pendingAt: off })).nextMinute).toBe(at(1));
    expect(createScheduledState(waitingRow({ scheduledAt: off })).nextMinute).toBe(at(1));
  });

  it("can start elsewhere, for a restored row without times", () => {
    expect(createPendingState(longRow({ pendingAt: Number.NaN }), at(7)).nextMinute).toBe(at(7));
    expect(createScheduledState(waitingRow({ scheduledAt: Number.NaN }), at(7)).nextMinute).toBe(at(7));
  });

  it("go on with the next minute, candle or gap", () => {
    expect(feed(createPendingState(longRow()), flat(0))).toMatchObject({ state: { nextMinute: at(1) } });
    expect(feed(createPendingState(longRow()))).toMatchObject({ state: { nextMinute: at(1) } });
    expect(feed(createScheduledState(waitingRow()), flat(0))).toMatchObject({ state: { nextMinute: at(1) } });
  });
});

describe("a limit fill", () => {
  const outcome = feed(createScheduledState(waitingRow(), at(3)), candle(3, 100, 101, 94, 96));

  it("makes a pending row of the candle's open and leaves that candle to be fed again", () => {
    expect(outcome).toEqual({
      kind: "activated",
      state: {
        kind: "pending",
        row: { ...waitingRow(), pendingAt: at(3), _isScheduled: false, entry: "limit" },
        nextMinute: at(3),
      },
    });
  });

  it("gives a frozen row and leaves the waiting one alone", () => {
    const row = waitingRow();
    const filled = feed(createScheduledState(row), candle(0, 100, 101, 94, 96));
    expect(filled.kind === "activated" && Object.isFrozen(filled.state.row)).toBe(true);
    expect(row).toEqual(waitingRow());
  });

  it("keeps fields it does not know", () => {
    const row = { ...waitingRow(), tag: "mine" };
    const filled = feed(createScheduledState(row), candle(0, 100, 101, 94, 96));
    expect(filled).toMatchObject({ state: { row: { tag: "mine" } } });
  });
});

describe("restored rows", () => {
  const off = T0 + 30_000;

  it("off the minute expire with the first minute that ends after the instant, at that end", () => {
    const state = createPendingState(longRow({ pendingAt: off, minuteEstimatedTime: 1 }));
    expect(feed(state, flat(1))).toEqual({
      kind: "closed",
      closeReason: "time_expired",
      time: at(2),
      price: 100,
    });
  });

  it("off the minute time out with the first minute that ends after the instant, at that end", () => {
    const state = createScheduledState(waitingRow({ scheduledAt: off }), at(119));
    expect(feed(state, flat(119))).toMatchObject({ kind: "waiting" });
    const next = createScheduledState(waitingRow({ scheduledAt: off }), at(120));
    expect(feed(next, flat(120))).toMatchObject({ kind: "cancelled", reason: "timeout", time: at(121) });
  });

  it("off the minute have no entry candle", () => {
    const state = createPendingState(longRow({ pendingAt: off }));
    expect(feed(state, candle(1, 100, 110, 99))).toMatchObject({ closeReason: "take_profit", price: 110 });
  });

  it("without times never expire and are measured by the whole window", () => {
    const state = createPendingState(longRow({ pendingAt: Number.NaN, minuteEstimatedTime: 1 }), at(9));
    expect(feed(state, flat(8, 104), flat(9, 106))).toMatchObject({
      kind: "running",
      runningPrice: 105,
      percentTp: 50,
    });
  });

  it("without times never time out", () => {
    const state = createScheduledState(waitingRow({ scheduledAt: Number.NaN }), at(99_999));
    expect(feed(state, flat(99_999))).toMatchObject({ kind: "waiting" });
  });

  it("with a level at the entry count it as reached and give no infinity (pitfall 61)", () => {
    const atEntry = longRow({ priceTakeProfit: 100, priceStopLoss: 100 });
    const feedEntry = (price: number, row: ISignalRow): MinuteOutcome =>
      advance(createPendingState(row), createTape([flat(0, price)], 5).observe(T0), {
        ...MACHINE,
        fillPolicy: "pessimistic",
      });
    expect(feedEntry(101, atEntry)).toMatchObject({ kind: "running", percentTp: 100, percentSl: 0 });
    const shortAtEntry = shortRow({ priceTakeProfit: 100, priceStopLoss: 120 });
    expect(feedEntry(99, shortAtEntry)).toMatchObject({ kind: "running", percentTp: 100, percentSl: 0 });
  });
});

describe("running price", () => {
  it("is the VWAP of the window's candles since the entry", () => {
    const state = createPendingState(longRow({ pendingAt: at(3) }), at(4));
    expect(feed(state, flat(0, 50), flat(1, 50), flat(2, 50), flat(3, 102), flat(4, 104))).toMatchObject({
      kind: "running",
      runningPrice: 103,
      percentTp: 30,
      percentSl: 0,
    });
  });

  it("is null with no candle since the entry", () => {
    const state = createPendingState(longRow({ pendingAt: at(3) }));
    expect(feed(state, flat(1), flat(2))).toMatchObject({
      kind: "running",
      runningPrice: null,
      percentTp: 0,
      percentSl: 0,
    });
  });
});

describe("a signal the clock ends without any price", () => {
  const nothing = createTape([], 5);

  it("is an error that names symbol, signal, strategy and exchange", () => {
    const state = createPendingState(longRow({ minuteEstimatedTime: 1 }));
    expect(() => advance(state, nothing.observe(T0), MACHINE)).toThrow(
      expect.objectContaining({
        code: "CANDLES_MISSING",
        message: expect.stringMatching(
          /BTCUSDT up to 2024-01-01T00:01:00\.000Z.*signal-1.*strategy strategy.*exchange exchange/,
        ),
      }),
    );
  });

  it("is the same error for a waiting order and at the end of data", () => {
    const missing = expect.objectContaining({ code: "CANDLES_MISSING" });
    const waiting = createScheduledState(waitingRow(), at(119));
    expect(() => advance(waiting, nothing.observe(at(119)), MACHINE)).toThrow(missing);
    expect(() => endOfData(waiting, at(5), null, null, MACHINE)).toThrow(missing);
    expect(() => endOfData(createPendingState(longRow()), at(5), null, null, MACHINE)).toThrow(missing);
  });

  it("takes the last close known from before the candles instead", () => {
    const state = createPendingState(longRow({ minuteEstimatedTime: 1 }));
    expect(advance(state, createTape([], 5, 99).observe(T0), MACHINE)).toMatchObject({ price: 99 });
  });
});

describe("endOfData", () => {
  it("closes a short at the higher of VWAP and last close", () => {
    const state = createPendingState(shortRow());
    const ended = endOfData(state, at(5), 101, 103, MACHINE);
    expect(ended).toEqual({ kind: "closed", closeReason: "time_expired", time: at(5), price: 103 });
  });

  it("cancels a waiting order at the VWAP, else at the last close", () => {
    const state = createScheduledState(waitingRow());
    const cancelled = { kind: "cancelled", reason: "end_of_data", time: at(5) };
    expect(endOfData(state, at(5), 101, 103, MACHINE)).toEqual({ ...cancelled, price: 101 });
    expect(endOfData(state, at(5), null, 103, MACHINE)).toEqual({ ...cancelled, price: 103 });
  });
});

describe("marketPrice (H7)", () => {
  it("buys at the higher and sells at the lower of VWAP and last close", () => {
    for (const policy of ["pessimistic", "path"] as const) {
      expect(marketPrice("long", "entry", 100, 104, policy)).toBe(104);
      expect(marketPrice("long", "entry", 104, 100, policy)).toBe(104);
      expect(marketPrice("long", "exit", 100, 104, policy)).toBe(100);
      expect(marketPrice("long", "exit", 104, 100, policy)).toBe(100);
      expect(marketPrice("short", "entry", 100, 104, policy)).toBe(100);
      expect(marketPrice("short", "entry", 104, 100, policy)).toBe(100);
      expect(marketPrice("short", "exit", 100, 104, policy)).toBe(104);
      expect(marketPrice("short", "exit", 104, 100, policy)).toBe(104);
    }
  });

  it("is the VWAP under optimistic", () => {
    for (const position of ["long", "short"] as const) {
      expect(marketPrice(position, "entry", 100, 104, "optimistic")).toBe(100);
      expect(marketPrice(position, "exit", 104, 100, "optimistic")).toBe(104);
    }
  });
});

describe("transitionTime", () => {
  const base = {
    strategyName: "strategy",
    exchangeName: "exchange",
    symbol: "BTCUSDT",
    backtest: true,
    currentPrice: 100,
  };
  const closed = (closeReason: StrategyCloseReason): IStrategyTickResult => ({
    ...base,
    action: "closed",
    signal: longRow(),
    closeReason,
    closeTimestamp: at(7),
    pnl: { pnlPercentage: 0, priceOpen: 100, priceClose: 100 },
  });
  const cancelled = (reason: StrategyCancelReason): IStrategyTickResult => ({
    ...base,
    action: "cancelled",
    signal: waitingRow(),
    reason,
    closeTimestamp: at(7),
  });

  it("is the candle's end for a close by price, the instant for an expiry", () => {
    expect(transitionTime(closed("take_profit"), 0)).toBe(at(8));
    expect(transitionTime(closed("stop_loss"), 0)).toBe(at(8));
    expect(transitionTime(closed("time_expired"), 0)).toBe(at(7));
  });

  it("is the candle's end for a cancel by price or refusal, the instant for the others", () => {
    expect(transitionTime(cancelled("price"), 0)).toBe(at(8));
    expect(transitionTime(cancelled("risk"), 0)).toBe(at(8));
    expect(transitionTime(cancelled("timeout"), 0)).toBe(at(7));
    expect(transitionTime(cancelled("stopped"), 0)).toBe(at(7));
    expect(transitionTime(cancelled("end_of_data"), 0)).toBe(at(7));
  });

  it("is the candle's end for a limit entry, the minute itself for a market entry or a new order", () => {
    const opened = (signal: ISignalRow): IStrategyTickResult => ({ ...base, action: "opened", signal });
    expect(transitionTime(opened(longRow({ entry: "limit", pendingAt: at(3) })), 0)).toBe(at(4));
    expect(transitionTime(opened(longRow({ entry: "market", pendingAt: at(3) })), 0)).toBe(at(3));
    const scheduled = { ...base, action: "scheduled", signal: waitingRow({ scheduledAt: at(2) }) } as const;
    expect(transitionTime(scheduled, 0)).toBe(at(2));
  });

  it("is the fallback for results without an instant of their own", () => {
    expect(transitionTime({ ...base, action: "idle", signal: null }, at(9))).toBe(at(9));
    const active = { ...base, action: "active", signal: longRow(), percentTp: 0, percentSl: 0 } as const;
    expect(transitionTime(active, at(9))).toBe(at(9));
  });
});

import { describe, expect, it } from "vitest";
import type { SignalBooking } from "../../../src/client/signal-intake";
import { prepareSignal } from "../../../src/client/signal-intake";
import { findFieldProblems, hasSoundFields } from "../../../src/client/signal-validation";
import { SignalError } from "../../../src/errors/SignalError";
import type { GlobalConfig } from "../../../src/interfaces/Config.interface";
import type { ISignalRow } from "../../../src/interfaces/Signal.interface";
import { longRow, SETTINGS, T0 } from "./signal-fixtures";

const booking = (changes: Partial<SignalBooking> = {}): SignalBooking => ({
  symbol: "BTCUSDT",
  strategyName: "strategy",
  exchangeName: "exchange",
  minute: T0,
  averagePrice: 100,
  lastClose: 100,
  createId: () => "created-id",
  ...changes,
});

const LONG = { position: "long", priceTakeProfit: 110, priceStopLoss: 90, minuteEstimatedTime: 60 };
const SHORT = { position: "short", priceTakeProfit: 90, priceStopLoss: 110, minuteEstimatedTime: 60 };

const prepare = (
  answer: unknown,
  place: Partial<SignalBooking> = {},
  settings: Partial<GlobalConfig> = {},
): ISignalRow => prepareSignal(answer, booking(place), { ...SETTINGS, ...settings });

/** The problems listed in the error; fails the test when there is none. */
const problemsOf = (
  answer: unknown,
  place: Partial<SignalBooking> = {},
  settings: Partial<GlobalConfig> = {},
): string[] => {
  try {
    prepare(answer, place, settings);
  } catch (error) {
    expect(error).toBeInstanceOf(SignalError);
    expect(error).toHaveProperty("code", "SIGNAL_INVALID");
    return error instanceof Error ? error.message.split("\n") : [];
  }
  throw new Error("The signal was accepted");
};

describe("a good answer", () => {
  it("becomes a full row: market entry", () => {
    expect(prepare(LONG)).toEqual({
      ...LONG,
      id: "created-id",
      note: "",
      priceOpen: 100,
      exchangeName: "exchange",
      strategyName: "strategy",
      symbol: "BTCUSDT",
      scheduledAt: T0,
      pendingAt: T0,
      _isScheduled: false,
      entry: "market",
    });
  });

  it("waits as a limit order when priceOpen is not reached", () => {
    expect(prepare({ ...LONG, priceOpen: 95 })).toMatchObject({
      priceOpen: 95,
      _isScheduled: true,
      entry: "limit",
      scheduledAt: T0,
      pendingAt: T0,
    });
    expect(prepare({ ...SHORT, priceOpen: 105 })).toMatchObject({ _isScheduled: true, entry: "limit" });
  });

  it("enters at a reached priceOpen and not at the better market (pitfall 29 is not followed)", () => {
    const now = { _isScheduled: false, entry: "market" };
    expect(prepare({ ...LONG, priceOpen: 105 })).toMatchObject({ ...now, priceOpen: 105 });
    expect(prepare({ ...SHORT, priceOpen: 95 })).toMatchObject({ ...now, priceOpen: 95 });
    expect(prepare({ ...LONG, priceOpen: 100 })).toMatchObject({ ...now, priceOpen: 100 });
    expect(prepare({ ...SHORT, priceOpen: 100 })).toMatchObject({ ...now, priceOpen: 100 });
  });

  it("judges 'reached' by the worse of VWAP and last close (H7)", () => {
    const place = { averagePrice: 100, lastClose: 104 };
    expect(prepare({ ...LONG, priceOpen: 102 }, place)._isScheduled).toBe(true);
    expect(prepare({ ...LONG, priceOpen: 104 }, place)._isScheduled).toBe(false);
    expect(prepare({ ...SHORT, priceOpen: 102 }, place)._isScheduled).toBe(true);
    expect(prepare({ ...SHORT, priceOpen: 100 }, place)._isScheduled).toBe(false);
    expect(prepare({ ...LONG, priceOpen: 102 }, place, { CC_FILL_POLICY: "optimistic" })._isScheduled).toBe(
      false,
    );
  });

  it("books a market entry at the worse of VWAP and last close (H7)", () => {
    const place = { averagePrice: 100, lastClose: 104 };
    expect(prepare(LONG, place).priceOpen).toBe(104);
    expect(prepare(SHORT, place).priceOpen).toBe(100);
    expect(prepare(LONG, place, { CC_FILL_POLICY: "optimistic" }).priceOpen).toBe(100);
  });

  it("keeps a given id and replaces a missing, null or empty one (pitfall 25)", () => {
    expect(prepare({ ...LONG, id: "mine" }).id).toBe("mine");
    for (const id of [undefined, null, ""]) {
      expect(prepare({ ...LONG, id }).id).toBe("created-id");
    }
  });

  it("treats own undefined and null fields as absent (pitfall 25)", () => {
    for (const absent of [undefined, null]) {
      expect(prepare({ ...LONG, priceOpen: absent, note: absent, symbol: absent })).toMatchObject({
        priceOpen: 100,
        note: "",
        symbol: "BTCUSDT",
      });
    }
  });

  it("keeps a note as written, and a numeric one as text (pitfall 34)", () => {
    const note = "rsi_14 < 30 and ema_50 > price\n**bold**";
    expect(prepare({ ...LONG, note }).note).toBe(note);
    expect(prepare({ ...LONG, note: 42 }).note).toBe("42");
    expect(prepare({ ...LONG, note: {} }).note).toBe("[object Object]");
  });

  it("accepts its own symbol", () => {
    expect(prepare({ ...LONG, symbol: "BTCUSDT" }).symbol).toBe("BTCUSDT");
  });

  it("cannot set the fields of the engine", () => {
    const forged = {
      scheduledAt: 1,
      pendingAt: 2,
      _isScheduled: true,
      entry: "limit",
      strategyName: "x",
      exchangeName: "y",
    };
    expect(prepare({ ...LONG, ...forged })).toEqual(prepare(LONG));
  });

  it("may be an instance of a class with accessors", () => {
    class Idea {
      public readonly position = "long";
      public readonly priceTakeProfit = 110;
      public readonly minuteEstimatedTime = 60;
      public get priceStopLoss(): number {
        return 90;
      }
    }
    expect(prepare(new Idea())).toEqual(prepare(LONG));
  });
});

describe("unknown fields", () => {
  it("survive as deep frozen copies and leave the user's objects alone (pitfall 36)", () => {
    const answer = { ...LONG, meta: { levels: [1, { deep: true }], none: null } };
    const row = prepare(answer);
    expect(row).toHaveProperty("meta", { levels: [1, { deep: true }], none: null });
    answer.meta.levels.push(2);
    expect(row).toHaveProperty("meta.levels", [1, { deep: true }]);
    const frozen = [row, Reflect.get(row, "meta"), Reflect.get(Reflect.get(row, "meta"), "levels")];
    expect(frozen.map((value) => Object.isFrozen(value))).toEqual([true, true, true]);
    expect(Object.isFrozen(answer.meta)).toBe(false);
  });

  it("that are no plain data are left out", () => {
    const cyclic: Record<string, unknown> = { name: "loop" };
    cyclic["self"] = cyclic;
    const row = prepare({
      ...LONG,
      run: () => 1,
      when: new Date(0),
      big: 1n,
      mark: Symbol("x"),
      nothing: undefined,
      list: [1, () => 1, undefined],
      bare: Object.assign(Object.create(null), { kept: true }),
      cyclic,
    });
    expect(row).toEqual({
      ...prepare(LONG),
      list: [1, null, null],
      bare: { kept: true },
      cyclic: { name: "loop" },
    });
  });

  it("named __proto__ stay data", () => {
    const answer: unknown = JSON.parse(
      `{"position":"long","priceTakeProfit":110,"priceStopLoss":90,"minuteEstimatedTime":60,"__proto__":{"evil":1}}`,
    );
    const row = prepare(answer);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect("evil" in row).toBe(false);
  });
});

describe("a wrong answer", () => {
  it.each([["text"], [5], [true], [undefined], [null], [[LONG]], [() => LONG]])(
    "that is no object: %s",
    (answer) => {
      expect(problemsOf(answer)).toEqual([
        "Invalid signal for unknown position:",
        expect.stringContaining("getSignal must return an object or null, got "),
        expect.stringMatching(/^strategy=.+ symbol=BTCUSDT minute=.+Z$/),
      ]);
    },
  );

  type Row = readonly [what: string, answer: Record<string, unknown>, ...fragments: string[]];
  const rows: readonly Row[] = [
    ["no position", { ...LONG, position: undefined }, "position is required"],
    ["empty position", { ...LONG, position: "" }, "position is required"],
    ["unknown position", { ...LONG, position: "LONG" }, `position must be "long" or "short", got "LONG"`],
    ["numeric id", { ...LONG, id: 7 }, "id must be a string, got 7 (number)"],
    ["another symbol (pitfall 33)", { ...LONG, symbol: "ETH" }, `symbol must be "BTCUSDT"`, `got "ETH"`],
    [
      "text price (pitfall 26)",
      { ...LONG, priceTakeProfit: "110" },
      "priceTakeProfit must be a finite number, got 110 (string)",
    ],
    ["text entry", { ...LONG, priceOpen: "95" }, "priceOpen must be a finite number, got 95 (string)"],
    [
      "NaN price",
      { ...LONG, priceStopLoss: Number.NaN },
      "priceStopLoss must be a finite number, got NaN (number)",
    ],
    [
      "infinite price",
      { ...LONG, priceTakeProfit: Infinity },
      "priceTakeProfit must be a finite number, got Infinity (number)",
    ],
    [
      "missing price",
      { ...LONG, priceStopLoss: undefined },
      "priceStopLoss must be a finite number, got undefined (undefined)",
    ],
    [
      "object price",
      { ...LONG, priceStopLoss: {} },
      "priceStopLoss must be a finite number, got [object Object] (object)",
    ],
    ["zero price", { ...LONG, priceStopLoss: 0 }, "priceStopLoss must be positive, got 0"],
    ["negative entry", { ...LONG, priceOpen: -1 }, "priceOpen must be positive, got -1"],
    [
      "long, TP below the entry",
      { ...LONG, priceTakeProfit: 99 },
      "Long: priceTakeProfit (99) must be > priceOpen (100)",
      "Long immediate: currentPrice (100) >= priceTakeProfit (99)",
    ],
    [
      "long, TP at the entry",
      { ...LONG, priceTakeProfit: 100 },
      "Long: priceTakeProfit (100) must be > priceOpen (100)",
      "Long immediate: currentPrice (100) >= priceTakeProfit (100)",
    ],
    [
      "long, SL above the entry",
      { ...LONG, priceStopLoss: 101 },
      "Long: priceStopLoss (101) must be < priceOpen (100)",
      "Long immediate: currentPrice (100) <= priceStopLoss (101)",
    ],
    [
      "short, TP above the entry",
      { ...SHORT, priceTakeProfit: 101 },
      "Short: priceTakeProfit (101) must be < priceOpen (100)",
      "Short immediate: currentPrice (100) <= priceTakeProfit (101)",
    ],
    [
      "short, SL below the entry",
      { ...SHORT, priceStopLoss: 99 },
      "Short: priceStopLoss (99) must be > priceOpen (100)",
      "Short immediate: currentPrice (100) >= priceStopLoss (99)",
    ],
    [
      "long, limit reached but the market is below the stop",
      { ...LONG, priceOpen: 106, priceStopLoss: 102 },
      "Long immediate: currentPrice (100) <= priceStopLoss (102)",
    ],
    [
      "short, limit reached but the market is above the stop",
      { ...SHORT, priceOpen: 94, priceStopLoss: 98 },
      "Short immediate: currentPrice (100) >= priceStopLoss (98)",
    ],
    [
      "long limit below its stop",
      { ...LONG, priceOpen: 85 },
      "Long: priceStopLoss (90) must be < priceOpen (85)",
      "Long scheduled: priceOpen (85) <= priceStopLoss (90)",
    ],
    [
      "long limit above its take profit",
      { ...LONG, priceOpen: 95, priceTakeProfit: 94 },
      "Long scheduled: priceOpen (95) >= priceTakeProfit (94)",
    ],
    [
      "short limit above its stop",
      { ...SHORT, priceOpen: 115 },
      "Short scheduled: priceOpen (115) >= priceStopLoss (110)",
    ],
    [
      "short limit below its take profit",
      { ...SHORT, priceOpen: 105, priceTakeProfit: 106 },
      "Short scheduled: priceOpen (105) <= priceTakeProfit (106)",
    ],
    [
      "long TP too close",
      { ...LONG, priceTakeProfit: 100.4 },
      "Long: TakeProfit too close to priceOpen (0.400%)",
    ],
    [
      "short TP too close",
      { ...SHORT, priceTakeProfit: 99.6 },
      "Short: TakeProfit too close to priceOpen (0.400%)",
    ],
    [
      "long SL too close",
      { ...LONG, priceStopLoss: 99.75 },
      "Long: StopLoss too close to priceOpen (0.250%)",
    ],
    [
      "short SL too close",
      { ...SHORT, priceStopLoss: 100.25 },
      "Short: StopLoss too close to priceOpen (0.250%)",
    ],
    ["long SL too far", { ...LONG, priceStopLoss: 79 }, "Long: StopLoss too far from priceOpen (21.000%)"],
    [
      "short SL too far",
      { ...SHORT, priceStopLoss: 121 },
      "Short: StopLoss too far from priceOpen (21.000%)",
    ],
    [
      "no lifetime",
      { ...LONG, minuteEstimatedTime: undefined },
      "minuteEstimatedTime must be positive, got undefined",
      "minuteEstimatedTime must be an integer",
    ],
    ["zero lifetime", { ...LONG, minuteEstimatedTime: 0 }, "minuteEstimatedTime must be positive, got 0"],
    [
      "negative lifetime",
      { ...LONG, minuteEstimatedTime: -5 },
      "minuteEstimatedTime must be positive, got -5",
    ],
    [
      "NaN lifetime",
      { ...LONG, minuteEstimatedTime: Number.NaN },
      "minuteEstimatedTime must be positive, got NaN",
    ],
    [
      "fractional lifetime",
      { ...LONG, minuteEstimatedTime: 1.5 },
      "minuteEstimatedTime must be an integer number of minutes, got 1.5",
    ],
    [
      "text lifetime",
      { ...LONG, minuteEstimatedTime: "60" },
      "minuteEstimatedTime must be an integer number of minutes, got 60 (string)",
    ],
    [
      "infinite lifetime",
      { ...LONG, minuteEstimatedTime: Infinity },
      "minuteEstimatedTime must be an integer",
      "minuteEstimatedTime too large (Infinity minutes",
    ],
    [
      "too long a lifetime",
      { ...LONG, minuteEstimatedTime: 1441 },
      "minuteEstimatedTime too large (1441 minutes",
    ],
  ];

  it.each(rows)("%s", (_what, answer, ...fragments) => {
    const message = problemsOf(answer).join("\n");
    for (const fragment of fragments) {
      expect(message).toContain(fragment);
    }
  });

  it("names the position in the first line and lists every problem in one error", () => {
    expect(
      problemsOf({ position: "short", priceOpen: 100, priceTakeProfit: "90", priceStopLoss: 79, id: 1 }),
    ).toEqual([
      "Invalid signal for short position:",
      "id must be a string, got 1 (number)",
      "priceTakeProfit must be a finite number, got 90 (string)",
      "minuteEstimatedTime must be positive, got undefined",
      "minuteEstimatedTime must be an integer number of minutes, got undefined (undefined)",
      "Short: priceStopLoss (79) must be > priceOpen (100)",
      expect.stringContaining("Short immediate: currentPrice (100) >= priceStopLoss (79)"),
      expect.stringMatching(/^strategy=.+ symbol=BTCUSDT minute=.+Z$/),
    ]);
  });

  it("is checked against the entry that is really booked", () => {
    // VWAP 100, last close 104: a long is booked at 104, so a take profit at 104.2 is too close.
    const place = { averagePrice: 100, lastClose: 104 };
    const answer = { ...LONG, priceTakeProfit: 104.2 };
    expect(problemsOf(answer, place).join()).toContain("Long: TakeProfit too close to priceOpen (0.192%)");
    expect(prepare(answer, place, { CC_FILL_POLICY: "optimistic" }).priceOpen).toBe(100);
  });

  it("is refused without a usable market price or booking", () => {
    expect(problemsOf(LONG, { averagePrice: Number.NaN }).join()).toContain(
      "currentPrice must be a finite number, got NaN",
    );
    expect(problemsOf({ ...LONG, priceOpen: 95 }, { averagePrice: 0, lastClose: 0 }).join()).toContain(
      "currentPrice must be positive, got 0",
    );
    expect(problemsOf(LONG, { minute: 0 })).toContain("scheduledAt must be positive, got 0");
    expect(problemsOf(LONG, { minute: Number.NaN }).join()).toContain("pendingAt must be a finite number");
    expect(problemsOf(LONG, { symbol: "", exchangeName: "", strategyName: "" })).toEqual(
      expect.arrayContaining(["symbol is required", "exchangeName is required", "strategyName is required"]),
    );
    expect(problemsOf(LONG, { createId: () => "" })).toContain("id is required");
  });
});

describe("limits of distance and lifetime", () => {
  it("pass when they are met exactly, in any decimals", () => {
    for (const entry of [100, 42_000, 0.1, 1.1, 3.3, 0.00001234]) {
      const place = { averagePrice: entry, lastClose: entry };
      const long = { ...LONG, priceTakeProfit: entry * 1.005, priceStopLoss: entry * 0.995 };
      const wide = { ...SHORT, priceTakeProfit: entry * 0.995, priceStopLoss: entry * 1.2 };
      expect(prepare(long, place).priceOpen).toBe(entry);
      expect(prepare(wide, place).priceOpen).toBe(entry);
    }
    expect(prepare({ ...LONG, minuteEstimatedTime: 1440 }).minuteEstimatedTime).toBe(1440);
  });

  it("pass for a stop exactly 20 % away that binary fractions put a hair further", () => {
    expect(((3.96 - 3.3) / 3.3) * 100).toBeGreaterThan(20);
    const place = { averagePrice: 3.3, lastClose: 3.3 };
    expect(prepare({ ...SHORT, priceTakeProfit: 3, priceStopLoss: 3.96 }, place).priceStopLoss).toBe(3.96);
  });

  it("are off when the setting is 0", () => {
    const off = {
      CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0,
      CC_MIN_STOPLOSS_DISTANCE_PERCENT: 0,
      CC_MAX_STOPLOSS_DISTANCE_PERCENT: 0,
      CC_MAX_SIGNAL_LIFETIME_MINUTES: 0,
    };
    const near = { ...LONG, priceTakeProfit: 100.001, priceStopLoss: 99.999, minuteEstimatedTime: 99_999 };
    expect(prepare(near, {}, off).minuteEstimatedTime).toBe(99_999);
    expect(prepare({ ...LONG, priceStopLoss: 1 }, {}, off).priceStopLoss).toBe(1);
  });
});

describe("the field check, shared with rows read back from disk (pitfalls 35 and 70)", () => {
  it("accepts a row, and one without times", () => {
    expect(findFieldProblems(longRow())).toEqual([]);
    const restored = { ...longRow(), scheduledAt: undefined, pendingAt: undefined };
    expect(findFieldProblems(restored)).toEqual([]);
    expect(hasSoundFields(restored)).toBe(true);
  });

  it("refuses times that are no numbers, text prices and a missing id", () => {
    const bad = { ...longRow(), id: undefined, pendingAt: Number.NaN, scheduledAt: "x", priceOpen: "100" };
    expect(hasSoundFields(bad)).toBe(false);
    expect(findFieldProblems(bad)).toEqual([
      "id is required",
      "priceOpen must be a finite number, got 100 (string)",
      "scheduledAt must be a finite number, got x (string)",
      "pendingAt must be a finite number, got NaN (number)",
    ]);
  });
});

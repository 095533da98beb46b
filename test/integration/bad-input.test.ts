import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  addExchange,
  addFrame,
  addRisk,
  addStrategy,
  Backtest,
  formatPrice,
  formatQuantity,
  getAveragePrice,
  getCandles,
  getConfig,
  getDate,
  getMode,
  lib,
  listenBacktestProgress,
  listenDoneBacktest,
  listenError,
  listenExit,
  listenPartialLoss,
  listenPartialProfit,
  listenPerformance,
  listenRisk,
  listenSignal,
  listenSignalBacktest,
  listenSignalOnce,
  listenValidation,
  setConfig,
  setLogger,
} from "../../src/index";
import type { GlobalConfig, IStrategyCallbacks } from "../../src/index";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { MINUTE, setMinute } from "../support/market";
import { uniqueName, useSettings } from "../support/run";
import type { Trade, TrialOptions, Witness } from "../support/trial";
import {
  at,
  codeOf,
  createTrialMinutes,
  EXPECTED_TRADES,
  expectTradesWith,
  LONG,
  ODD_MINUTE,
  registerTrial,
  runTrial,
  startWitness,
  watchTrial,
} from "../support/trial";
import {
  createExchangeSchema,
  createFrameSchema,
  createRiskSchema,
  createStrategySchema,
} from "../unit/lib/services/schema-samples";

/**
 * The table of bad input. Each row shows its error code, or the documented outcome, and each row runs beside a witness:
 * a plain back-test that is under way and must trade as if nothing had happened. Unhandled rejections fail the file.
 */

type Changes = Readonly<Record<string, unknown>>;

/** Calls a function as untyped code does. */
const call = (fn: (...args: never[]) => unknown, ...args: unknown[]): unknown =>
  Reflect.apply(fn, undefined, args);

const silentLogger = () => ({ log: vi.fn(), debug: vi.fn(), info: vi.fn(), warn: vi.fn() });

/** What a call ends with: the code of its error, or `"fine"`. */
const outcomeOf = async (run: () => unknown): Promise<unknown> => {
  try {
    await run();
    return "fine";
  } catch (error) {
    return codeOf(error);
  }
};

/** Lets what nobody waits for come out. */
const letLooseEndsFail = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let witness: Witness;
let settingsBefore: GlobalConfig;

beforeEach(async () => {
  useSettings({ CC_GET_CANDLES_RETRY_DELAY_MS: 0 });
  settingsBefore = getConfig();
  witness = await startWitness();
});

afterEach(async () => {
  expect(await witness.finish()).toEqual(EXPECTED_TRADES);
  expect(await witness.trial.countPositions()).toBe(0);
  expect(getConfig()).toEqual(settingsBefore);
  expect(lib.partialConnectionService.getPartial.keys()).toEqual([]);
  await letLooseEndsFail();
});

describe("names", () => {
  const context = () => registerTrial().context;

  it.each<[string, Changes, string]>([
    ["an unknown strategy", { strategyName: "nobody" }, "strategy nobody not found source=BacktestUtils.run"],
    ["an empty strategy", { strategyName: "" }, "strategy  not found source=BacktestUtils.run"],
    ["no strategy", { strategyName: undefined }, "strategy undefined not found source=BacktestUtils.run"],
    ["a strategy that is no text", { strategyName: {} }, "strategy [object Object] not found"],
    [
      "an unknown exchange",
      { exchangeName: "nowhere" },
      "exchange nowhere not found source=BacktestUtils.run",
    ],
    ["an unknown frame", { frameName: "never" }, "frame never not found source=BacktestUtils.run"],
    ["no frame", { frameName: null }, "frame null not found source=BacktestUtils.run"],
    ["a name every object has", { exchangeName: "constructor" }, "exchange constructor not found"],
  ])("%s: NAME_UNKNOWN at once, in run and background", (_, changes, message) => {
    const wrong = Object.assign(context(), changes);
    expect(() => Backtest.run("BTCUSDT", wrong)).toThrow(
      expect.objectContaining({ code: "NAME_UNKNOWN", message: expect.stringContaining(message) }),
    );
    expect(() => Backtest.background("BTCUSDT", wrong)).toThrow(
      expect.objectContaining({ code: "NAME_UNKNOWN" }),
    );
  });

  it.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["a text", "trend"],
  ])("%s instead of the names: NAME_UNKNOWN", (_, wrong) => {
    expect(() => call(Backtest.run, "BTCUSDT", wrong)).toThrow(
      expect.objectContaining({ code: "NAME_UNKNOWN" }),
    );
    expect(() => call(Backtest.background, "BTCUSDT", wrong)).toThrow(
      expect.objectContaining({ code: "NAME_UNKNOWN" }),
    );
  });

  it.each<[string, Changes]>([
    ["riskName", { riskName: "no-such-risk" }],
    ["riskList", { riskList: ["no-such-risk"] }],
  ])("an unknown %s: NAME_UNKNOWN at once", (_, changes) => {
    const strategyName = uniqueName("risky");
    addStrategy(createStrategySchema({ strategyName, ...changes }));
    expect(() => Backtest.run("BTCUSDT", { ...context(), strategyName })).toThrow(
      expect.objectContaining({
        code: "NAME_UNKNOWN",
        message: "risk no-such-risk not found source=BacktestUtils.run",
      }),
    );
  });

  it("stopping an unknown strategy: NAME_UNKNOWN", async () => {
    expect(await outcomeOf(() => Backtest.stop("BTCUSDT", "nobody"))).toBe("NAME_UNKNOWN");
  });

  it.each([[""], [undefined], [null], [5], [{}]])("the symbol %j: SYMBOL_INVALID at once", async (symbol) => {
    const trial = await runTrial({});
    for (const start of [Backtest.run, Backtest.background]) {
      expect(await outcomeOf(() => call(start, symbol, trial.context))).toBe("SYMBOL_INVALID");
    }
    expect(await outcomeOf(() => call(Backtest.stop, symbol, trial.context.strategyName))).toBe(
      "SYMBOL_INVALID",
    );
    expect(trial.reported).toEqual([]);
    expect(await trial.countPositions()).toBe(0);
  });

  const KINDS: readonly [string, (name: unknown, changes?: Changes) => void, Changes][] = [
    [
      "exchange",
      (name, more) => addExchange(createExchangeSchema({ exchangeName: name, ...more })),
      { getCandles: 1 },
    ],
    [
      "strategy",
      (name, more) => addStrategy(createStrategySchema({ strategyName: name, ...more })),
      { interval: "7m" },
    ],
    ["frame", (name, more) => addFrame(createFrameSchema({ frameName: name, ...more })), { interval: "9m" }],
    ["risk", (name, more) => addRisk(createRiskSchema({ riskName: name, ...more })), { validations: [{}] }],
  ];

  it.each(KINDS)("%s: an empty, missing or strange name is SCHEMA_INVALID", async (_, add) => {
    for (const name of [undefined, null, "", "  ", 5, {}, []]) {
      expect(await outcomeOf(() => add(name))).toBe("SCHEMA_INVALID");
    }
  });

  it.each(KINDS)("%s: a name that is taken is NAME_TAKEN", async (kind, add) => {
    const name = uniqueName(kind);
    add(name);
    expect(await outcomeOf(() => add(name))).toBe("NAME_TAKEN");
  });

  it.each(KINDS)(
    "%s: a registration that failed leaves the name free (pitfall 142)",
    async (kind, add, broken) => {
      const name = uniqueName(kind);
      expect(await outcomeOf(() => add(name, broken))).toBe("SCHEMA_INVALID");
      expect(await outcomeOf(() => add(name))).toBe("fine");
    },
  );

  it.each(["constructor", "toString", "__proto__", "hasOwnProperty", "a:b%c"])(
    "%s is as good a name as any: a whole run under it (pitfall 144)",
    async (name) => {
      const plain = registerTrial({ strategyName: name });
      addExchange({ ...lib.exchangeSchemaService.get(plain.context.exchangeName), exchangeName: name });
      addFrame({ ...lib.frameSchemaService.get(plain.context.frameName), frameName: name });
      const trial = await watchTrial({
        ...plain,
        context: { strategyName: name, exchangeName: name, frameName: name },
      });
      expect(trial.trades).toEqual(EXPECTED_TRADES);
      expect(trial.errors).toEqual([]);
    },
  );
});

describe("dates", () => {
  it.each<[string, Changes, string]>([
    ["an invalid start", { startDate: new Date("nonsense") }, "invalid startDate"],
    ["an invalid end", { endDate: new Date(Number.NaN) }, "invalid endDate"],
    ["a text", { startDate: "2024-01-01" }, "missing startDate"],
    ["a number", { endDate: 1_700_000_000_000 }, "missing endDate"],
    ["nothing", { endDate: undefined }, "missing endDate"],
    ["a start after the end", { startDate: new Date("2025-01-01T00:00:00Z") }, "is later than endDate"],
  ])("%s: SCHEMA_INVALID, and the name is still free (pitfall 17)", (_, changes, message) => {
    const frameName = uniqueName("frame");
    expect(() => addFrame(createFrameSchema({ frameName, ...changes }))).toThrow(
      expect.objectContaining({ code: "SCHEMA_INVALID", message: expect.stringContaining(message) }),
    );
    addFrame(createFrameSchema({ frameName }));
  });

  it("a frame in the future: FRAME_EMPTY from the first next(), an exit event in background, the pair is free", async () => {
    const trial = registerTrial();
    const { frameName } = trial.context;
    const good = lib.frameSchemaService.get(frameName);
    const startDate = new Date("2999-01-01T00:00:00Z");
    lib.frameSchemaService.override(frameName, { ...good, startDate, endDate: startDate });
    expect(await outcomeOf(() => Backtest.run(trial.symbol, trial.context).next())).toBe("FRAME_EMPTY");
    const exit = await new Promise<Error>((resolve) => {
      const stop = listenExit((error) => {
        stop();
        resolve(error);
      });
      Backtest.background(trial.symbol, trial.context);
    });
    expect(codeOf(exit)).toBe("FRAME_EMPTY");
    lib.frameSchemaService.override(frameName, good);
    await lib.frameConnectionService.clear(frameName);
    expect((await watchTrial(trial)).trades).toEqual(EXPECTED_TRADES);
  });

  it("a frame that ends in the future ends with the wall clock (pitfall 19)", async () => {
    const trial = registerTrial();
    const good = lib.frameSchemaService.get(trial.context.frameName);
    lib.frameSchemaService.override(trial.context.frameName, {
      ...good,
      endDate: new Date("2999-01-01T00:00:00Z"),
    });
    const restore = setClock(createSimulatedClock({ start: at(70) + 30_000 }));
    const result = await watchTrial(trial).finally(restore);
    expect(result.trades).toEqual(EXPECTED_TRADES);
    expect(result.errors).toEqual([]);
  });

  it("seconds in the start are cut off (pitfall 20)", async () => {
    const trial = registerTrial();
    const good = lib.frameSchemaService.get(trial.context.frameName);
    const startDate = new Date(good.startDate.getTime() + 59_999);
    lib.frameSchemaService.override(trial.context.frameName, { ...good, startDate });
    expect((await watchTrial(trial)).trades).toEqual(EXPECTED_TRADES);
  });
});

describe("what user code reads: intervals, limits, symbols and numbers", () => {
  /** Reads in the odd minute and keeps what came of it; the run must not notice. */
  const tryInSignal = async (read: (symbol: string) => unknown): Promise<unknown> => {
    let outcome: unknown;
    const trial = await runTrial({
      getOddSignal: async (symbol) => {
        outcome = await outcomeOf(() => read(symbol));
        return null;
      },
    });
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.errors).toEqual([]);
    expect(await trial.countPositions()).toBe(0);
    return outcome;
  };

  it.each([["7m"], ["1d"], [""], [undefined], [null], [5], ["constructor"]])(
    "getCandles with the interval %j: READ_INVALID",
    async (interval) => {
      expect(await tryInSignal((symbol) => call(getCandles, symbol, interval, 5))).toBe("READ_INVALID");
    },
  );

  it.each([
    [0],
    [-1],
    [1.5],
    [Number.NaN],
    [Infinity],
    [-Infinity],
    ["5"],
    [undefined],
    [null],
    [1e15],
    [5n],
  ])("getCandles with the limit %s: READ_INVALID", async (limit) => {
    expect(await tryInSignal((symbol) => call(getCandles, symbol, "1m", limit))).toBe("READ_INVALID");
  });

  it.each([[""], [null], [5], [{}]])("getCandles for the symbol %j: READ_INVALID", async (symbol) => {
    expect(await tryInSignal(() => call(getCandles, symbol, "1m", 5))).toBe("READ_INVALID");
    expect(await tryInSignal(() => call(getAveragePrice, symbol))).toBe("READ_INVALID");
  });

  it.each([[Number.NaN], [Infinity], ["5"], [undefined]])(
    "formatting %s: FORMAT_INVALID (pitfall 14)",
    async (value) => {
      expect(await tryInSignal((symbol) => call(formatPrice, symbol, value))).toBe("FORMAT_INVALID");
      expect(await tryInSignal((symbol) => call(formatQuantity, symbol, value))).toBe("FORMAT_INVALID");
    },
  );

  it.each<[string, Changes, string]>([
    ["a number", { formatPrice: () => Promise.resolve(5) }, "FORMAT_INVALID"],
    ["an empty text", { formatPrice: () => Promise.resolve("") }, "FORMAT_INVALID"],
    ["nothing", { formatPrice: () => undefined }, "FORMAT_INVALID"],
  ])("a formatPrice adapter that answers %s: FORMAT_INVALID", async (_, changes, code) => {
    let outcome: unknown;
    const trial = await runTrial({
      exchange: () => changes,
      getOddSignal: async (symbol) => {
        outcome = await outcomeOf(() => formatPrice(symbol, 1));
        return null;
      },
    });
    expect(outcome).toBe(code);
    expect(trial.trades).toEqual(EXPECTED_TRADES);
  });

  it.each<[string, () => Promise<unknown>]>([
    ["getCandles", () => getCandles("BTCUSDT", "1m", 5)],
    ["getAveragePrice", () => getAveragePrice("BTCUSDT")],
    ["formatPrice", () => formatPrice("BTCUSDT", 1)],
    ["formatQuantity", () => formatQuantity("BTCUSDT", 1)],
    ["getDate", () => getDate()],
    ["getMode", () => getMode()],
  ])(
    "%s outside of a run: CONTEXT_MISSING, and the message names the function (pitfall 173)",
    async (name, read) => {
      await expect(read()).rejects.toMatchObject({
        code: "CONTEXT_MISSING",
        message: expect.stringContaining(`${name}: not running in context`),
      });
    },
  );

  it.each<[string, () => Promise<unknown>]>([
    ["getCandles", () => getCandles("BTCUSDT", "1m", 5)],
    ["getAveragePrice", () => getAveragePrice("BTCUSDT")],
    ["getDate", () => getDate()],
    ["getMode", () => getMode()],
  ])("%s in work that getSignal did not await: CONTEXT_CLOSED (pitfall 123)", async (name, read) => {
    const late: Promise<unknown>[] = [];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const trial = await runTrial({
      getOddSignal: () => {
        late.push(
          gate
            .then(() => read())
            .then(
              () => "fine",
              (error: unknown) => error,
            ),
        );
        return Promise.resolve(null);
      },
    });
    release();
    const [error] = await Promise.all(late);
    expect(error).toMatchObject({
      code: "CONTEXT_CLOSED",
      message: expect.stringContaining(`${name}: the context of`),
    });
    expect(trial.trades).toEqual(EXPECTED_TRADES);
  });
});

class ForeignSignal {
  public readonly position = "long";
}

describe("signals (one bad answer in minute 20; the trades before and after it are as ever)", () => {
  const SHORT = { position: "short", priceTakeProfit: 95, priceStopLoss: 105, minuteEstimatedTime: 5 };

  it.each<[string, unknown, ...string[]]>([
    ["an empty object", {}, "position is required", "priceTakeProfit must be a finite number, got undefined"],
    ["a list", [], "getSignal must return an object or null, got [object Array]"],
    ["a number", 5, "getSignal must return an object or null, got 5"],
    ["a text", "long", "getSignal must return an object or null, got long"],
    ["true", true, "getSignal must return an object or null, got true"],
    ["a function", () => LONG, "getSignal must return an object or null"],
    ["an instance without prices", new ForeignSignal(), "priceTakeProfit must be a finite number"],
    ["a date", new Date(0), "position is required"],
    ["no position", { ...LONG, position: undefined }, "position is required"],
    ["an unknown position", { ...LONG, position: "up" }, 'position must be "long" or "short", got "up"'],
    ["LONG", { ...LONG, position: "LONG" }, 'position must be "long" or "short", got "LONG"'],
    [
      "a text as take profit",
      { ...LONG, priceTakeProfit: "110" },
      "priceTakeProfit must be a finite number, got 110 (string)",
    ],
    [
      "a text as stop loss",
      { ...LONG, priceStopLoss: "95" },
      "priceStopLoss must be a finite number, got 95 (string)",
    ],
    ["a text as entry", { ...LONG, priceOpen: "98" }, "priceOpen must be a finite number, got 98 (string)"],
    [
      "NaN as take profit",
      { ...LONG, priceTakeProfit: Number.NaN },
      "priceTakeProfit must be a finite number, got NaN (number)",
    ],
    [
      "NaN as stop loss",
      { ...LONG, priceStopLoss: Number.NaN },
      "priceStopLoss must be a finite number, got NaN (number)",
    ],
    [
      "NaN as entry",
      { ...LONG, priceOpen: Number.NaN },
      "priceOpen must be a finite number, got NaN (number)",
    ],
    [
      "Infinity as take profit",
      { ...LONG, priceTakeProfit: Infinity },
      "priceTakeProfit must be a finite number, got Infinity",
    ],
    ["a zero stop loss", { ...LONG, priceStopLoss: 0 }, "priceStopLoss must be positive, got 0"],
    ["a negative take profit", { ...LONG, priceTakeProfit: -1 }, "priceTakeProfit must be positive, got -1"],
    ["a zero entry", { ...LONG, priceOpen: 0 }, "priceOpen must be positive, got 0"],
    ["null as stop loss", { ...LONG, priceStopLoss: null }, "priceStopLoss must be a finite number"],
    [
      "a long take profit below the entry",
      { ...LONG, priceTakeProfit: 99 },
      "Long: priceTakeProfit (99) must be > priceOpen (100)",
      "Long immediate: currentPrice (100) >= priceTakeProfit (99)",
    ],
    [
      "a long stop loss above the entry",
      { ...LONG, priceStopLoss: 101 },
      "Long: priceStopLoss (101) must be < priceOpen (100)",
      "Long immediate: currentPrice (100) <= priceStopLoss (101)",
    ],
    [
      "a short take profit above the entry",
      { ...SHORT, priceTakeProfit: 101 },
      "Short: priceTakeProfit (101) must be < priceOpen (100)",
      "Short immediate: currentPrice (100) <= priceTakeProfit (101)",
    ],
    [
      "a short stop loss below the entry",
      { ...SHORT, priceStopLoss: 99 },
      "Short: priceStopLoss (99) must be > priceOpen (100)",
      "Short immediate: currentPrice (100) >= priceStopLoss (99)",
    ],
    [
      "a take profit that is too close",
      { ...LONG, priceTakeProfit: 100.4 },
      "Long: TakeProfit too close to priceOpen (0.400%)",
    ],
    [
      "a short take profit that is too close",
      { ...SHORT, priceTakeProfit: 99.6 },
      "Short: TakeProfit too close to priceOpen (0.400%)",
    ],
    [
      "a stop loss that is too close",
      { ...LONG, priceStopLoss: 99.6 },
      "Long: StopLoss too close to priceOpen (0.400%)",
    ],
    [
      "a stop loss that is too far",
      { ...LONG, priceStopLoss: 79 },
      "Long: StopLoss too far from priceOpen (21.000%)",
    ],
    [
      "a short stop loss that is too far",
      { ...SHORT, priceStopLoss: 121 },
      "Short: StopLoss too far from priceOpen (21.000%)",
    ],
    [
      "a long limit below its stop loss",
      { ...LONG, priceOpen: 94 },
      "Long scheduled: priceOpen (94) <= priceStopLoss (95)",
    ],
    [
      "a long limit above its take profit, already reached",
      { ...LONG, priceOpen: 111 },
      "Long: priceTakeProfit (110) must be > priceOpen (111)",
    ],
    [
      "a short limit above its stop loss",
      { ...SHORT, priceOpen: 106 },
      "Short scheduled: priceOpen (106) >= priceStopLoss (105)",
    ],
    ["a lifetime of 0", { ...LONG, minuteEstimatedTime: 0 }, "minuteEstimatedTime must be positive, got 0"],
    [
      "a negative lifetime",
      { ...LONG, minuteEstimatedTime: -5 },
      "minuteEstimatedTime must be positive, got -5",
    ],
    ["a lifetime of 1.5", { ...LONG, minuteEstimatedTime: 1.5 }, "minuteEstimatedTime must be an integer"],
    ["a lifetime of NaN", { ...LONG, minuteEstimatedTime: Number.NaN }, "minuteEstimatedTime"],
    ["a lifetime without end", { ...LONG, minuteEstimatedTime: Infinity }, "minuteEstimatedTime"],
    ["a text as lifetime", { ...LONG, minuteEstimatedTime: "5" }, "minuteEstimatedTime"],
    [
      "a lifetime beyond the limit",
      { ...LONG, minuteEstimatedTime: 1441 },
      "minuteEstimatedTime too large (1441 minutes",
    ],
    [
      "another market",
      { ...LONG, symbol: "ETHUSDT" },
      'symbol must be "BTCUSDT", for which the signal was asked, got "ETHUSDT"',
    ],
  ])("%s: SIGNAL_INVALID, nothing opens", async (_, answer, ...fragments) => {
    const trial = await runTrial({ getOddSignal: () => Promise.resolve(answer) });
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.reported).toEqual(["SIGNAL_INVALID"]);
    for (const fragment of fragments) {
      expect(trial.errors[0]).toHaveProperty("message", expect.stringContaining(fragment));
    }
    expect(await trial.countPositions()).toBe(0);
  });

  it("all problems of a signal are listed in one error", async () => {
    const answer = { position: "up", priceTakeProfit: "x", priceStopLoss: -1, minuteEstimatedTime: 1.5 };
    const trial = await runTrial({ getOddSignal: () => Promise.resolve(answer) });
    expect(String(trial.errors[0]).split("\n").length).toBeGreaterThanOrEqual(5);
  });

  it.each<[string, () => unknown]>([
    ["null", () => Promise.resolve(null)],
    ["undefined", () => Promise.resolve(undefined)],
    ["null without a promise", () => null],
    ["false, as `isDip && signal` gives it", () => Promise.resolve(false)],
    ["zero", () => Promise.resolve(0)],
    ["an empty text", () => Promise.resolve("")],
    ["nothing at all", () => undefined],
  ])("%s is no signal and no error", async (_, getOddSignal) => {
    const trial = await runTrial({ getOddSignal });
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.errors).toEqual([]);
  });

  const EXPIRED: Trade = ["closed", "time_expired", 25, 100];

  it.each<[string, unknown]>([
    ["own undefined keys", { ...LONG, id: undefined, priceOpen: undefined, note: undefined }],
    ["own null keys", { ...LONG, id: null, priceOpen: null, note: null }],
    ["an empty id", { ...LONG, id: "" }],
    ["a numeric note", { ...LONG, note: 5 }],
    ["its own symbol", { ...LONG, symbol: "BTCUSDT" }],
    ["a class instance", Object.assign(new ForeignSignal(), LONG)],
    ["an object without prototype", Object.assign(Object.create(null), LONG)],
    ["a frozen object", Object.freeze({ ...LONG })],
    [
      "forged engine fields",
      { ...LONG, scheduledAt: 5, pendingAt: 5, _isScheduled: true, strategyName: "other" },
    ],
    ["a boundary distance and lifetime", { ...LONG, priceTakeProfit: 100.5, priceStopLoss: 80 }],
  ])("%s: a good signal all the same (pitfalls 25, 34)", async (_, answer) => {
    const trial = await runTrial({ getOddSignal: () => answer });
    expect(trial.trades).toEqual(expectTradesWith(EXPIRED));
    expect(trial.errors).toEqual([]);
    expect(await trial.countPositions()).toBe(0);
  });

  it("a getter that throws in the answer is one report", async () => {
    const failure = new Error("no price today");
    const answer = {
      ...LONG,
      get priceStopLoss(): number {
        throw failure;
      },
    };
    const trial = await runTrial({ getOddSignal: () => Promise.resolve(answer) });
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.errors).toEqual([failure]);
  });

  const failure = new Error("no idea");
  it.each<[string, () => unknown, unknown]>([
    [
      "throws",
      () => {
        throw failure;
      },
      failure,
    ],
    ["rejects", () => Promise.reject(failure), failure],
    [
      "throws a text",
      () => {
        throw "no idea";
      },
      "no idea",
    ],
    ["rejects with nothing", () => Promise.reject(undefined), undefined],
  ])("a getSignal that %s: one report of what it threw", async (_, getOddSignal, expected) => {
    const trial = await runTrial({ getOddSignal });
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.errors).toEqual([expected]);
  });

  it("a getSignal that never answers: SIGNAL_TIMEOUT at each minute it is in the way of, no other call until it settles, and the run ends", async () => {
    const clock = createSimulatedClock({ start: at(1000) });
    const restore = setClock(clock);
    let answerLate = (_signal: unknown): void => undefined;
    const never = new Promise((resolve) => (answerLate = resolve));
    const trial = await clock.runUntil(runTrial({ getOddSignal: () => never })).finally(restore);
    expect(trial.trades).toEqual(EXPECTED_TRADES.slice(0, 1));
    expect(trial.reported.length).toBeGreaterThan(10);
    expect(new Set(trial.reported)).toEqual(new Set(["SIGNAL_TIMEOUT"]));
    answerLate(LONG);
    await letLooseEndsFail();
    expect(await trial.countPositions()).toBe(0);
  });

  it("changing the handed-out date or the signal afterwards moves nothing (pitfalls 16, 36)", async () => {
    const answer: Record<string, unknown> = { ...LONG };
    const trial = await runTrial({
      getOddSignal: (_symbol, when) => {
        when.setFullYear(2000);
        return answer;
      },
      callbacks: {
        onOpen: (_symbol, row) => {
          // Only once the answer of the odd minute has been taken.
          Object.assign(
            answer,
            row.pendingAt === at(ODD_MINUTE) && { priceStopLoss: 105, minuteEstimatedTime: 1 },
          );
          expect(() => Object.assign(row, { priceStopLoss: 105 })).toThrow(TypeError);
        },
      },
    });
    expect(trial.trades).toEqual(expectTradesWith(EXPIRED));
    expect(trial.errors).toEqual([]);
  });
});

describe("candles (the fault is in minute 20, read by the engine and by user code)", () => {
  const withOddCandle = (changes: Changes): TrialOptions => {
    const minutes = createTrialMinutes();
    setMinute(minutes, ODD_MINUTE, {});
    minutes[ODD_MINUTE] = Object.assign({ ...minutes[ODD_MINUTE] }, minutes[ODD_MINUTE], changes);
    return { minutes };
  };

  it.each<[string, Changes, string]>([
    ["NaN", { close: Number.NaN }, "field=close: VALIDATE_NO_INCOMPLETE_CANDLES_FN"],
    ["Infinity", { high: Infinity }, "field=high"],
    ["a text", { open: "100" }, 'has invalid numeric values: open="100"'],
    ["null", { volume: null }, "field=volume"],
    ["a missing field", { low: undefined }, "field=low"],
    ["a zero price", { low: 0 }, "has zero or negative values: low=0"],
    ["a negative price", { open: -1 }, "has zero or negative values: open=-1"],
    ["a negative volume", { volume: -1 }, "has zero or negative values: volume=-1"],
    ["high below low", { high: 99, low: 101 }, "high=99 below low=101"],
    ["a close outside of low to high", { close: 120 }, "has inconsistent prices: close=120"],
    ["an anomaly downwards", { open: 0.01, high: 0.01, low: 0.01, close: 0.01 }, "has anomalously low price"],
    ["an anomaly upwards", { open: 1e6, high: 1e6, low: 1e6, close: 1e6 }, "has anomalously high price"],
  ])(
    "%s: CANDLE_INVALID once, a gap for the engine, an error for the reader (pitfall 6)",
    async (_, changes, fragment) => {
      let outcome: unknown;
      const options = withOddCandle(changes);
      const plain = registerTrial({
        ...options,
        callbacks: {
          onTick: async (symbol, { action }) => {
            if (action === "idle" && (await getDate()).getTime() === at(24)) {
              outcome = await outcomeOf(() => getCandles(symbol, "1m", 10));
            }
          },
        },
      });
      const trial = await watchTrial(plain);
      expect(trial.trades).toEqual(EXPECTED_TRADES);
      expect(trial.reported).toEqual(["CANDLE_INVALID"]);
      expect(trial.errors[0]).toHaveProperty("message", expect.stringContaining(fragment));
      expect(trial.errors[0]).toHaveProperty(
        "message",
        expect.stringContaining("symbol=BTCUSDT interval=1m"),
      );
      expect(outcome).toBe("CANDLE_INVALID");
    },
  );

  it.each<[string, NonNullable<TrialOptions["exchange"]>]>([
    [
      "newest first, every row twice, and rows from outside of the range (pitfall 5)",
      (schema) => ({
        getCandles: async (symbol: string, interval: "1m", since: Date, limit: number) => {
          const rows = await schema.getCandles(symbol, interval, since, limit);
          const foreign = {
            timestamp: since.getTime() - MINUTE,
            open: 1,
            high: 1,
            low: 1,
            close: 1,
            volume: 1,
          };
          return [foreign, ...rows, ...rows].toReversed();
        },
      }),
    ],
    [
      "without a promise, with more fields than asked for",
      () => ({
        getCandles: (_symbol: string, _interval: string, since: Date, limit: number) =>
          createTrialMinutes()
            .filter(
              ({ timestamp }) => timestamp >= since.getTime() && timestamp < since.getTime() + limit * MINUTE,
            )
            .map((candle) => ({ ...candle, trades: 5, symbol: "X" })),
      }),
    ],
  ])("an adapter that answers %s is understood", async (_, exchange) => {
    const trial = await runTrial({ exchange });
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.errors).toEqual([]);
  });

  /** Answers as ever, except to the read of the tick in minute 21. */
  const answerOddly =
    (answer: () => unknown): NonNullable<TrialOptions["exchange"]> =>
    (schema) => ({
      getCandles: (symbol: string, interval: "1m", since: Date, limit: number) =>
        since.getTime() + limit * MINUTE === at(ODD_MINUTE + 1)
          ? answer()
          : schema.getCandles(symbol, interval, since, limit),
    });

  const down = new Error("exchange is down");
  it.each<[string, () => unknown, string, string]>([
    [
      "throws",
      () => {
        throw down;
      },
      "CANDLES_FAILED",
      "exchange is down",
    ],
    ["rejects", () => Promise.reject(down), "CANDLES_FAILED", "exchange is down"],
    [
      "throws a text",
      () => {
        throw "kaputt";
      },
      "CANDLES_FAILED",
      "kaputt",
    ],
    ["rejects with nothing", () => Promise.reject(undefined), "CANDLES_FAILED", "undefined"],
    ["answers null", () => null, "CANDLES_ANSWER_INVALID", "null instead of a list"],
    [
      "answers an object",
      () => Promise.resolve({ candles: [] }),
      "CANDLES_ANSWER_INVALID",
      "object instead of a list",
    ],
    ["answers a text", () => Promise.resolve("[]"), "CANDLES_ANSWER_INVALID", "string instead of a list"],
    [
      "answers null rows",
      () => Promise.resolve([null]),
      "CANDLES_ANSWER_INVALID",
      "candle[0] without a timestamp",
    ],
    [
      "answers rows without time",
      () => Promise.resolve([{ open: 1 }]),
      "CANDLES_ANSWER_INVALID",
      "candle[0] without a timestamp",
    ],
    [
      "answers seconds",
      () => Promise.resolve([{ ...createTrialMinutes()[20], timestamp: at(20) / 1000 }]),
      "CANDLES_ANSWER_INVALID",
      "looks like seconds",
    ],
    [
      "answers microseconds",
      () => Promise.resolve([{ ...createTrialMinutes()[20], timestamp: at(20) * 1000 }]),
      "CANDLES_ANSWER_INVALID",
      "looks like microseconds",
    ],
  ])("an adapter that %s costs the frame, not the run", async (_, answer, code, fragment) => {
    useSettings({ CC_CANDLES_CHUNK: 0, CC_GET_CANDLES_RETRY_DELAY_MS: 0 });
    settingsBefore = getConfig();
    const trial = await runTrial({ exchange: answerOddly(answer) });
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.reported).toEqual([code]);
    expect(trial.errors[0]).toHaveProperty("message", expect.stringContaining(fragment));
  });

  it("an adapter that never answers: CANDLES_FAILED after a minute, the frame is lost, not the run (pitfall 10)", async () => {
    useSettings({ CC_CANDLES_CHUNK: 0, CC_GET_CANDLES_RETRY_COUNT: 1 });
    settingsBefore = getConfig();
    const clock = createSimulatedClock({ start: at(1000) });
    const restore = setClock(clock);
    const run = runTrial({ exchange: answerOddly(() => new Promise(() => undefined)) });
    const trial = await clock.runUntil(run).finally(restore);
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.reported).toEqual(["CANDLES_FAILED"]);
    expect(trial.errors[0]).toHaveProperty("message", expect.stringContaining("timed out"));
  });

  it("an adapter that is always down: every frame is reported, and the run ends", async () => {
    const trial = await runTrial({ exchange: () => ({ getCandles: () => Promise.reject(down) }) });
    expect(trial.trades).toEqual([]);
    expect(new Set(trial.reported)).toEqual(new Set(["CANDLES_FAILED"]));
    expect(trial.errors[0]).toHaveProperty("cause", down);
  });

  it("an exchange without a single candle: CANDLES_MISSING", async () => {
    const trial = await runTrial({ minutes: [] });
    expect(trial.trades).toEqual([]);
    expect(new Set(trial.reported)).toEqual(new Set(["CANDLES_MISSING"]));
  });
});

const failure = new Error("user code fails");
const FAILURES: readonly [string, () => Promise<void>][] = [
  [
    "throws",
    () => {
      throw failure;
    },
  ],
  ["rejects", () => Promise.reject(failure)],
];

describe("callbacks that fail (pitfalls 28, 53, 112, 116)", () => {
  const STRATEGY_CALLBACKS = [
    "onTick",
    "onOpen",
    "onIdle",
    "onClose",
    "onSchedule",
    "onCancel",
    "onWrite",
    "onPartialProfit",
    "onPartialLoss",
  ] as const satisfies readonly (keyof IStrategyCallbacks)[];

  const ROWS: readonly [string, (fail: () => Promise<void>) => TrialOptions][] = [
    ...STRATEGY_CALLBACKS.map((name): [string, (fail: () => Promise<void>) => TrialOptions] => [
      name,
      (fail) => ({ callbacks: { [name]: fail } }),
    ]),
    ["onCandleData", (fail) => ({ exchange: () => ({ callbacks: { onCandleData: fail } }) })],
    ["onTimeframe", (fail) => ({ onTimeframe: fail })],
    ["onAllowed", (fail) => ({ riskCallbacks: { onAllowed: fail } })],
    ["onRejected", (fail) => ({ riskCallbacks: { onRejected: fail } })],
  ];

  it.each(
    ROWS.flatMap(([name, options]) => FAILURES.map(([how, fail]) => [name, how, options(fail)] as const)),
  )("%s %s: reported, nothing else changes", async (_name, _how, options) => {
    const trial = await runTrial(options);
    await letLooseEndsFail();
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.errors.length).toBeGreaterThan(0);
    expect(new Set(trial.errors)).toEqual(new Set([failure]));
    expect(trial.refusals).toEqual(["minute 60 is refused"]);
    expect(await trial.countPositions()).toBe(0);
  });

  it("a callback that never settles holds nobody up", async () => {
    const trial = await runTrial({ callbacks: { onOpen: () => new Promise(() => undefined) } });
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.errors).toEqual([]);
  });
});

describe("listeners that fail (pitfalls 112, 114, 115)", () => {
  const LISTENERS: readonly [string, (fail: () => Promise<void>) => () => void][] = [
    ["listenSignal", listenSignal],
    ["listenSignalBacktest", listenSignalBacktest],
    ["listenPartialProfit", listenPartialProfit],
    ["listenPartialLoss", listenPartialLoss],
    ["listenRisk", listenRisk],
    ["listenValidation", listenValidation],
    ["listenBacktestProgress", listenBacktestProgress],
    ["listenPerformance", listenPerformance],
    ["listenSignalOnce", (fail) => listenSignalOnce(() => true, fail)],
    [
      "the filter of listenSignalOnce",
      (fail) =>
        listenSignalOnce(
          () => {
            void fail();
            throw failure;
          },
          () => undefined,
        ),
    ],
  ];

  it.each(
    LISTENERS.flatMap(([name, listen]) =>
      FAILURES.map(([how, fail]) => [name, how, listen, fail] as const),
    ).filter(
      // A filter answers at once: it can only throw.
      ([name, how]) => !name.startsWith("the filter") || how === "throws",
    ),
  )("%s %s: reported, the run and the other listeners go on", async (_name, _how, listen, fail) => {
    const stop = listen(fail);
    const trial = await runTrial().finally(stop);
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.actions.filter((action) => action === "closed")).toHaveLength(3);
    expect(trial.errors.length).toBeGreaterThan(0);
    expect(new Set(trial.errors)).toEqual(new Set([failure]));
  });

  it.each(FAILURES)("listenError %s: only the logger hears of it (pitfall 115)", async (_, fail) => {
    const logger = silentLogger();
    setLogger(logger);
    const stop = listenError(fail);
    const trial = await runTrial({ getOddSignal: () => Promise.reject(new Error("no idea")) }).finally(stop);
    setLogger(silentLogger());
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.errors).toHaveLength(1);
    expect(logger.warn.mock.calls.map(([topic]) => topic)).toContain("errorEmitter handler failed");
  });

  it.each(FAILURES)("listenDoneBacktest %s: done still counts as done", async (_, fail) => {
    const trial = registerTrial();
    const errors: unknown[] = [];
    const stops = [listenError((error) => void errors.push(error)), listenDoneBacktest(fail)];
    await new Promise<void>((resolve) => {
      stops.push(
        listenDoneBacktest((event) => {
          if (event.strategyName === trial.context.strategyName) {
            resolve();
          }
        }),
      );
      Backtest.background(trial.symbol, trial.context);
    });
    await letLooseEndsFail();
    stops.forEach((stop) => stop());
    expect(errors).toEqual([failure]);
    const items = await Backtest.list();
    expect(items.find((item) => item.strategyName === trial.context.strategyName)?.status).toBe("fulfilled");
  });

  it.each(FAILURES)("listenExit %s: the failed run is over all the same", async (_, fail) => {
    const trial = registerTrial();
    const { frameName, strategyName } = trial.context;
    const startDate = new Date("2999-01-01T00:00:00Z");
    lib.frameSchemaService.override(frameName, {
      ...lib.frameSchemaService.get(frameName),
      startDate,
      endDate: startDate,
    });
    const errors: unknown[] = [];
    const stops = [listenError((error) => void errors.push(error)), listenExit(fail)];
    await new Promise<void>((resolve) => {
      stops.push(listenExit(() => resolve()));
      Backtest.background(trial.symbol, trial.context);
    });
    await letLooseEndsFail();
    stops.forEach((stop) => stop());
    expect(errors).toEqual([failure]);
    const items = await Backtest.list();
    expect(items.find((item) => item.strategyName === strategyName)?.status).toBe("rejected");
  });
});

describe("risk validations (the signal of minute 20)", () => {
  const EXPIRED: Trade = ["closed", "time_expired", 25, 100];

  it.each<[string, TrialOptions["judge"], string]>([
    [
      "throws",
      () => {
        throw new Error("no more");
      },
      "no more",
    ],
    ["rejects", () => Promise.reject(new Error("no more")), "no more"],
    [
      "throws a text",
      () => {
        throw "full";
      },
      "full",
    ],
    ["rejects with nothing", () => Promise.reject(undefined), "undefined"],
    [
      "throws an error without a message",
      () => {
        throw new RangeError();
      },
      "RangeError",
    ],
    [
      "edits the frozen payload",
      (payload) => Object.assign(payload, { currentPrice: 1 }),
      "Cannot assign to read only property",
    ],
  ])(
    "one that %s refuses: no trade, one refusal, no error (pitfalls 78, 87, 91)",
    async (_, judge, reason) => {
      const thrown: unknown[] = [];
      const stop = listenValidation((error) => void thrown.push(error));
      const trial = await runTrial({ ...(judge && { judge }) }).finally(stop);
      expect(trial.trades).toEqual(EXPECTED_TRADES);
      expect(trial.refusals).toEqual([expect.stringContaining(reason), "minute 60 is refused"]);
      expect(trial.errors).toEqual([]);
      expect(thrown).toHaveLength(2);
      expect(await trial.countPositions()).toBe(0);
    },
  );

  it("the note of a validation is the reason of its refusal", async () => {
    const judge = (): never => {
      throw new Error("inside");
    };
    const trial = await runTrial({ judge, riskNote: "at most one" });
    expect(trial.refusals).toEqual(["at most one", "minute 60 is refused"]);
  });

  it.each<[string, unknown]>([
    ["false", false],
    ["a text", "no"],
    ["a promise of false", Promise.resolve(false)],
    ["an object with a note", { note: "no" }],
  ])("one that answers %s allows: only a throw refuses", async (_, answer) => {
    const trial = await runTrial({ judge: () => answer });
    expect(trial.trades).toEqual(expectTradesWith(EXPIRED));
    expect(trial.errors).toEqual([]);
    expect(await trial.countPositions()).toBe(0);
  });

  it("one that never settles: RISK_TIMEOUT, refused, and the profile is free again", async () => {
    const clock = createSimulatedClock({ start: at(1000) });
    const restore = setClock(clock);
    const thrown: unknown[] = [];
    const stop = listenValidation((error) => void thrown.push(error));
    const trial = await clock
      .runUntil(runTrial({ judge: () => new Promise(() => undefined) }))
      .finally(() => {
        stop();
        restore();
      });
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(thrown.map(codeOf)[0]).toBe("RISK_TIMEOUT");
    expect(await trial.countPositions()).toBe(0);
  });

  it("one that calls back into its own profile: RISK_REENTRANT instead of waiting for itself", async () => {
    let outcome: unknown;
    const judge = async (payload: Parameters<NonNullable<TrialOptions["judge"]>>[0]): Promise<void> => {
      const { riskName = "" } = lib.strategySchemaService.get(payload.strategyName);
      outcome = await outcomeOf(() =>
        lib.riskGlobalService.checkSignal(payload, { riskName, backtest: true }),
      );
    };
    const trial = await runTrial({ judge });
    expect(outcome).toBe("RISK_REENTRANT");
    expect(trial.trades).toEqual(expectTradesWith(EXPIRED));
    expect(await trial.countPositions()).toBe(0);
  });
});

describe("settings: CONFIG_INVALID, and the previous ones stay in force (pitfall 146)", () => {
  it.each<[string, unknown]>([
    ...[Number.NaN, -1, "0.1", Infinity].map((value): [string, unknown] => ["CC_PERCENT_SLIPPAGE", value]),
    ...[Number.NaN, -1, null].map((value): [string, unknown] => ["CC_PERCENT_FEE", value]),
    ...[0, 0.3, Number.NaN].map((value): [string, unknown] => ["CC_MIN_TAKEPROFIT_DISTANCE_PERCENT", value]),
    ...[0, 20, -1].map((value): [string, unknown] => ["CC_MIN_STOPLOSS_DISTANCE_PERCENT", value]),
    ...[0, 0.5, Infinity].map((value): [string, unknown] => ["CC_MAX_STOPLOSS_DISTANCE_PERCENT", value]),
    ...[0, 1.5, "120"].map((value): [string, unknown] => ["CC_SCHEDULE_AWAIT_MINUTES", value]),
    ...[0, 1.5].map((value): [string, unknown] => ["CC_MAX_SIGNAL_LIFETIME_MINUTES", value]),
    ...[0, Number.NaN].map((value): [string, unknown] => ["CC_MAX_SIGNAL_GENERATION_SECONDS", value]),
    ...[0, 2.5].map((value): [string, unknown] => ["CC_AVG_PRICE_CANDLES_COUNT", value]),
    ...[-1, 1.5].map((value): [string, unknown] => ["CC_GET_CANDLES_RETRY_COUNT", value]),
    ...[-1, "0"].map((value): [string, unknown] => ["CC_GET_CANDLES_RETRY_DELAY_MS", value]),
    ...[0, 1.5].map((value): [string, unknown] => ["CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR", value]),
    ["CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN", 0],
    ...[-1, 0.5].map((value): [string, unknown] => ["CC_CANDLES_CHUNK", value]),
    ...["PATH", "", undefined, 5]
      .filter((value) => value !== undefined)
      .map((value): [string, unknown] => ["CC_FILL_POLICY", value]),
    ["CC_FILL_POLICI", "path"],
    ["constructor", 5],
  ])("%s: %s", (key, value) => {
    expect(() => call(setConfig, { CC_PERCENT_FEE: 0.05, [key]: value })).toThrow(
      expect.objectContaining({
        code: "CONFIG_INVALID",
        message: expect.stringMatching(new RegExp(`GLOBAL_CONFIG validation failed:[^]*${key}`)),
      }),
    );
  });

  it.each([[null], [undefined], [5], ["text"], [[]]])("%j instead of settings", (config) => {
    expect(() => call(setConfig, config)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  });

  it("undefined values change nothing", () => {
    call(setConfig, { CC_PERCENT_FEE: undefined });
    expect(getConfig()).toEqual(settingsBefore);
  });
});

describe("loggers", () => {
  afterEach(() => {
    setLogger(silentLogger());
  });

  it.each([
    [null],
    [undefined],
    [5],
    ["text"],
    [{}],
    [[]],
    [{ log: () => undefined, debug: 1, info: 1, warn: 1 }],
  ])("%j: LOGGER_INVALID, and the previous logger is still in force", (logger) => {
    const previous = silentLogger();
    setLogger(previous);
    expect(() => call(setLogger, logger)).toThrow(expect.objectContaining({ code: "LOGGER_INVALID" }));
    previous.log.mockClear();
    getConfig();
    expect(previous.log).toHaveBeenCalledOnce();
  });

  it.each(FAILURES)("a logger that %s is ignored (pitfall 118)", async (_, fail) => {
    setLogger({ log: fail, debug: fail, info: fail, warn: fail });
    const trial = await runTrial();
    await letLooseEndsFail();
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.errors).toEqual([]);
  });
});

describe("starting and stopping at odd times", () => {
  it("a second background, and a second iterator: RUN_ALREADY_ACTIVE; the first run is not harmed", async () => {
    const trial = registerTrial();
    const outcomes: unknown[] = [];
    const stop = listenSignalOnce(
      (event) => event.strategyName === trial.context.strategyName && event.action === "opened",
      async () => {
        outcomes.push(await outcomeOf(() => Backtest.background(trial.symbol, trial.context)));
        outcomes.push(await outcomeOf(() => Backtest.run(trial.symbol, trial.context).next()));
      },
    );
    const result = await watchTrial(trial).finally(stop);
    expect(outcomes).toEqual(["RUN_ALREADY_ACTIVE", "RUN_ALREADY_ACTIVE"]);
    expect(result.trades).toEqual(EXPECTED_TRADES);
    expect(result.errors).toEqual([]);
  });

  it("the same pair on another exchange while it runs: RUN_ALREADY_ACTIVE (pitfalls 65, 66)", async () => {
    const trial = registerTrial();
    const steps = Backtest.run(trial.symbol, trial.context);
    await steps.next();
    const { exchangeName } = registerTrial().context;
    expect(await outcomeOf(() => Backtest.background(trial.symbol, { ...trial.context, exchangeName }))).toBe(
      "RUN_ALREADY_ACTIVE",
    );
    await steps.return();
  });

  it.each<[string, (trial: ReturnType<typeof registerTrial>) => Promise<unknown>]>([
    [
      "twice before the run",
      ({ symbol, context }) =>
        Promise.all([
          Backtest.stop(symbol, context.strategyName),
          Backtest.stop(symbol, context.strategyName),
        ]),
    ],
    ["for a symbol nobody runs", ({ context }) => Backtest.stop("DOGEUSDT", context.strategyName)],
  ])("a stop %s is harmless", async (_, stop) => {
    const trial = registerTrial();
    await stop(trial);
    const result = await watchTrial(trial);
    expect(result.trades).toEqual(EXPECTED_TRADES);
    await stop(trial);
    expect((await watchTrial(trial)).trades).toEqual(EXPECTED_TRADES);
  });

  it.each<[string, keyof IStrategyCallbacks, readonly Trade[]]>([
    ["opened: the position goes on to its close", "onOpen", EXPECTED_TRADES.slice(0, 1)],
    ["closed: nothing follows", "onClose", EXPECTED_TRADES.slice(0, 1)],
    ["idle: nothing follows", "onIdle", EXPECTED_TRADES.slice(0, 1)],
    ["a running position", "onPartialProfit", EXPECTED_TRADES.slice(0, 1)],
    [
      "scheduled: the order is cancelled",
      "onSchedule",
      [...EXPECTED_TRADES.slice(0, 2), ["cancelled", "stopped", 40, 100]],
    ],
    ["cancelled: nothing follows", "onCancel", EXPECTED_TRADES],
  ])("a stop from the callback of %s", async (_, name, expected) => {
    const strategyName = uniqueName("stops-itself");
    const trial = await runTrial({
      strategyName,
      callbacks: { [name]: () => Backtest.stop("BTCUSDT", strategyName) },
    });
    expect(trial.trades).toEqual(expected);
    expect(trial.errors).toEqual([]);
    expect(await trial.countPositions()).toBe(0);
  });

  it("the cancel function of background: twice, from its own listeners, after the end; done exactly once (pitfall 62)", async () => {
    const trial = registerTrial();
    let doneCount = 0;
    let cancel = (): void => undefined;
    const stops = [
      listenDoneBacktest((event) => {
        doneCount += event.strategyName === trial.context.strategyName ? 1 : 0;
        cancel();
      }),
      listenSignal(() => {
        cancel();
        cancel();
      }),
    ];
    await new Promise<void>((resolve) => {
      stops.push(
        listenDoneBacktest((event) => {
          if (event.strategyName === trial.context.strategyName) {
            resolve();
          }
        }),
      );
      cancel = Backtest.background(trial.symbol, trial.context);
    });
    stops.forEach((stop) => stop());
    cancel();
    await letLooseEndsFail();
    expect(doneCount).toBe(1);
    expect((await watchTrial(trial)).trades).toEqual(EXPECTED_TRADES);
  });

  it("return() and throw() on an iterator nobody has started free nothing and break nothing", async () => {
    const trial = registerTrial();
    await Backtest.run(trial.symbol, trial.context).return();
    await expect(Backtest.run(trial.symbol, trial.context).throw(failure)).rejects.toBe(failure);
    expect((await watchTrial(trial)).trades).toEqual(EXPECTED_TRADES);
  });

  it("throw() into a running iterator ends the run, and the pair is free with its positions", async () => {
    const trial = registerTrial();
    const steps = Backtest.run(trial.symbol, trial.context);
    await steps.next();
    await expect(steps.throw(failure)).rejects.toBe(failure);
    expect((await steps.next()).done).toBe(true);
    expect(await trial.countPositions()).toBe(0);
    expect((await watchTrial(trial)).trades).toEqual(EXPECTED_TRADES);
  });

  it("two next() at once are answered one after the other", async () => {
    const trial = registerTrial();
    const steps = Backtest.run(trial.symbol, trial.context);
    const [first, second] = await Promise.all([steps.next(), steps.next()]);
    expect([first, second].map(({ value }) => value?.closeTimestamp)).toEqual([at(12), at(32)]);
    await steps.return();
  });
});

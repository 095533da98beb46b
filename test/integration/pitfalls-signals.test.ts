import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  addRisk,
  Backtest,
  lib,
  listenPartialLoss,
  listenPartialProfit,
  listenSignal,
  listenSignalOnce,
} from "../../src/index";
import type {
  GlobalConfig,
  ICandleData,
  IRiskValidationFn,
  IRiskValidationPayload,
  ISignalDto,
  IStrategyBacktestResult,
  IStrategyTickResult,
} from "../../src/index";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import type { LiveTicker, LiveTickerOptions } from "../support/live-ticker";
import { startLive } from "../support/live-ticker";
import { flatMinutes, MINUTE, setMinute, START } from "../support/market";
import type { TestRun } from "../support/run";
import { runBacktest, signalsAt, uniqueName, useSettings } from "../support/run";
import { codeOf } from "../support/trial";

const at = (minute: number): number => START + minute * MINUTE;

const minuteOf = (time: number): number => (time - START) / MINUTE;

const LONG = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 95,
  minuteEstimatedTime: 30,
} as const satisfies ISignalDto;

const LIMIT = { ...LONG, priceOpen: 98 } as const;

const BOUGHT_AT_10 = { getSignal: signalsAt({ 10: LONG }) };
const ORDERED_AT_10 = { getSignal: signalsAt({ 10: LIMIT }) };

type Change = Parameters<typeof setMinute>[2];

/** Flat minutes at 100 with some of them changed. */
const minutesWith = (changes: Readonly<Record<number, Change>> = {}): ICandleData[] => {
  const minutes = flatMinutes(200);
  Object.entries(changes).forEach(([minute, change]) => setMinute(minutes, Number(minute), change));
  return minutes;
};

/** Runs until the wall clock ends the data. */
const runUntil = async (now: number, options: Parameters<typeof runBacktest>[0]): Promise<TestRun> => {
  const restore = setClock(createSimulatedClock({ start: at(now) }));
  try {
    return await runBacktest(options);
  } finally {
    restore();
  }
};

const actionsOf = (results: readonly IStrategyTickResult[]): string[] => results.map(({ action }) => action);

let ticker: LiveTicker | undefined;

const goLive = (options: LiveTickerOptions): LiveTicker => {
  ticker = startLive(options);
  return ticker;
};

beforeEach(() => {
  useSettings();
});

afterEach(async () => {
  await ticker?.end();
  ticker = undefined;
});

describe("pitfall 27: a signal is checked before risk is asked, and risk exactly once per attempt to open", () => {
  const countChecks = async (
    answer: unknown,
    minutes: ICandleData[],
  ): Promise<{ checkedAt: number[]; run: TestRun }> => {
    const checkedAt: number[] = [];
    const riskName = uniqueName("risk");
    addRisk({
      riskName,
      validations: [({ timestamp }: IRiskValidationPayload) => void checkedAt.push(minuteOf(timestamp))],
    });
    const strategy = { getSignal: () => Promise.resolve(null), riskName };
    const getSignal = (_symbol: string, when: Date): Promise<unknown> =>
      Promise.resolve(when.getTime() === at(10) ? answer : null);
    const run = await runBacktest({ minutes, to: 12, strategy: Object.assign(strategy, { getSignal }) });
    return { checkedAt, run };
  };

  it.each([
    ["a price as text", { ...LONG, priceTakeProfit: "110" }],
    ["a stop on the wrong side", { ...LONG, priceStopLoss: 105 }],
    ["a price that is no number", { ...LIMIT, priceOpen: Number.NaN }],
    ["no position", { ...LONG, position: undefined }],
    ["no object at all", "buy"],
  ])("a malformed signal (%s) never reaches the rules", async (_, answer) => {
    const { checkedAt, run } = await countChecks(answer, minutesWith());
    expect(checkedAt).toEqual([]);
    expect(run.errors.map(codeOf)).toEqual(["SIGNAL_INVALID"]);
    expect(actionsOf(run.events)).toEqual(["idle", "idle", "idle"]);
  });

  it("a market signal: one check, at its minute", async () => {
    expect((await countChecks(LONG, minutesWith())).checkedAt).toEqual([10]);
  });

  it("a limit signal: one check when it is scheduled and one when it fills", async () => {
    const { checkedAt, run } = await countChecks(LIMIT, minutesWith({ 17: { low: 97 } }));
    expect(checkedAt).toEqual([10, 17]);
    expect(actionsOf(run.yielded)).toEqual(["closed"]);
  });

  it("a limit signal that never fills: only the check of its scheduling", async () => {
    const { checkedAt, run } = await countChecks(LIMIT, minutesWith());
    expect(checkedAt).toEqual([10]);
    expect(run.yielded).toMatchObject([{ action: "cancelled", reason: "timeout" }]);
  });
});

describe("pitfall 43: an order that waits is never taken for an open position", () => {
  it("a live tick that sees it waiting is active, marked _isScheduled, without any progress", async () => {
    const live = goLive({ minutes: minutesWith({ 13: { low: 97, close: 100 } }), strategy: ORDERED_AT_10 });
    const results = await live.tickRange(10, 15);
    expect(actionsOf(results)).toEqual([
      "scheduled",
      "active",
      "active",
      "active",
      "opened",
      "active",
      "active",
    ]);
    // The VWAP of 100 would be progress for a position bought at 98.
    for (const waiting of results.slice(1, 4)) {
      expect(waiting).toMatchObject({
        action: "active",
        currentPrice: 100,
        percentTp: 0,
        percentSl: 0,
        signal: { _isScheduled: true, priceOpen: 98 },
      });
    }
    expect(results.at(-1)).toMatchObject({ signal: { _isScheduled: false, pendingAt: at(13) } });
    expect(results.at(-1)).not.toMatchObject({ percentTp: 0 });
  });

  it("not even with the progress of the position before it", async () => {
    const minutes = minutesWith({ 11: { price: 103 }, 12: { price: 104 }, 13: { price: 112 } });
    const live = goLive({ minutes, strategy: { getSignal: signalsAt({ 10: LONG, 14: LIMIT }) } });
    const results = await live.tickRange(10, 15);
    expect(results[2]).toMatchObject({ action: "active", percentTp: expect.closeTo(15, 0) });
    expect(results.at(-1)).toMatchObject({
      action: "active",
      percentTp: 0,
      percentSl: 0,
      signal: { _isScheduled: true },
    });
  });
});

describe("pitfall 45: a touch on the last candle before the wall clock", () => {
  it("closes the activated row, with the time of the touch, not the waiting one", async () => {
    const run = await runUntil(41, {
      minutes: minutesWith({ 40: { low: 97 } }),
      to: 40,
      strategy: ORDERED_AT_10,
    });
    expect(run.errors).toEqual([]);
    expect(run.yielded).toMatchObject([
      {
        action: "closed",
        closeReason: "time_expired",
        closeTimestamp: at(41),
        signal: { _isScheduled: false, entry: "limit", scheduledAt: at(10), pendingAt: at(40) },
      },
    ]);
    expect(actionsOf(run.events)).toEqual(["scheduled", "opened", "closed"]);
  });
});

describe("pitfall 59: the callback tells every minute, the event every level once", () => {
  const changesFrom12 = (price: number): Record<number, Change> =>
    Object.fromEntries(Array.from({ length: 28 }, (_, index) => [12 + index, { price }]));

  it.each([
    // VWAP since the entry: 100, 100, then towards 103.55 in five minutes: 35.5 % of the way to 110.
    ["onPartialProfit and listenPartialProfit", 103.55, "profit", [10, 20, 30]],
    // The same towards 98.25: 35 % of the way to 95.
    ["onPartialLoss and listenPartialLoss", 98.25, "loss", [10, 20, 30]],
  ])("%s", async (_, price, side, expected) => {
    const calls: [side: string, minute: number, percent: number][] = [];
    const levels: [side: string, level: number][] = [];
    const stops = [
      listenPartialProfit(({ level }) => void levels.push(["profit", level])),
      listenPartialLoss(({ level }) => void levels.push(["loss", level])),
    ];
    const note =
      (called: string) =>
      (_symbol: string, _row: unknown, _price: number, percent: number): void => {
        calls.push([called, calls.length, percent]);
      };
    await runBacktest({
      minutes: minutesWith(changesFrom12(price)),
      to: 10,
      strategy: {
        ...BOUGHT_AT_10,
        callbacks: { onPartialProfit: note("profit"), onPartialLoss: note("loss") },
      },
    });
    stops.forEach((stop) => stop());
    // Minutes 12 to 38; with the end of minute 39 the position expires.
    expect(calls.map(([called]) => called)).toEqual(Array.from({ length: 27 }, () => side));
    expect(calls.at(-1)?.[2]).toBeCloseTo(side === "profit" ? 35.5 : 35);
    expect(levels).toEqual(expected.map((level) => [side, level]));
  });
});

describe("pitfall 42: however a waiting order ends, that is one onCancel and one cancelled event with its reason", () => {
  const refuseFill = ({ timestamp }: IRiskValidationPayload): void => {
    if (timestamp !== at(10)) {
      throw new Error("no more room");
    }
  };

  interface Ending {
    readonly changes?: Readonly<Record<number, Change>>;
    readonly settings?: Partial<GlobalConfig>;
    readonly isRefused?: boolean;
    readonly isStopped?: boolean;
    /** Minute at which the wall clock of the back-test stands. */
    readonly clock?: number;
    /** Minute after `START`. */
    readonly closeAt: { readonly backtest?: number; readonly live?: number };
  }

  const endings: readonly (readonly [story: string, reason: string, ending: Ending])[] = [
    [
      "it waits too long",
      "timeout",
      { settings: { CC_SCHEDULE_AWAIT_MINUTES: 8 }, closeAt: { backtest: 18, live: 18 } },
    ],
    [
      "the price gaps through the stop",
      "price",
      { changes: { 15: { price: 90 } }, closeAt: { backtest: 15, live: 15 } },
    ],
    [
      "entry and stop in one candle under optimistic",
      "price",
      {
        changes: { 15: { low: 90 } },
        settings: { CC_FILL_POLICY: "optimistic" },
        closeAt: { backtest: 15, live: 15 },
      },
    ],
    [
      "risk refuses the fill",
      "risk",
      { changes: { 15: { low: 97 } }, isRefused: true, closeAt: { backtest: 15, live: 15 } },
    ],
    ["the strategy is stopped", "stopped", { isStopped: true, closeAt: { backtest: 10, live: 14 } }],
    ["the wall clock ends the data", "end_of_data", { clock: 16.5, closeAt: { backtest: 16 } }],
  ];

  const createStory = () => {
    const cancelled: IStrategyTickResult[] = [];
    const callbacks: string[] = [];
    const stop = listenSignal((event) => {
      if (event.action === "cancelled") {
        cancelled.push(event);
      }
    });
    return {
      stop,
      cancelled,
      callbacks,
      strategy: {
        ...ORDERED_AT_10,
        callbacks: {
          onCancel: (_symbol: string, { id }: { id: string }) => void callbacks.push(`onCancel ${id}`),
          onOpen: () => void callbacks.push("onOpen"),
          onClose: () => void callbacks.push("onClose"),
        },
      },
    };
  };

  it.each(endings)("back-test: %s (%s)", async (_, reason, ending) => {
    useSettings(ending.settings);
    const riskName = uniqueName("risk");
    addRisk({ riskName, validations: ending.isRefused === true ? [refuseFill] : [] });
    const { stop, cancelled, callbacks, strategy } = createStory();
    const stopOrder = listenSignalOnce(
      ({ action }) => ending.isStopped === true && action === "scheduled",
      ({ strategyName }) => void Backtest.stop("BTCUSDT", strategyName),
    );
    const run = await runUntil(ending.clock ?? 1000, {
      minutes: minutesWith(ending.changes),
      to: 30,
      strategy: { ...strategy, riskName },
    });
    stop();
    stopOrder();
    expect(cancelled).toMatchObject([
      { reason, closeTimestamp: at(ending.closeAt.backtest ?? Number.NaN), signal: { _isScheduled: true } },
    ]);
    expect(run.yielded).toEqual(cancelled);
    expect(callbacks).toEqual([`onCancel ${cancelled[0]?.signal?.id ?? ""}`]);
    expect(run.errors).toEqual([]);
  });

  it.each(endings.filter(([, , { closeAt }]) => closeAt.live !== undefined))(
    "live: %s (%s)",
    async (_, reason, ending) => {
      useSettings(ending.settings);
      const { stop, cancelled, callbacks, strategy } = createStory();
      const live = goLive({
        minutes: minutesWith(ending.changes),
        strategy,
        validations: ending.isRefused === true ? [refuseFill] : [],
      });
      const results = await live.tickRange(10, 14);
      if (ending.isStopped === true) {
        await live.stop();
      }
      results.push(...(await live.tickRange(15, 25)));
      stop();
      expect(cancelled).toMatchObject([
        { reason, closeTimestamp: at(ending.closeAt.live ?? Number.NaN), signal: { _isScheduled: true } },
      ]);
      expect(results.filter(({ action }) => action === "cancelled")).toEqual(cancelled);
      expect(results.at(-1)).toMatchObject({ action: "idle" });
      expect(callbacks).toEqual([`onCancel ${cancelled[0]?.signal?.id ?? ""}`]);
    },
  );
});

describe("pitfall 83: removal by strategy and symbol", () => {
  const createProfile = () => {
    const riskName = uniqueName("risk");
    const seen: string[][] = [];
    addRisk({
      riskName,
      validations: [
        ({ activePositions }) =>
          void seen.push(activePositions.map(({ strategyName, symbol }) => `${strategyName} ${symbol}`)),
      ],
    });
    const profile = { riskName, backtest: true };
    const list = async (): Promise<string[] | undefined> => {
      await lib.riskGlobalService.checkSignal(
        {
          symbol: "PROBE",
          strategyName: "probe",
          exchangeName: "probe",
          currentPrice: 100,
          timestamp: at(0),
          pendingSignal: LONG,
        },
        profile,
      );
      return seen.at(-1);
    };
    return { riskName, profile, list };
  };

  it("frees exactly that entry of a shared profile, whatever exchange it was added with, and nothing twice", async () => {
    const { profile, list } = createProfile();
    const add = (strategyName: string, symbol: string, exchangeName: string): Promise<void> =>
      lib.riskGlobalService.addSignal(symbol, { ...profile, strategyName, exchangeName });
    await add("one", "BTCUSDT", "north");
    await add("one", "ETHUSDT", "north");
    await add("two", "BTCUSDT", "south");
    expect(await list()).toEqual(["one BTCUSDT", "one ETHUSDT", "two BTCUSDT"]);
    await lib.riskGlobalService.removeSignal("BTCUSDT", { ...profile, strategyName: "one" });
    expect(await list()).toEqual(["one ETHUSDT", "two BTCUSDT"]);
    await lib.riskGlobalService.removeSignal("BTCUSDT", { ...profile, strategyName: "one" });
    expect(await list()).toEqual(["one ETHUSDT", "two BTCUSDT"]);
  });

  it("the close of one strategy leaves the entries of the others, on its own symbol too", async () => {
    const { riskName, profile, list } = createProfile();
    const strategyName = uniqueName("closing");
    await lib.riskGlobalService.addSignal("BTCUSDT", { ...profile, strategyName: "other" });
    await lib.riskGlobalService.addSignal("ETHUSDT", { ...profile, strategyName });
    const counted: unknown[] = [];
    const stop = listenSignal(async (event) => {
      if (event.action !== "idle") {
        counted.push([event.action, await list()]);
      }
    });
    const run = await runBacktest({
      minutes: minutesWith({ 14: { high: 111 } }),
      to: 10,
      strategy: { ...BOUGHT_AT_10, strategyName, riskName },
    });
    stop();
    expect(run.errors).toEqual([]);
    const others = ["other BTCUSDT", `${strategyName} ETHUSDT`];
    expect(counted).toEqual([
      ["opened", [...others, `${strategyName} BTCUSDT`]],
      ["closed", others],
    ]);
  });
});

describe("a risk profile whose schema is overridden (pitfalls 80, 145)", () => {
  it("while a run holds a position: the profile goes on counting it by its old rules, and has the new ones behind it", async () => {
    const riskName = uniqueName("risk");
    const log: string[] = [];
    const judge =
      (rules: string): IRiskValidationFn =>
      ({ strategyName, activePositionCount }) =>
        void log.push(`${strategyName} ${rules} ${activePositionCount}`);
    addRisk({ riskName, validations: [judge("old")] });
    const probe = (strategyName: string): Promise<boolean> =>
      lib.riskGlobalService.checkSignal(
        {
          symbol: "BTCUSDT",
          strategyName,
          exchangeName: "probe",
          currentPrice: 100,
          timestamp: at(0),
          pendingSignal: LONG,
        },
        { riskName, backtest: true },
      );
    const stop = listenSignalOnce(
      ({ action }) => action === "opened",
      async () => {
        lib.riskSchemaService.override(riskName, { riskName, validations: [judge("new")] });
        await probe("during");
      },
    );
    const strategyName = uniqueName("holding");
    const run = await runBacktest({
      minutes: minutesWith(),
      to: 10,
      strategy: { ...BOUGHT_AT_10, strategyName, riskName },
    });
    stop();
    expect(run.errors).toEqual([]);
    lib.riskSchemaService.override(riskName, { riskName, validations: [judge("new")] });
    await probe("behind");
    expect(log).toEqual([`${strategyName} old 0`, "during old 1", "behind new 0"]);
  });
});

describe("pitfall 171: a walk ends closed or cancelled, wherever the data ends", () => {
  // The order waits until it is touched in minute 15; from then on a position runs.
  it.each([11, 12, 15, 16, 17, 30])("data up to minute %i", async (end) => {
    const run = await runUntil(end, {
      minutes: minutesWith({ 15: { low: 97 } }),
      to: 10,
      strategy: ORDERED_AT_10,
    });
    const expected =
      end <= 15
        ? { action: "cancelled", reason: "end_of_data", closeTimestamp: at(end) }
        : { action: "closed", closeReason: "time_expired", closeTimestamp: at(end) };
    expect(run.yielded).toMatchObject([expected]);
    expect(actionsOf(run.events)).not.toContain("active");
    expect(run.errors).toEqual([]);
  });
});

describe("stops and ends of a run", () => {
  it("pitfall 41: a stop while the order is filled breaks nothing: the walk is not cut, the position closes by itself", async () => {
    const strategyName = uniqueName("stopped-at-fill");
    const riskName = uniqueName("risk");
    addRisk({
      riskName,
      validations: [
        async ({ timestamp }) => {
          if (timestamp === at(15)) {
            await Backtest.stop("BTCUSDT", strategyName);
          }
        },
      ],
    });
    const run = await runBacktest({
      minutes: minutesWith({ 15: { low: 97 }, 18: { high: 111 } }),
      to: 60,
      strategy: { strategyName, riskName, getSignal: signalsAt({ 10: LIMIT, 30: LONG }) },
    });
    expect(run.errors).toEqual([]);
    expect(actionsOf(run.events)).toEqual(["scheduled", "opened", "closed"]);
    expect(run.yielded).toMatchObject([{ closeReason: "take_profit", closeTimestamp: at(18) }]);
  });

  it("pitfall 74: a frame near the present leaves no position and no place in its profile behind", async () => {
    const riskName = uniqueName("risk");
    const counts: number[] = [];
    addRisk({ riskName, validations: [({ activePositionCount }) => void counts.push(activePositionCount)] });
    const options = {
      minutes: minutesWith(),
      to: 40,
      strategy: { getSignal: signalsAt({ 38: { ...LONG, minuteEstimatedTime: 60 } }), riskName },
    };
    for (let round = 1; round <= 2; round += 1) {
      const run = await runUntil(40.5, options);
      expect(run.errors).toEqual([]);
      expect(run.yielded).toMatchObject([{ closeReason: "time_expired", closeTimestamp: at(40) }]);
      expect(lib.strategyConnectionService.getStrategy.keys().join()).not.toContain(run.context.strategyName);
    }
    expect(counts).toEqual([0, 0]);
    expect(lib.partialConnectionService.getPartial.keys().join()).not.toContain(":backtest");
  });

  it("pitfall 75: the first frame after a close is used: 15m frames and 8-minute positions enter at 0, 15 and 30", async () => {
    const run = await runBacktest({
      minutes: minutesWith(),
      from: 30,
      to: 60,
      step: "15m",
      strategy: { getSignal: () => Promise.resolve({ ...LONG, minuteEstimatedTime: 8 }) },
    });
    expect(run.yielded.map(({ signal }) => minuteOf(signal.pendingAt) - 30)).toEqual([0, 15, 30]);
  });
});

describe("fills of the default policy, through the public functions", () => {
  const trade = async (
    strategy: typeof BOUGHT_AT_10,
    changes: Readonly<Record<number, Change>>,
  ): Promise<IStrategyBacktestResult[]> =>
    (await runBacktest({ minutes: minutesWith(changes), to: 10, strategy })).yielded;

  it("pitfall 12: the VWAP is no fill price: behind a jump from 100 to 110 a market order is booked at 110", async () => {
    const signal = { ...LONG, priceTakeProfit: 120, priceStopLoss: 99 };
    expect(await trade({ getSignal: signalsAt({ 10: signal }) }, { 9: { price: 110 } })).toMatchObject([
      { signal: { priceOpen: 110 }, closeReason: "time_expired", currentPrice: 100 },
    ]);
    useSettings({ CC_FILL_POLICY: "optimistic" });
    expect(await trade({ getSignal: signalsAt({ 10: signal }) }, { 9: { price: 110 } })).toMatchObject([
      { signal: { priceOpen: 102 } },
    ]);
  });

  it.each([15, 16, 17, 18, 19, 20, 21])(
    "pitfall 37: a limit order filled in minute 15 is watched from then on: a wick through the stop in minute %i ends it",
    async (wick) => {
      const changes = { 15: { low: 97 }, [wick]: { low: 94 } };
      expect(await trade(ORDERED_AT_10, changes)).toMatchObject([
        {
          closeReason: "stop_loss",
          closeTimestamp: at(wick),
          currentPrice: 95,
          signal: { pendingAt: at(15) },
        },
      ]);
    },
  );

  it.each([16, 17, 18, 19, 20, 21])(
    "pitfall 37: and a wick to the target in minute %i takes the profit",
    async (wick) => {
      expect(await trade(ORDERED_AT_10, { 15: { low: 97 }, [wick]: { high: 111 } })).toMatchObject([
        { closeReason: "take_profit", closeTimestamp: at(wick), currentPrice: 110 },
      ]);
    },
  );

  it("pitfall 38: a candle that touches entry and target is no profit", async () => {
    expect(await trade(ORDERED_AT_10, { 15: { low: 97, high: 111 } })).toMatchObject([
      { closeReason: "time_expired", closeTimestamp: at(45), signal: { pendingAt: at(15) } },
    ]);
  });

  it("pitfall 39: entry and stop in one candle is a loss, and a free cancel only when asked for", async () => {
    const changes = { 15: { low: 85, close: 85 } };
    expect(await trade(ORDERED_AT_10, changes)).toMatchObject([
      { action: "closed", closeReason: "stop_loss", closeTimestamp: at(15), currentPrice: 95 },
    ]);
    useSettings({ CC_FILL_POLICY: "optimistic" });
    expect(await trade(ORDERED_AT_10, changes)).toMatchObject([{ action: "cancelled", reason: "price" }]);
  });

  it("pitfall 47: both levels inside one candle are a stop loss", async () => {
    expect(await trade(BOUGHT_AT_10, { 14: { low: 80, high: 120 } })).toMatchObject([
      { closeReason: "stop_loss", closeTimestamp: at(14), currentPrice: 95 },
    ]);
  });

  it("pitfall 48: a gap through the stop fills at the open", async () => {
    expect(await trade(BOUGHT_AT_10, { 14: { price: 50 } })).toMatchObject([
      { closeReason: "stop_loss", closeTimestamp: at(14), currentPrice: 50 },
    ]);
  });

  it("pitfall 49: a wick through the stop closes live as in a back-test, at the same time and price", async () => {
    const changes = { 14: { low: 94 } };
    const [closed] = await trade(BOUGHT_AT_10, changes);
    const live = goLive({ minutes: minutesWith(changes), strategy: BOUGHT_AT_10 });
    const results = await live.tickRange(10, 20);
    const expected = { action: "closed", closeReason: "stop_loss", closeTimestamp: at(14), currentPrice: 95 };
    expect(closed).toMatchObject(expected);
    expect(results.filter(({ action }) => action === "closed")).toMatchObject([expected]);
  });

  it("pitfall 51: the price of an expiry holds nothing of the minute that begins there", async () => {
    expect(await trade(BOUGHT_AT_10, { 40: { price: 109 } })).toMatchObject([
      { closeReason: "time_expired", closeTimestamp: at(40), currentPrice: 100 },
    ]);
  });
});

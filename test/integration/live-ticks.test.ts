import { beforeEach, describe, expect, it } from "vitest";
import type { GlobalConfig, ICandleData, ISignalDto } from "../../src/index";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { flatMinutes, MINUTE, setMinute, START } from "../support/market";
import type { LiveRecording, PlannedAnswer } from "../support/minute-driver";
import { recordLive } from "../support/minute-driver";
import { runBacktest, signalsAt, useSettings } from "../support/run";

const at = (minute: number): number => START + minute * MINUTE;

const minuteOf = (time: number): number => (time - START) / MINUTE;

const LONG: ISignalDto = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 95,
  minuteEstimatedTime: 30,
};

const LIMIT: ISignalDto = { ...LONG, priceOpen: 98 };

interface Story {
  readonly minutes: readonly ICandleData[];
  readonly ticks: readonly number[];
  /** By minute after `START`. */
  readonly answers: Readonly<Record<number, ISignalDto>>;
  /** Seconds an answer takes, by minute after `START`. */
  readonly delays?: Readonly<Record<number, number>>;
  /** Minute after `START` before which the source does not show a candle, by the candle's minute. */
  readonly shownAt?: Readonly<Record<number, number>>;
  readonly stopAt?: number;
  readonly settings?: Partial<GlobalConfig>;
}

const goLive = (story: Story): Promise<LiveRecording> =>
  recordLive({
    source: story.minutes.map((candle) => {
      const minute = minuteOf(candle.timestamp);
      return { candle, availableAt: at(story.shownAt?.[minute] ?? minute + 1), isFaulty: false };
    }),
    settings: { CC_GET_CANDLES_RETRY_COUNT: 1, ...story.settings },
    interval: "1m",
    validations: [],
    ticks: story.ticks,
    ...(story.stopAt === undefined ? {} : { stopAt: story.stopAt }),
    answerAt: (minute): PlannedAnswer => ({
      answer: story.answers[minute] ?? null,
      delay: (story.delays?.[minute] ?? 0) * 1000,
    }),
    failsAt: () => false,
  });

const without = (minutes: readonly ICandleData[], ...offsets: number[]): ICandleData[] =>
  minutes.filter((_, offset) => !offsets.includes(offset));

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

beforeEach(() => {
  useSettings();
});

describe("live ticks", () => {
  it("find a touch in the minutes between two ticks, and ask again in the minute of the second", async () => {
    const minutes = flatMinutes(40);
    setMinute(minutes, 13, { low: 94 });
    const { transitions } = await goLive({ minutes, ticks: [10.2, 20.7], answers: { 10: LONG, 20: LONG } });
    expect(transitions).toMatchObject([
      { action: "opened", signal: { pendingAt: at(10) } },
      { action: "closed", closeReason: "stop_loss", closeTimestamp: at(13), currentPrice: 95 },
      { action: "opened", signal: { pendingAt: at(20) } },
    ]);
  });

  it("leave the tail unseen, clock rules included, until one of its candles or a later one is there", async () => {
    const minutes = flatMinutes(40);
    const story = {
      minutes,
      answers: { 10: { ...LONG, minuteEstimatedTime: 4 } },
      shownAt: { 12: 18, 13: 18, 14: 18, 15: 18, 16: 18 },
    };
    const early = await goLive({ ...story, ticks: range(10, 17) });
    expect(early.transitions.map(({ action }) => action)).toEqual(["opened"]);
    expect(minuteOf(early.fedUntil)).toBe(12);
    const late = await goLive({ ...story, ticks: range(10, 18) });
    expect(late.transitions.at(-1)).toMatchObject({ closeReason: "time_expired", closeTimestamp: at(14) });
  });

  it("take a hole before a served candle for a gap: no touch in it, but the expiry runs", async () => {
    const minutes = flatMinutes(40);
    setMinute(minutes, 12, { low: 90 });
    const { transitions } = await goLive({
      minutes: without(minutes, 12),
      ticks: range(10, 16),
      answers: { 10: { ...LONG, minuteEstimatedTime: 3 } },
    });
    expect(transitions.at(-1)).toMatchObject({ closeReason: "time_expired", closeTimestamp: at(13) });
  });

  it("close at the last close before a gap that empties the VWAP window", async () => {
    const minutes = flatMinutes(40);
    setMinute(minutes, 9, { price: 99 });
    const { transitions, errors } = await goLive({
      minutes: without(minutes, 10),
      ticks: [10, 12],
      answers: { 10: { ...LONG, minuteEstimatedTime: 1 } },
      settings: { CC_AVG_PRICE_CANDLES_COUNT: 1 },
    });
    expect(errors).toEqual([]);
    expect(transitions.at(-1)).toMatchObject({
      closeReason: "time_expired",
      closeTimestamp: at(11),
      currentPrice: 99,
    });
  });

  it("book an answer that arrives after its minute in the minute of arrival, at the price of that minute", async () => {
    const minutes = flatMinutes(40);
    setMinute(minutes, 11, { price: 104 });
    const { transitions, errors } = await goLive({
      minutes,
      ticks: [10.5, 12.9],
      answers: { 10: LONG },
      delays: { 10: 100 },
    });
    expect(errors).toEqual([]);
    expect(transitions).toMatchObject([
      { action: "opened", currentPrice: 104, signal: { scheduledAt: at(12), pendingAt: at(12) } },
    ]);
  });

  it("drop a late answer if the newest minute of its arrival is not there", async () => {
    const { transitions, errors } = await goLive({
      minutes: flatMinutes(40),
      ticks: [10.5, 14],
      answers: { 10: LONG },
      delays: { 10: 100 },
      shownAt: { 11: 13 },
    });
    expect(errors).toEqual([]);
    expect(transitions).toEqual([]);
  });

  it("ask for nothing while the newest closed minute is missing, and ask as soon as it is there", async () => {
    const { transitions } = await goLive({
      minutes: flatMinutes(40),
      ticks: [10, 11, 12],
      answers: { 10: LONG, 11: LONG, 12: LONG },
      shownAt: { 9: 12, 10: 12 },
    });
    expect(transitions).toMatchObject([{ action: "opened", signal: { pendingAt: at(12) } }]);
  });

  it("tell the error channel once when the newest minute has been missing for five minutes, and again the next time", async () => {
    const late = (from: number, to: number, until: number): Record<number, number> =>
      Object.fromEntries(range(from, to).map((minute) => [minute, until]));
    const story = { minutes: flatMinutes(60), ticks: range(10, 50), answers: {} };
    const short = await goLive({ ...story, shownAt: late(12, 15, 17) });
    expect(short.errors).toEqual([]);
    const long = await goLive({ ...story, shownAt: { ...late(12, 20, 25), ...late(30, 49, 60) } });
    expect(long.errors).toMatchObject([
      { code: "CANDLES_LATE", message: expect.stringContaining("since 2024-01-01T00:13:00.000Z") },
      { code: "CANDLES_LATE", message: expect.stringContaining("since 2024-01-01T00:31:00.000Z") },
    ]);
  });

  it("tell the error channel of a source that is always a minute late", async () => {
    const shownAt = Object.fromEntries(range(11, 59).map((minute) => [minute, minute + 2]));
    const { errors, transitions } = await goLive({
      minutes: flatMinutes(60),
      ticks: range(10, 40),
      answers: { 10: LONG },
      shownAt,
    });
    expect(transitions.map(({ action }) => action)).toEqual(["opened"]);
    expect(errors).toMatchObject([
      { code: "CANDLES_LATE", message: expect.stringContaining("watched only as far") },
    ]);
  });

  it("tell one transition each; the minute ticked again tells the next until there is none", async () => {
    const minutes = flatMinutes(40);
    setMinute(minutes, 13, { low: 94 });
    const { transitions } = await goLive({
      minutes,
      ticks: [10, 25],
      answers: { 10: LIMIT, 25: LIMIT },
    });
    expect(transitions).toMatchObject([
      { action: "scheduled", signal: { scheduledAt: at(10) } },
      { action: "opened", signal: { pendingAt: at(13), entry: "limit", priceOpen: 98 } },
      { action: "closed", closeReason: "stop_loss", closeTimestamp: at(13), currentPrice: 95 },
      { action: "scheduled", signal: { scheduledAt: at(25) } },
    ]);
  });

  it("cancel a waiting order at the minute of the stop; the minutes before it still count", async () => {
    const story = { minutes: flatMinutes(40), ticks: [10, 20, 21], answers: { 10: LIMIT, 20: LIMIT } };
    const waiting = await goLive({ ...story, stopAt: 15.5 });
    expect(waiting.transitions).toMatchObject([
      { action: "scheduled" },
      { action: "cancelled", reason: "stopped", closeTimestamp: at(15) },
    ]);
    const minutes = flatMinutes(40);
    setMinute(minutes, 14, { low: 97 });
    const filled = await goLive({ ...story, minutes, stopAt: 15.5 });
    expect(filled.transitions).toMatchObject([{ action: "scheduled" }, { action: "opened" }]);
    const tooLate = flatMinutes(40);
    setMinute(tooLate, 15, { low: 97 });
    const stopped = await goLive({ ...story, minutes: tooLate, stopAt: 15.5 });
    expect(stopped.transitions.at(-1)).toMatchObject({ reason: "stopped" });
  });
});

describe("H5: no minute is traded twice and none is lost", () => {
  const entriesOf = async (life: number, minutes: ICandleData[], step: "1m" | "15m"): Promise<number[]> => {
    const run = await runBacktest({
      minutes,
      from: 15,
      to: 60,
      step,
      strategy: { getSignal: () => Promise.resolve({ ...LONG, minuteEstimatedTime: life }) },
    });
    expect(run.errors).toEqual([]);
    return run.yielded.map(({ signal }) => minuteOf(signal.pendingAt));
  };

  it("15m frames with positions of 8 minutes enter at every frame", async () => {
    expect(await entriesOf(8, flatMinutes(100), "15m")).toEqual([15, 30, 45, 60]);
  });

  it("after an expiry the frame at that instant is used", async () => {
    expect(await entriesOf(15, flatMinutes(100), "15m")).toEqual([15, 30, 45, 60]);
    expect(await entriesOf(16, flatMinutes(100), "15m")).toEqual([15, 45]);
  });

  it("after a close by price the frame at the end of its candle is used, not one inside of it", async () => {
    const minutes = flatMinutes(100);
    setMinute(minutes, 29, { high: 111 });
    setMinute(minutes, 45, { low: 94 });
    expect(await entriesOf(20, minutes, "15m")).toEqual([15, 30, 60]);
    setMinute(minutes, 32, { high: 111 });
    expect((await entriesOf(20, minutes, "1m")).slice(0, 3)).toEqual([15, 30, 33]);
  });
});

describe("the wall clock ends the data of a back-test", () => {
  const runUntil = async (now: number, options: Partial<Parameters<typeof runBacktest>[0]>) => {
    const restore = setClock(createSimulatedClock({ start: at(now) }));
    try {
      return await runBacktest({
        minutes: flatMinutes(200),
        to: 150,
        strategy: {
          getSignal: signalsAt({ 28: LONG }),
        },
        ...options,
      });
    } finally {
      restore();
    }
  };

  it("a position closes time_expired at the end of the last closed minute", async () => {
    const { yielded, errors } = await runUntil(40.5, {});
    expect(yielded).toMatchObject([{ closeReason: "time_expired", closeTimestamp: at(40) }]);
    expect(errors).toEqual([]);
  });

  it("a waiting order is cancelled there", async () => {
    const { yielded } = await runUntil(40.5, { strategy: { getSignal: signalsAt({ 28: LIMIT }) } });
    expect(yielded).toMatchObject([{ action: "cancelled", reason: "end_of_data", closeTimestamp: at(40) }]);
  });

  it.each([1, 5])("a position of the last minute closes at once (VWAP of %i candles)", async (size) => {
    useSettings({ CC_AVG_PRICE_CANDLES_COUNT: size });
    const { yielded, errors } = await runUntil(28, {});
    expect(yielded).toMatchObject([
      { closeReason: "time_expired", closeTimestamp: at(28), currentPrice: 100 },
    ]);
    expect(errors).toEqual([]);
  });

  it.each([1, 5])(
    "candles that end earlier are gaps: the expiry stays (VWAP of %i candles)",
    async (size) => {
      useSettings({ CC_AVG_PRICE_CANDLES_COUNT: size });
      const { yielded, errors } = await runUntil(1000, { minutes: flatMinutes(28), to: 28 });
      expect(yielded).toMatchObject([
        { closeReason: "time_expired", closeTimestamp: at(58), currentPrice: 100 },
      ]);
      expect(errors).toEqual([]);
    },
  );
});

describe("H1: the price of last resort", () => {
  it("is a close that has been, also after a walk that was given later candles", async () => {
    useSettings({ CC_AVG_PRICE_CANDLES_COUNT: 2, CC_SCHEDULE_AWAIT_MINUTES: 4 });
    const minutes = flatMinutes(100);
    setMinute(minutes, 11, { price: 101 });
    // The last candle of the walk: the order may fill until minute 14 and the position last 30 minutes more.
    setMinute(minutes, 43, { price: 500 });
    const { events, yielded } = await runBacktest({
      minutes: without(minutes, 12, 13),
      to: 14,
      strategy: { getSignal: signalsAt({ 10: LIMIT }) },
    });
    expect(yielded).toMatchObject([{ reason: "timeout", closeTimestamp: at(14), currentPrice: 101 }]);
    expect(events.at(-1)).toMatchObject({ action: "idle", currentPrice: 101 });
  });
});

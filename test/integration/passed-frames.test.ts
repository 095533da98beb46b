import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Backtest, lib, listenBacktestProgress, listenError, listenSignal, setLogger } from "../../src/index";
import type { ICandleData, IRunFacts, SignalInterval } from "../../src/index";
import { flatMinutes, MINUTE, setMinute, START, walkMinutes } from "../support/market";
import { registerRun, signalsAt, useSettings, type TestRunOptions } from "../support/run";

const SYMBOL = "BTCUSDT";
const LONG = { position: "long", priceTakeProfit: 110, priceStopLoss: 90, minuteEstimatedTime: 7 } as const;

interface Told {
  readonly run: IRunFacts | null;
  /** First missing minute of each warning. */
  readonly warnings: readonly unknown[];
  readonly errors: readonly string[];
  /** How often the adapter was asked. */
  readonly reads: number;
}

const toMinute = (time: number): number => (time - START) / MINUTE;

const gapsOf = ({ run }: Told): number[][] =>
  (run?.gaps ?? []).map(({ since, until }) => [toMinute(since), toMinute(until)]);

/** One run, of which nobody or somebody hears every tick. */
const runWatched = async (isWatched: boolean, options: TestRunOptions): Promise<Told> => {
  const { context, calls } = registerRun(options);
  const warnings: unknown[] = [];
  const errors: string[] = [];
  const ignore = (): void => undefined;
  setLogger({
    log: ignore,
    debug: ignore,
    info: ignore,
    warn: (_topic: string, details?: unknown) => {
      if (typeof details === "object" && details !== null && "missingSince" in details) {
        warnings.push(details.missingSince);
      }
    },
  });
  const stopErrors = listenError((error) => {
    errors.push(error instanceof Error ? error.message : String(error));
  });
  const stopSignals = isWatched ? listenSignal(ignore) : ignore;
  for await (const _ of Backtest.run(SYMBOL, context)) {
    ignore();
  }
  stopSignals();
  stopErrors();
  const { run } = await Backtest.getData(SYMBOL, context.strategyName);
  return { run, warnings, errors, reads: calls.length };
};

/** A fault is counted within the read that came to it, which may be a longer one where frames were passed. */
const withoutPlaces = (message: string): string =>
  message.replaceAll(/\b(exchange|strategy)-\d+/g, "$1").replace(/candle\[\d+\]/, "candle");

/** What must not depend on who listens. */
const comparable = ({ run, warnings, errors }: Told): unknown => ({
  gaps: run?.gaps,
  priceOutline: run?.priceOutline,
  endTime: run?.endTime,
  warnings,
  errors: errors.map(withoutPlaces),
});

const without = (minutes: readonly ICandleData[], missing: readonly number[]): ICandleData[] =>
  minutes.filter(({ timestamp }) => !missing.includes(toMinute(timestamp)));

const idleOf = (interval: SignalInterval): TestRunOptions["strategy"] => ({
  interval,
  getSignal: () => Promise.resolve(null),
});

const expectSame = async (options: TestRunOptions): Promise<Told> => {
  const unwatched = await runWatched(false, options);
  expect(comparable(unwatched)).toEqual(comparable(await runWatched(true, options)));
  return unwatched;
};

const ONE_TRY = { CC_GET_CANDLES_RETRY_COUNT: 1, CC_GET_CANDLES_RETRY_DELAY_MS: 0 };

beforeEach(() => useSettings(ONE_TRY));

describe("what reports are told of candles, whether somebody listens or not", () => {
  it("holes in the middle, at the end and over the end of the frame are the same, and so is the price", async () => {
    const minutes = without(walkMinutes(400, 5), [20, 21, 22, 60, 95, 96, 120, 121, 122, 123]);
    const told = await expectSame({ minutes, to: 122, strategy: idleOf("1h") });
    expect(gapsOf(told)).toEqual([
      [20, 23],
      [60, 61],
      [95, 97],
      [120, 122],
    ]);
    expect(told.run?.priceOutline.at(-1)?.time).toBe(START + 119 * MINUTE);
  });

  it("a faulty candle behind the last tick is reported, once", async () => {
    const minutes = flatMinutes(200);
    setMinute(minutes, 90, { high: -1 });
    const told = await expectSame({ minutes, to: 100, strategy: idleOf("1h") });
    expect(told.errors).toHaveLength(1);
  });

  it("positions between the passed frames change nothing", async () => {
    const strategy = { interval: "30m", getSignal: signalsAt({ 40: LONG, 70: LONG }) } as const;
    await expectSame({ minutes: without(walkMinutes(400, 9), [42, 43, 50, 85, 99, 108]), to: 115, strategy });
  });

  it(
    "steps, intervals, chunks, holes, faults and positions change nothing",
    { timeout: 60_000 },
    async () => {
      const minute = fc.integer({ min: 0, max: 330 });
      const trial = fc.record({
        missing: fc.uniqueArray(minute, { maxLength: 60 }),
        hole: fc.record({ since: minute, length: fc.nat(130) }),
        faulty: fc.uniqueArray(fc.integer({ min: 12, max: 330 }), { maxLength: 8 }),
        signals: fc.uniqueArray(fc.integer({ min: 10, max: 330 }), { maxLength: 30 }),
        step: fc.constantFrom("1m", "3m", "5m", "15m", "30m", "1h", "2h"),
        interval: fc.constantFrom("1m", "3m", "5m", "15m", "30m", "1h"),
        to: fc.integer({ min: 20, max: 320 }),
        chunk: fc.constantFrom(1, 7, 60, 100, 1000),
      });
      const property = fc.asyncProperty(trial, async ({ missing, hole, faulty, signals, step, ...rest }) => {
        const { interval, to, chunk } = rest;
        useSettings({ ...ONE_TRY, CC_CANDLES_CHUNK: chunk });
        const minutes = walkMinutes(400, 11);
        faulty.forEach((index) => setMinute(minutes, index, { high: -1 }));
        const inHole = Array.from({ length: hole.length }, (_, index) => hole.since + index);
        const getSignal = signalsAt(Object.fromEntries(signals.map((index) => [index, LONG])));
        const strategy = { interval, getSignal };
        await expectSame({ minutes: without(minutes, [...missing, ...inHole]), to, step, strategy });
      });
      await fc.assert(property, { numRuns: 60 });
    },
  );
});

describe("minutes of frames that were passed at the end of a run", () => {
  it("cost no read when no frame was passed", async () => {
    const told = vi.spyOn(lib.exchangeGlobalService, "tellPassedMinutes");
    await runWatched(true, { minutes: flatMinutes(200), to: 100, strategy: idleOf("1h") });
    await runWatched(false, { minutes: flatMinutes(200), to: 100, strategy: idleOf("1m") });
    expect(told).not.toHaveBeenCalled();
    told.mockRestore();
  });

  it("without a candle window there are none", async () => {
    useSettings({ CC_CANDLES_CHUNK: 0 });
    const told = vi.spyOn(lib.exchangeGlobalService, "tellPassedMinutes");
    await runWatched(false, { minutes: flatMinutes(200), to: 100, strategy: idleOf("1h") });
    expect(told).not.toHaveBeenCalled();
    told.mockRestore();
  });

  it("that cannot be told of do not fail the run", async () => {
    const told = vi.spyOn(lib.exchangeGlobalService, "tellPassedMinutes");
    told.mockRejectedValueOnce(new Error("no way to tell"));
    const { run, errors } = await runWatched(false, {
      minutes: flatMinutes(200),
      to: 100,
      strategy: idleOf("1h"),
    });
    expect(told).toHaveBeenCalledTimes(1);
    expect([run?.endTime, errors]).toEqual([START + 100 * MINUTE, []]);
    told.mockRestore();
  });

  it("end where a run was stopped", async () => {
    const { context } = registerRun({
      minutes: without(flatMinutes(200), [10, 11, 12]),
      to: 100,
      strategy: idleOf("1h"),
    });
    const stopProgress = listenBacktestProgress(async ({ processedFrames }) => {
      if (processedFrames > 1) {
        await Backtest.stop(SYMBOL, context.strategyName);
      }
    });
    for await (const result of Backtest.run(SYMBOL, context)) {
      expect.unreachable(result.action);
    }
    stopProgress();
    const { run } = await Backtest.getData(SYMBOL, context.strategyName);
    expect(run?.endTime).toBe(START + 11 * MINUTE);
    expect(run?.gaps).toEqual([{ since: START + 10 * MINUTE, until: START + 11 * MINUTE }]);
  });
});

import type { Awaitable } from "../../../src/interfaces/Awaitable.interface";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { IMethodContext } from "../../../src/interfaces/Context.interface";
import type {
  ICandleData,
  ICandleSeries,
  IExchangeParams,
  IMinuteSeries,
  IMinuteStretch,
} from "../../../src/interfaces/Exchange.interface";
import { SILENT_COLLECTOR } from "../../support/silent-collector";
import { createSimulatedClock, type SimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock } from "../../../src/utils/clock";
import {
  answerAll,
  answerFrom,
  catchTradingError,
  createCandle,
  createCandles,
  createMarket,
  createRun,
  MINUTE,
  runAt,
  START,
  SYMBOL,
  timesOf,
  type Adapter,
  type Market,
  type MarketOptions,
} from "./exchange-fixture";

const DELAY = 5000;

let clock: SimulatedClock;
let restoreClock: () => void;

beforeEach(() => {
  clock = createSimulatedClock({ start: START + 1000 * MINUTE });
  restoreClock = setClock(clock);
});

afterEach(() => {
  restoreClock();
});

const at = (minute: number): number => START + minute * MINUTE;

/** Reads the minutes `[since, until)` of a market at the instant `until`. */
interface ReadMinutes {
  readonly candles: readonly ICandleData[];
  readonly servedUntil: number;
}

const readMinutes = async (
  market: Market,
  run: IMethodContext,
  since: number,
  until: number,
  backtest = true,
): Promise<ReadMinutes> => {
  const read = (): Awaitable<IMinuteSeries> => market.client.getClosedMinutes(SYMBOL, at(since), at(until));
  const { candles, servedUntil } = await runAt(run, at(until), read, backtest);
  return { candles: candles.toCandles(), servedUntil };
};

const spoil = (rows: readonly ICandleData[], index: number, values: Partial<ICandleData>): ICandleData[] =>
  rows.map((row, place) => (place === index ? { ...row, ...values } : row));

const price = (close: number): Partial<ICandleData> => ({ open: close, high: close, low: close, close });

describe("getClosedMinutes", () => {
  it("gives the minutes asked for and the end of the newest", async () => {
    const market = createMarket({ adapter: answerAll });
    const series = await readMinutes(market, createRun(), 5, 10);
    expect(timesOf(series.candles)).toEqual([5, 6, 7, 8, 9].map(at));
    expect(series.servedUntil).toBe(at(10));
  });

  it.each([true, false])(
    "serves up to the newest candle and starts where there is none (back-test: %s)",
    async (backtest) => {
      const market = createMarket({
        adapter: answerFrom(createCandles(at(0), 7)),
        settings: { CC_GET_CANDLES_RETRY_COUNT: 1 },
      });
      expect((await readMinutes(market, createRun(), 5, 10, backtest)).servedUntil).toBe(at(7));
      expect(await readMinutes(market, createRun(), 20, 25, backtest)).toEqual({
        candles: [],
        servedUntil: at(20),
      });
    },
  );

  it("asks nothing for an empty range", async () => {
    const market = createMarket({ adapter: answerAll });
    expect(await readMinutes(market, createRun(), 5, 5)).toEqual({ candles: [], servedUntil: at(5) });
    expect(market.calls).toEqual([]);
  });

  it.each([
    ["ends after the last closed minute (H1)", 5, 11],
    ["is off the grid", 5.5, 10],
    ["ends off the grid", 5, 9.5],
    ["runs backwards", 6, 5],
    ["is no number", Number.NaN, 5],
    ["is longer than nineteen years", -10_000_000, 5],
  ])("refuses a range that %s", async (_how, since, until) => {
    const market = createMarket({ adapter: answerAll });
    const error = await catchTradingError(
      runAt(createRun(), at(10) + 59_999, async () =>
        market.client.getClosedMinutes(SYMBOL, at(since), at(until)),
      ),
    );
    expect(error.code).toBe("READ_INVALID");
  });
});

describe("faulty candles in the engine's reads", () => {
  it("are left out as gaps and reported once per candle and run", async () => {
    const rows = spoil(createCandles(at(0), 30), 7, { volume: -1 });
    const market = createMarket({ adapter: answerFrom(rows) });
    const run = createRun();
    for (let minute = 6; minute < 16; minute++) {
      const { candles } = await readMinutes(market, run, minute - 5, minute);
      expect(timesOf(candles)).not.toContain(at(7));
    }
    expect(market.errors).toEqual([expect.objectContaining({ code: "CANDLE_INVALID" })]);
    await readMinutes(market, createRun(), 5, 10);
    expect(market.errors).toHaveLength(2);
  });

  it("at the newest minute count as not there yet", async () => {
    const rows = spoil(createCandles(at(0), 30), 9, { high: 1 });
    const market = createMarket({ adapter: answerFrom(rows) });
    expect((await readMinutes(market, createRun(), 5, 10)).servedUntil).toBe(at(9));
  });

  it.each([
    ["0.01", 0.01],
    ["1e6", 1e6],
  ])(
    "include a price of %s that candles accepted before make an anomaly, however the run reads",
    async (_name, spike) => {
      const rows = spoil(createCandles(at(0), 60), 20, price(spike));
      for (const chunk of [0, 1, 1000]) {
        const market = createMarket({ adapter: answerFrom(rows), settings: { CC_CANDLES_CHUNK: chunk } });
        const run = createRun();
        for (let minute = 18; minute < 28; minute++) {
          const { candles } = await readMinutes(market, run, minute - 5, minute);
          expect(timesOf(candles)).not.toContain(at(20));
          expect(candles.length).toBe(minute > 20 && minute < 26 ? 4 : 5);
        }
        expect(market.errors).toEqual([expect.objectContaining({ code: "CANDLE_INVALID" })]);
      }
    },
  );

  it("are judged alike when the run reads ahead and when it reads minute by minute", async () => {
    const rows = spoil(spoil(createCandles(at(0), 60), 20, price(1e6)), 21, price(1e6));
    const ahead = createMarket({ adapter: answerFrom(rows) });
    const read = await runAt(createRun(), at(10), () => ahead.client.getNextCandles(SYMBOL, "1m", 30));
    const live = createMarket({ adapter: answerFrom(rows), settings: { CC_GET_CANDLES_RETRY_COUNT: 1 } });
    const run = createRun();
    const seen = new Set<number>();
    for (let minute = 11; minute <= 40; minute++) {
      const { candles } = await readMinutes(live, run, Math.max(10, minute - 5), minute, false);
      timesOf(candles).forEach((time) => seen.add(time));
    }
    expect([...seen]).toEqual(timesOf(read));
  });

  it("are judged alike when the run passes frames without reading and when it reads at each", async () => {
    const rows = spoil(createCandles(at(0), 90), 60, price(1e6));
    const judge = async (minutes: readonly number[]): Promise<unknown> => {
      const market = createMarket({ adapter: answerFrom(rows) });
      const run = createRun();
      let newest: unknown;
      for (const minute of minutes) {
        newest = timesOf((await readMinutes(market, run, minute - 5, minute)).candles);
      }
      return [newest, market.errors.map((error) => String(error).replace(/candle\[\d+\]/, "candle"))];
    };
    const each = await judge(Array.from({ length: 56 }, (_, index) => index + 10));
    expect(await judge([10, 65])).toEqual(each);
    expect(each).toMatchObject([[at(61), at(62), at(63), at(64)], [expect.stringContaining("anomalously")]]);
  });

  it("what passed frames would have judged never fails the read", async () => {
    const rows = createCandles(at(0), 90);
    const market = createMarket({
      adapter: (call) =>
        call.since < at(50) && call.since > at(9)
          ? Promise.reject(new Error("no answer for these"))
          : answerFrom(rows)(call),
      settings: { CC_CANDLES_CHUNK: 5, CC_GET_CANDLES_RETRY_COUNT: 1 },
    });
    const run = createRun();
    await readMinutes(market, run, 5, 10);
    expect((await readMinutes(market, run, 60, 65)).candles).toHaveLength(5);
    expect(market.errors).toEqual([]);
  });

  it("cannot be told without a candle before them: the first candle of a run is accepted", async () => {
    const rows = spoil(createCandles(at(0), 30), 5, price(1e6));
    const market = createMarket({ adapter: answerFrom(rows) });
    expect((await readMinutes(market, createRun(), 5, 6)).candles).toHaveLength(1);
  });

  it("still fail a user's read of the same range", async () => {
    const rows = spoil(createCandles(at(0), 30), 7, { volume: -1 });
    const market = createMarket({ adapter: answerFrom(rows) });
    const run = createRun();
    await readMinutes(market, run, 5, 10);
    const error = await catchTradingError(
      runAt(run, at(10), () => market.client.getCandles(SYMBOL, "1m", 5)),
    );
    expect(error.code).toBe("CANDLE_INVALID");
  });
});

describe("the tail in live: closed minutes the source does not have yet", () => {
  /** Answers honestly, but the newest minute appears only with the given call. */
  const answerLate =
    (newest: number, arrivesWithCall: number): Adapter =>
    async (call) => {
      late = late || market.calls.length >= arrivesWithCall;
      const rows = (await answerAll(call)) as ICandleData[];
      return late ? rows : rows.filter(({ timestamp }) => timestamp < newest);
    };
  let market: Market;
  let late = false;

  beforeEach(() => {
    late = false;
  });

  it("is a failed try: asked again after a pause until it is there", async () => {
    market = createMarket({ adapter: answerLate(at(9), 3) });
    const before = clock.now();
    const series = await clock.runUntil(readMinutes(market, createRun(), 5, 10, false));
    expect(series.servedUntil).toBe(at(10));
    expect(market.calls).toEqual(Array(3).fill({ interval: "1m", since: at(5), limit: 5 }));
    expect(clock.now() - before).toBe(2 * DELAY);
  });

  it.each([0, 1000])(
    "stays unserved after the last try, without an error and without a last pause (chunk %d)",
    async (chunk) => {
      market = createMarket({
        adapter: answerLate(at(8), 100),
        settings: { CC_CANDLES_CHUNK: chunk, CC_GET_CANDLES_RETRY_COUNT: 4 },
      });
      const before = clock.now();
      const series = await clock.runUntil(readMinutes(market, createRun(), 5, 10, false));
      expect(series.servedUntil).toBe(at(8));
      expect(market.calls).toHaveLength(4);
      expect(clock.now() - before).toBe(3 * DELAY);
      expect(market.errors).toEqual([]);
    },
  );

  it("is asked for again in full when a read of several calls had to wait: late candles are no hole", async () => {
    market = createMarket({
      adapter: answerLate(at(10), 3),
      settings: { CC_CANDLES_CHUNK: 4 },
    });
    const series = await clock.runUntil(readMinutes(market, createRun(), 10, 15, false));
    expect(timesOf(series.candles)).toEqual([10, 11, 12, 13, 14].map(at));
    expect(market.calls.map(({ since, limit }) => [since, limit])).toEqual([
      [at(10), 4],
      [at(14), 1],
      [at(14), 1],
      [at(10), 4],
      [at(14), 1],
    ]);
  });

  it("is no reason to ask again in a back-test", async () => {
    market = createMarket({ adapter: answerLate(at(9), 100), settings: { CC_CANDLES_CHUNK: 0 } });
    await readMinutes(market, createRun(), 5, 10);
    expect(market.calls).toHaveLength(1);
  });

  it("includes a faulty newest minute, which is not reported while it may be corrected", async () => {
    let isCorrected = false;
    market = createMarket({
      adapter: async (call) => {
        const rows = (await answerAll(call)) as ICandleData[];
        return rows.map((row) =>
          row.timestamp === at(9) && !isCorrected ? { ...row, close: Number.NaN } : row,
        );
      },
    });
    const run = createRun();
    const first = await clock.runUntil(readMinutes(market, run, 5, 10, false));
    expect(first.servedUntil).toBe(at(9));
    expect(market.calls).toHaveLength(3);
    expect(market.errors).toEqual([]);
    const older = await clock.runUntil(readMinutes(market, run, 6, 11, false));
    expect(timesOf(older.candles)).toEqual([6, 7, 8, 10].map(at));
    expect(market.errors).toHaveLength(1);
    isCorrected = true;
    const corrected = await clock.runUntil(readMinutes(market, run, 6, 11, false));
    expect(corrected.candles).toHaveLength(5);
    expect(market.errors).toHaveLength(1);
  });

  it("fails the read when the last try fails", async () => {
    market = createMarket({
      adapter: async () => {
        throw new Error("down");
      },
    });
    const error = await catchTradingError(clock.runUntil(readMinutes(market, createRun(), 5, 10, false)));
    expect(error.code).toBe("CANDLES_FAILED");
    expect(market.calls).toHaveLength(3);
  });
});

describe("live reads", () => {
  it("reuse nothing: every read asks the adapter", async () => {
    const market = createMarket({ adapter: answerAll });
    const run = createRun();
    const read = (): Promise<ICandleData[]> =>
      runAt(run, at(10), () => market.client.getCandles(SYMBOL, "1m", 5), false);
    await read();
    await read();
    expect(market.calls).toEqual(Array(2).fill({ interval: "1m", since: at(5), limit: 5 }));
  });

  it("longer than a chunk are paged (pitfall 4)", async () => {
    const market = createMarket({ adapter: answerAll, settings: { CC_CANDLES_CHUNK: 100 } });
    const candles = await runAt(
      createRun(),
      at(300),
      () => market.client.getCandles(SYMBOL, "1m", 250),
      false,
    );
    expect(candles).toHaveLength(250);
    expect(market.calls.map(({ limit }) => limit)).toEqual([100, 100, 50]);
  });

  it("of an adapter that answers 30 rows at most are continued, without a pause", async () => {
    const market = createMarket({
      adapter: async (call) => answerAll({ ...call, limit: Math.min(call.limit, 30) }),
    });
    const series = await readMinutes(market, createRun(), 0, 100, false);
    expect(series.candles).toHaveLength(100);
    expect(market.calls.map(({ since }) => (since - START) / MINUTE)).toEqual([0, 30, 60, 90]);
  });

  it("with chunk 0 are one call for exactly the range", async () => {
    const market = createMarket({ adapter: answerAll, settings: { CC_CANDLES_CHUNK: 0 } });
    await runAt(createRun(), at(3000), () => market.client.getCandles(SYMBOL, "1m", 2500), false);
    expect(market.calls).toHaveLength(1);
  });

  it("see a candle that was corrected meanwhile", async () => {
    let close = 100;
    const market = createMarket({
      adapter: async ({ since, limit }) =>
        Array.from({ length: limit }, (_value, index) => createCandle(since + index * MINUTE, close)),
    });
    const run = createRun();
    await readMinutes(market, run, 5, 10, false);
    close = 101;
    const { candles } = await readMinutes(market, run, 5, 10, false);
    expect(candles.map((candle) => candle.close)).toEqual(Array(5).fill(101));
  });
});

describe("takeClosedMinutes", () => {
  /** Takes the minutes `[since, until)` at the instant `until`. */
  const take = (
    market: Market,
    run: IMethodContext,
    since: number,
    until: number,
    kept: IMinuteStretch | null = null,
  ): IMinuteStretch | null =>
    runAt(run, at(until), () => market.client.takeClosedMinutes(SYMBOL, at(since), at(until), kept));

  const showMinutes = (stretch: IMinuteStretch | null, since: number, until: number): number[] => {
    const minutes = timesOf(stretch?.candles.toCandles() ?? []);
    return minutes.filter((time) => time >= at(since) && time < at(until));
  };

  const fill = (since: number, until: number): number[] =>
    Array.from({ length: until - since }, (_, index) => at(since + index));

  it("takes minutes that are at hand, told to the reports as if each had been read", async () => {
    const told: number[] = [];
    const collector = {
      ...SILENT_COLLECTOR,
      minutes: (_pair: unknown, candles: ICandleSeries) => void told.push(...timesOf(candles.toCandles())),
    };
    const market = createMarket({ adapter: answerAll, collector });
    const run = createRun();
    await readMinutes(market, run, 5, 10);
    let stretch = take(market, run, 6, 11);
    expect(showMinutes(stretch, 6, 11)).toEqual(fill(6, 11));
    for (const until of [11, 12, 14, 14, 75, 130, 190, 250, 256]) {
      stretch = take(market, run, until - 5, until, stretch);
      expect(showMinutes(stretch, until - 5, until)).toEqual(fill(until - 5, until));
    }
    expect(told).toEqual(fill(5, 256));
    expect(stretch?.since).toBe(at(251));
    expect(market.calls).toHaveLength(1);
  });

  it("keeps what it took for the reads that follow it", async () => {
    const market = createMarket({ adapter: answerAll });
    const run = createRun();
    await readMinutes(market, run, 5, 10);
    const stretch = take(market, run, 6, 11);
    expect(take(market, run, 7, 12, stretch)).toBe(stretch);
    expect(take(market, run, 7, 12)).not.toBe(stretch);
    expect(take(market, run, 5, 12, stretch)).not.toBe(stretch);
  });

  it.each([
    ["an hour, told of", 76, fill(11, 76)],
    ["longer, and not told of", 77, fill(72, 77)],
  ])(
    "takes minutes behind others that were passed for %s, whether it kept them or not",
    async (_name, until, told) => {
      for (const isKept of [true, false]) {
        const minutes = vi.fn<IExchangeParams["collector"]["minutes"]>();
        const market = createMarket({ adapter: answerAll, collector: { ...SILENT_COLLECTOR, minutes } });
        const run = createRun();
        await readMinutes(market, run, 5, 10);
        const kept = take(market, run, 6, 11);
        minutes.mockClear();
        const stretch = take(market, run, until - 5, until, isKept ? kept : null);
        expect(showMinutes(stretch, until - 5, until)).toEqual(fill(until - 5, until));
        expect(minutes.mock.calls.flatMap(([, candles]) => timesOf(candles.toCandles()))).toEqual(told);
      }
    },
  );

  it("takes nothing anew for another run, from another window, or where the window has moved", async () => {
    const market = createMarket({ adapter: answerAll, settings: { CC_CANDLES_CHUNK: 70 } });
    const run = createRun();
    const other = createRun();
    await readMinutes(market, run, 5, 10);
    const stretch = take(market, run, 6, 11);
    expect(take(market, other, 7, 12, stretch)).toBeNull();
    expect(market.calls).toHaveLength(1);
    await runAt(run, at(400), () => market.client.getCandles(SYMBOL, "1m", 5));
    expect(take(market, run, 7, 12, stretch)).toBe(stretch);
    await runAt(run, at(400), () => market.client.getCandles(SYMBOL, "1m", 600));
    expect(take(market, run, 7, 12, stretch)).not.toBe(stretch);
  });

  it.each<[string, Partial<MarketOptions>, number]>([
    ["not in memory", { settings: { CC_CANDLES_CHUNK: 0 } }, 0],
    ["a hole", { adapter: answerFrom(createCandles(at(0), 300).filter((_, index) => index !== 8)) }, 0],
    ["a faulty one", { adapter: answerFrom(spoil(createCandles(at(0), 300), 8, { close: -1 })) }, 0],
    ["seen by the callback", { callbacks: { onCandleData: () => undefined } }, 1],
  ])("leaves minutes that are %s to a whole read, and does nothing", async (_name, options, seen) => {
    const onCandleData = vi.fn();
    const market = createMarket({
      adapter: answerAll,
      ...options,
      ...(options.callbacks && { callbacks: { onCandleData } }),
    });
    const run = createRun();
    await readMinutes(market, run, 3, 8);
    const { length } = market.errors;
    expect(take(market, run, 4, 9)).toBeNull();
    expect([market.errors.length - length, onCandleData.mock.calls.length]).toEqual([0, seen]);
  });

  it.each<[string, ICandleData[], number]>([
    ["a hole", createCandles(at(0), 300).filter((_, index) => index !== 30), 30],
    ["a faulty one", spoil(createCandles(at(0), 300), 30, { close: -1 }), 30],
    ["an odd price, which has to be compared", spoil(createCandles(at(0), 300), 30, price(0.01)), 11],
    ["nothing yet", createCandles(at(0), 30), 30],
  ])("looks behind the minutes of the read up to %s", async (_name, rows, end) => {
    const market = createMarket({ adapter: answerFrom(rows) });
    const run = createRun();
    await readMinutes(market, run, 5, 10);
    const stretch = take(market, run, 6, 11);
    expect(timesOf(stretch?.candles.toCandles() ?? [])).toEqual(fill(6, end));
    expect(take(market, run, 25, 30, stretch) === stretch).toBe(end === 30);
  });

  it("refuses what getClosedMinutes refuses", () => {
    const market = createMarket({ adapter: answerAll });
    const run = createRun();
    expect(() =>
      runAt(run, at(9), () => market.client.takeClosedMinutes(SYMBOL, at(5), at(10), null)),
    ).toThrow("after the last closed minute");
  });
});

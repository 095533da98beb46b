import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CandleSource } from "../../../src/client/candle-source";
import type { ICandleRead } from "../../../src/client/candle-read";
import { CandleWindow } from "../../../src/client/candle-window";
import { createSimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock } from "../../../src/utils/clock";
import {
  answerAll,
  answerFrom,
  createCandles,
  createMarket,
  createRun,
  MINUTE,
  runAt,
  START,
  SYMBOL,
  type Adapter,
  type Market,
} from "./exchange-fixture";

const CHUNK = 100;

const at = (minute: number): number => START + minute * MINUTE;

let restoreClock: () => void;

beforeEach(() => {
  restoreClock = setClock(createSimulatedClock({ start: at(100_000) }));
});

afterEach(() => {
  restoreClock();
});

const createRead = (since: number, until: number): ICandleRead => ({
  exchangeName: "mock",
  symbol: SYMBOL,
  interval: "1m",
  step: MINUTE,
  since: at(since),
  until: at(until),
  limit: until - since,
});

interface Stage {
  readonly market: Market;
  readonly window: CandleWindow;
  /** The closes in [since, until) as of `until`; `null` where the window does not serve. */
  readonly read: (since: number, until: number) => Promise<(number | undefined)[] | null>;
}

const createStage = (keepLimit: number | undefined, adapter: Adapter = answerAll): Stage => {
  const market = createMarket({ adapter });
  const window = new CandleWindow(new CandleSource(market.params), MINUTE, keepLimit);
  const read: Stage["read"] = (since, until) =>
    runAt(createRun(), at(until), async () => {
      const served = await window.serve(
        createRead(since, until),
        market.params.execution.context,
        CHUNK,
        (block) =>
          Array.from({ length: until - since }, (_, index) => block.viewAt(at(since + index))?.close),
      );
      return served?.result ?? null;
    });
  return { market, window, read };
};

/** A run that reads the last five minutes every so often. */
const walk = async ({ read }: Stage, from: number, until: number, step = 7): Promise<unknown[]> => {
  const answers: unknown[] = [];
  for (let minute = from; minute <= until; minute += step) {
    answers.push(await read(minute - 5, minute));
  }
  return answers;
};

describe("a window that keeps", () => {
  it("serves a second run over the same time without asking again", async () => {
    const stage = createStage(100_000);
    const first = await walk(stage, 1000, 9000);
    const callCount = stage.market.calls.length;
    expect(await walk(stage, 1000, 9000)).toEqual(first);
    expect(stage.market.calls).toHaveLength(callCount);
    expect(stage.window.isWhole).toBe(true);
  });

  it("one that does not keep has let go of the start when the end is reached", async () => {
    const stage = createStage(undefined);
    await walk(stage, 1000, 9000);
    expect(stage.window.isWhole).toBe(false);
    expect(await stage.read(995, 1000)).toBeNull();
  });

  it("gives the candles a window of one's own gives, holes and all, whoever reads what when", async () => {
    const rows = createCandles(START, 3000).filter((_, minute) => minute % 11 !== 3);
    const minute = fc.integer({ min: 500, max: 2900 });
    const run = fc.array(fc.tuple(minute, fc.integer({ min: 1, max: 300 })), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(run, run, async (...runs) => {
        const kept = createStage(10_000, answerFrom(rows));
        for (const reads of runs) {
          const alone = createStage(undefined, answerFrom(rows));
          for (const [until, length] of reads.toSorted(([left], [right]) => left - right)) {
            const expected = await alone.read(until - length, until);
            expect(await kept.read(until - length, until)).toEqual(expected);
          }
        }
        expect(kept.window.isWhole).toBe(true);
      }),
      { numRuns: 30, seed: 5 },
    );
  });

  it("reaches back before its first candle, for a read that looks further back", async () => {
    const stage = createStage(100_000);
    await walk(stage, 9000, 9100);
    expect((await stage.read(100, 105))?.length).toBe(5);
    expect(stage.window.holds(at(8995), at(9000))).toBe(true);
  });
});

describe("beyond its limit a window keeps no more", () => {
  it("as soon as what it has, the read and a chunk more are above it, and never again", async () => {
    const stage = createStage(1000);
    await stage.read(0, 1000 - CHUNK);
    expect(stage.window.isWhole).toBe(true);
    await stage.read(1000 - CHUNK, 1001 - CHUNK);
    expect(stage.window.isWhole).toBe(false);
    await stage.read(1000 - CHUNK, 1001 - CHUNK);
    expect(stage.window.isWhole).toBe(false);
  });

  it("it slides as one that never kept: what lies behind is not served, and memory stays bounded", async () => {
    const stage = createStage(2000);
    await walk(stage, 100, 30_000, 50);
    expect(stage.window.isWhole).toBe(false);
    expect(await stage.read(95, 100)).toBeNull();
    const plain = createStage(undefined);
    await walk(plain, 100, 30_000, 50);
    expect(stage.window.capacity).toBeLessThanOrEqual(plain.window.capacity + 2000);
    expect(await stage.read(29_990, 30_000)).toEqual(await plain.read(29_990, 30_000));
  });

  it("what it let go of is asked for again by the exchange, and the candles are the same", async () => {
    const market = createMarket({ adapter: answerAll });
    const keeper = {};
    const closesOf = (run: ReturnType<typeof createRun>, minute: number): Promise<number[]> =>
      runAt(run, at(minute), async () =>
        (await market.client.getCandles(SYMBOL, "1m", 5)).map(({ close }) => close),
      );
    const [first, second] = [createRun(), createRun()];
    market.client.keepCandles(first, keeper);
    market.client.keepCandles(second, keeper);
    const closes = await closesOf(first, 1000);
    // A chunk above the limit of all that is kept.
    market.settings.current = { ...market.settings.current, CC_CANDLES_CHUNK: 1_000_001 };
    const early = market.calls.length;
    await closesOf(first, 5000);
    market.settings.current = { ...market.settings.current, CC_CANDLES_CHUNK: 1000 };
    expect(await closesOf(second, 1000)).toEqual(closes);
    expect(market.calls.slice(early).some(({ since }) => since === at(995))).toBe(true);
  });
});

import { describe, expect, it } from "vitest";
import { CandleMarket } from "../../../src/client/candle-market";
import type { ICandleRead } from "../../../src/client/candle-read";
import { CandleSource } from "../../../src/client/candle-source";
import { CandleWindow } from "../../../src/client/candle-window";
import { PassedCandles } from "../../../src/client/passed-candles";
import { createMarket, createRun, MINUTE, runAt, START, SYMBOL } from "./exchange-fixture";

const at = (minute: number): number => START + minute * MINUTE;

const createRead = (since: number, until: number): ICandleRead => ({
  exchangeName: "mock",
  symbol: SYMBOL,
  interval: "1m",
  step: MINUTE,
  since: at(since),
  until: at(until),
  limit: until - since,
});

/** Passed candles of a market the engine has told of up to a minute; ranges that contain one of `broken` cannot be read. */
const create = (toldUntil: number, broken: readonly number[] = [], chunk = 100) => {
  const { params } = createMarket({ adapter: () => [], settings: { CC_CANDLES_CHUNK: chunk } });
  const market = new CandleMarket(MINUTE, new CandleWindow(new CandleSource(params), MINUTE));
  market.toldUntil = at(toldUntil);
  const judged: [number, number][] = [];
  let failures = 0;
  const passed = new PassedCandles(params, ({ since, until, limit }) => {
    const [from, to] = [(since - START) / MINUTE, (until - START) / MINUTE];
    expect(limit).toBe(to - from);
    if (broken.some((minute) => minute >= from && minute < to)) {
      failures += 1;
      throw new Error("unreadable");
    }
    judged.push([from, to]);
  });
  const inTick = <T>(fn: () => T, backtest = true): T => runAt(createRun(), at(200), fn, backtest);
  return { passed, market, judged, inTick, failures: () => failures };
};

describe("candles that a run has passed", () => {
  it("are those between what was told and what is read", async () => {
    const { passed, market, judged, inTick } = create(10);
    expect(inTick(() => passed.has(createRead(30, 35), market))).toBe(true);
    await inTick(() => passed.judge(createRead(30, 35), market));
    expect(judged).toEqual([[10, 30]]);
  });

  it("are none where the read begins at or before what was told, or further away than a strategy may sleep", async () => {
    const { passed, market, judged, inTick } = create(10);
    for (const [since, until] of [
      [10, 15],
      [5, 12],
      [71, 75],
    ] as const) {
      expect(inTick(() => passed.has(createRead(since, until), market))).toBe(false);
      await inTick(() => passed.judge(createRead(since, until), market));
    }
    expect(inTick(() => passed.has(createRead(70, 75), market))).toBe(true);
    expect(judged).toEqual([]);
  });

  it("are none in live, and none without a window of candles", () => {
    const live = create(10);
    expect(live.inTick(() => live.passed.has(createRead(30, 35), live.market), false)).toBe(false);
    const afresh = create(10, [], 0);
    expect(afresh.inTick(() => afresh.passed.has(createRead(30, 35), afresh.market))).toBe(false);
  });

  it("a part that cannot be read hides nothing else", async () => {
    const { passed, market, judged, inTick } = create(10, [20]);
    await inTick(() => passed.judge(createRead(30, 35), market));
    const minutes = judged.flatMap(([from, to]) =>
      Array.from({ length: to - from }, (_, index) => from + index),
    );
    expect(minutes).toEqual(
      Array.from({ length: 20 }, (_, index) => 10 + index).filter((minute) => minute !== 20),
    );
  });

  it("are given up after eight reads that failed", async () => {
    const everything = Array.from({ length: 60 }, (_, index) => 10 + index);
    const { passed, market, judged, inTick, failures } = create(10, everything);
    await inTick(() => passed.judge(createRead(70, 75), market));
    expect(judged).toEqual([]);
    expect(failures()).toBe(8);
  });
});

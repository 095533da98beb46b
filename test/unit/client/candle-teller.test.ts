import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ICandleData } from "../../../src/interfaces/Exchange.interface";
import type { IReportPair } from "../../../src/interfaces/Report.interface";
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
  timesOf,
  type Adapter,
  type Market,
  type MarketOptions,
} from "./exchange-fixture";

const at = (minute: number): number => START + minute * MINUTE;

let restoreClock: () => void;
/** Minutes, per call of the collector. */
let told: number[][];
let gaps: [number, number][];
let pairs: IReportPair[];

const toMinute = (time: number): number => (time - START) / MINUTE;

const create = (adapter: Adapter, options: Partial<MarketOptions> = {}): Market =>
  createMarket({
    adapter,
    ...options,
    collector: {
      minutes: (pair, candles) => {
        pairs.push(pair);
        told.push(timesOf(candles.toCandles()).map(toMinute));
      },
      gap: (pair, { since, until }) => {
        pairs.push(pair);
        gaps.push([toMinute(since), toMinute(until)]);
      },
    },
  });

const readMinutes = (
  market: Market,
  run: ReturnType<typeof createRun>,
  since: number,
  until: number,
  backtest = true,
) => runAt(run, at(until), () => market.client.getClosedMinutes(SYMBOL, at(since), at(until)), backtest);

const without = (missing: readonly number[], count = 200): Adapter => {
  const absent = new Set(missing.map(at));
  return answerFrom(createCandles(START, count).filter(({ timestamp }) => !absent.has(timestamp)));
};

beforeEach(() => {
  restoreClock = setClock(createSimulatedClock({ start: at(10_000) }));
  told = [];
  gaps = [];
  pairs = [];
});

afterEach(() => {
  restoreClock();
});

describe("the minutes reports are told of", () => {
  it("are those an engine read serves, under the pair of the run", async () => {
    await readMinutes(create(answerAll), createRun(), 95, 100);
    expect(told).toEqual([[95, 96, 97, 98, 99]]);
    expect(pairs).toEqual([{ symbol: SYMBOL, strategyName: "strategy", backtest: true }]);
  });

  it("in live carry the mode", async () => {
    await readMinutes(create(answerAll), createRun(), 95, 100, false);
    expect(pairs.map(({ backtest }) => backtest)).toEqual([false]);
    expect(told).toHaveLength(1);
  });

  it("ascend over a whole run; between two ticks none is left out, though no tick has read it", async () => {
    const [market, run] = [create(answerAll), createRun()];
    await readMinutes(market, run, 95, 100);
    await readMinutes(market, run, 110, 115);
    await readMinutes(market, run, 111, 116);
    expect(told.flat().slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, index) => 95 + index));
    expect(new Set(told.flat()).size).toBe(21);
    for (const minutes of told) {
      expect(minutes).toEqual([...minutes].sort((left, right) => left - right));
    }
  });

  it("come once where reads overlap, also of a read that goes back behind the newest minute", async () => {
    const [market, run] = [create(answerAll), createRun()];
    await readMinutes(market, run, 95, 100);
    await readMinutes(market, run, 96, 101);
    await readMinutes(market, run, 98, 103);
    await readMinutes(market, run, 97, 102);
    expect(told).toEqual([[95, 96, 97, 98, 99], [100], [101, 102]]);
  });

  it("are never those a user reads", async () => {
    const [market, run] = [create(answerAll), createRun()];
    await runAt(run, at(100), () => market.client.getCandles(SYMBOL, "1m", 5));
    await runAt(run, at(100), () => market.client.getAveragePrice(SYMBOL));
    expect(told).toEqual([]);
  });

  it("lack what is faulty", async () => {
    const rows = createCandles(START, 200).map((row): ICandleData =>
      row.timestamp === at(97) ? { ...row, high: -1 } : row,
    );
    const market = create(answerFrom(rows));
    await readMinutes(market, createRun(), 95, 100);
    expect(told).toEqual([[95, 96, 98, 99]]);
    expect(gaps).toEqual([]);
    expect(market.errors).toHaveLength(1);
  });

  it("of a read ahead are told when the engine has come that far, and no further", async () => {
    const [market, run] = [create(answerAll), createRun()];
    await runAt(run, at(100), () => market.client.getNextCandles(SYMBOL, "1m", 50));
    expect(told).toEqual([]);
    await runAt(run, at(104), () => market.client.tellNextCandles(SYMBOL, "1m"));
    expect(told).toEqual([[100, 101, 102, 103]]);
    await runAt(run, at(104), () => market.client.tellNextCandles(SYMBOL, "1m"));
    expect(told).toHaveLength(1);
  });

  it("are one-minute candles alone", async () => {
    const [market, run] = [create(answerAll), createRun()];
    await runAt(run, at(120), () => market.client.getNextCandles(SYMBOL, "5m", 4));
    await runAt(run, at(135), () => market.client.tellNextCandles(SYMBOL, "5m"));
    expect([told, pairs]).toEqual([[], []]);
  });
});

describe("the gaps reports are told of", () => {
  it("come once, however often they are read", async () => {
    const [market, run] = [create(without([96, 97])), createRun()];
    await readMinutes(market, run, 95, 100);
    await readMinutes(market, run, 95, 100);
    await runAt(run, at(100), () => market.client.getCandles(SYMBOL, "1m", 10));
    expect(gaps).toEqual([[96, 98]]);
    expect(market.warnings).toHaveLength(1);
  });

  it("of another run are told to that run too", async () => {
    const market = create(without([96, 97]));
    await readMinutes(market, createRun(), 95, 100);
    await readMinutes(market, { ...createRun(), strategyName: "other" }, 95, 100);
    expect(gaps).toEqual([
      [96, 98],
      [96, 98],
    ]);
    expect(new Set(pairs.map(({ strategyName }) => strategyName))).toEqual(new Set(["strategy", "other"]));
  });

  it("that grow from tick to tick come whole, each minute once; the log is warned once", async () => {
    const [market, run] = [create(without([96, 97, 98, 99, 100, 101])), createRun()];
    for (let minute = 96; minute <= 106; minute += 1) {
      await readMinutes(market, run, minute - 5, minute);
    }
    const minutes = gaps.flatMap(([since, until]) =>
      Array.from({ length: until - since }, (_, index) => since + index),
    );
    expect(minutes).toEqual([96, 97, 98, 99, 100, 101]);
    expect(market.warnings).toHaveLength(1);
  });

  it("of a read ahead end where the engine has come to", async () => {
    const [market, run] = [create(without([102, 103, 104, 105, 110])), createRun()];
    await runAt(run, at(100), () => market.client.getNextCandles(SYMBOL, "1m", 20));
    expect(gaps).toEqual([]);
    await runAt(run, at(104), () => market.client.tellNextCandles(SYMBOL, "1m"));
    expect(gaps).toEqual([[102, 104]]);
  });

  it("in frames that were passed without a tick are told with the next one", async () => {
    const [market, run] = [create(without([85, 86])), createRun()];
    await readMinutes(market, run, 75, 80);
    await readMinutes(market, run, 95, 100);
    expect(gaps).toEqual([[85, 87]]);
    expect(market.warnings).toHaveLength(1);
  });

  it("in frames that were passed at the end are told of up to there, once, with the prices beside them", async () => {
    const [market, run] = [create(without([85, 86, 92, 93, 94])), createRun()];
    await readMinutes(market, run, 75, 80);
    await runAt(run, at(93), () => market.client.tellPassedMinutes(SYMBOL));
    await runAt(run, at(93), () => market.client.tellPassedMinutes(SYMBOL));
    expect(gaps).toEqual([
      [85, 87],
      [92, 93],
    ]);
    expect(market.warnings).toHaveLength(2);
    expect(told.slice(1)).toEqual([[80, 81, 82, 83, 84, 87, 88, 89, 90, 91]]);
  });

  it("of passed frames need no read where none was passed, or nothing was ever read", async () => {
    const [market, run] = [create(without([])), createRun()];
    await runAt(run, at(100), () => market.client.tellPassedMinutes(SYMBOL));
    expect(market.calls).toEqual([]);
    await readMinutes(market, run, 95, 100);
    const callCount = market.calls.length;
    await runAt(run, at(100), () => market.client.tellPassedMinutes(SYMBOL));
    expect([told.length, market.calls.length]).toEqual([1, callCount]);
  });

  it("between candles of another interval are the log's alone", async () => {
    const rows = createCandles(START, 20, "5m").filter(({ timestamp }) => timestamp !== at(50));
    const market = create(answerFrom(rows));
    await runAt(createRun(), at(75), () => market.client.getCandles(SYMBOL, "5m", 8));
    expect([gaps, market.warnings.length]).toEqual([[], 1]);
  });

  it("where nothing is missing are none", async () => {
    const market = create(answerAll);
    await readMinutes(market, createRun(), 90, 100);
    expect([gaps, market.warnings]).toEqual([[], []]);
  });
});

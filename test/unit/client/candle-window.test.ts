import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CandleSource } from "../../../src/client/candle-source";
import { CandleWindow } from "../../../src/client/candle-window";
import type { CandleInterval, ICandleData } from "../../../src/interfaces/Exchange.interface";
import { createSimulatedClock, type SimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock } from "../../../src/utils/clock";
import {
  answerAll,
  answerFrom,
  catchTradingError,
  createCandles,
  createMarket,
  createRun,
  HOUR,
  MINUTE,
  runAt,
  START,
  SYMBOL,
  timesOf,
  type Market,
} from "./exchange-fixture";

let clock: SimulatedClock;
let restoreClock: () => void;

beforeEach(() => {
  clock = createSimulatedClock({ start: START + 100_000 * MINUTE });
  restoreClock = setClock(clock);
});

afterEach(() => {
  restoreClock();
});

const at = (minute: number): number => START + minute * MINUTE;

const read = (
  market: Market,
  run: ReturnType<typeof createRun>,
  minute: number,
  limit: number,
  interval: CandleInterval = "1m",
): Promise<ICandleData[]> => runAt(run, at(minute), () => market.client.getCandles(SYMBOL, interval, limit));

const minutesAsked = ({ calls }: Market): [number, number][] =>
  calls.map(({ since, limit }) => [(since - START) / MINUTE, limit]);

describe("the candle window of a back-test", () => {
  it("asks the adapter once per chunk and serves every read from memory (pitfall 11)", async () => {
    const market = createMarket({ adapter: answerAll });
    const run = createRun();
    for (let minute = 100; minute < 1100; minute++) {
      expect(timesOf(await read(market, run, minute, 5))).toEqual(
        [5, 4, 3, 2, 1].map((distance) => at(minute - distance)),
      );
      await runAt(run, at(minute), () => market.client.getAveragePrice(SYMBOL));
    }
    expect(minutesAsked(market)).toEqual([
      [95, 1000],
      [1095, 1000],
    ]);
  });

  it("asks for exactly the range, every time, with chunk 0", async () => {
    const market = createMarket({ adapter: answerAll, settings: { CC_CANDLES_CHUNK: 0 } });
    const run = createRun();
    await read(market, run, 3000, 5);
    await read(market, run, 3000, 5);
    await read(market, run, 3000, 2500);
    await runAt(run, at(3000), () => market.client.getNextCandles(SYMBOL, "1m", 1444));
    expect(minutesAsked(market)).toEqual([
      [2995, 5],
      [2995, 5],
      [500, 2500],
      [3000, 1444],
    ]);
  });

  it("takes a short answer as it is with chunk 0", async () => {
    const market = createMarket({
      adapter: answerFrom(createCandles(at(0), 3)),
      settings: { CC_CANDLES_CHUNK: 0 },
    });
    expect(await read(market, createRun(), 5, 5)).toHaveLength(3);
    expect(market.calls).toHaveLength(1);
  });

  it("pages a read that is longer than a chunk (pitfall 4)", async () => {
    const market = createMarket({ adapter: answerAll, settings: { CC_CANDLES_CHUNK: 100 } });
    const candles = await read(market, createRun(), 250, 250);
    expect(timesOf(candles)).toEqual(timesOf(createCandles(at(0), 250)));
    expect(minutesAsked(market)).toEqual([
      [0, 100],
      [100, 100],
      [200, 100],
    ]);
  });

  it("goes on where an adapter that answers 30 rows at most stopped (pitfall 4)", async () => {
    const market = createMarket({
      adapter: async (call) => answerAll({ ...call, limit: Math.min(call.limit, 30) }),
    });
    const run = createRun();
    expect(await runAt(run, at(0), () => market.client.getNextCandles(SYMBOL, "1m", 64))).toHaveLength(64);
    expect(minutesAsked(market)).toEqual([
      [0, 1000],
      [30, 1000],
      [60, 1000],
    ]);
    expect(await read(market, run, 90, 90)).toHaveLength(90);
    expect(market.calls).toHaveLength(3);
  });

  it("never asks earlier than needed, and never for what it knows", async () => {
    const market = createMarket({ adapter: answerAll, settings: { CC_CANDLES_CHUNK: 100 } });
    const run = createRun();
    await read(market, run, 300, 5);
    await read(market, run, 300, 60);
    await read(market, run, 300, 60);
    expect(minutesAsked(market)).toEqual([
      [295, 100],
      [240, 55],
    ]);
  });

  it("never asks for a candle that is not closed on the wall clock", async () => {
    const market = createMarket({ adapter: answerAll });
    const now = clock.now() / MINUTE - START / MINUTE;
    const run = createRun();
    await read(market, run, now - 10, 5);
    expect(minutesAsked(market)).toEqual([[now - 15, 15]]);
    await clock.advance(2 * MINUTE + 1);
    await read(market, run, now + 2, 5);
    expect(minutesAsked(market).at(-1)).toEqual([now, 2]);
  });

  it("an empty answer says nothing of candles that were not closed: where there is nothing, each is asked for once", async () => {
    const market = createMarket({ adapter: answerFrom([]), settings: { CC_CANDLES_CHUNK: 100 } });
    const run = createRun();
    for (let minute = 100; minute < 104; minute++) {
      expect(await read(market, run, minute, 5)).toEqual([]);
    }
    expect(minutesAsked(market)).toEqual([
      [95, 100],
      [95, 5],
      [100, 1],
      [101, 1],
      [102, 1],
    ]);
  });

  it("keeps intervals and symbols apart", async () => {
    const market = createMarket({ adapter: answerAll });
    const run = createRun();
    await read(market, run, 600, 5, "1h");
    await read(market, run, 600, 5, "5m");
    await runAt(run, at(600), () => market.client.getCandles("ETHUSDT", "5m", 5));
    expect(market.calls.map(({ interval, since }) => [interval, since])).toEqual([
      ["1h", at(600) - 5 * HOUR],
      ["5m", at(575)],
      ["5m", at(575)],
    ]);
  });

  it("hands the adapter a date of its own in every call", async () => {
    const dates: Date[] = [];
    const market = createMarket({ adapter: answerAll, settings: { CC_CANDLES_CHUNK: 0 } });
    const { params } = market.client;
    const ask = params.getCandles;
    Object.assign(params, {
      getCandles: (...args: Parameters<typeof ask>) => {
        expect(args).toHaveLength(4);
        dates.push(args[2]);
        const answer = ask(...args);
        args[2].setTime(0);
        return answer;
      },
    });
    const run = createRun();
    expect(await read(market, run, 100, 5)).toHaveLength(5);
    expect(await read(market, run, 100, 5)).toHaveLength(5);
    expect(dates[0]).not.toBe(dates[1]);
  });
});

describe("reads at the same time", () => {
  it("do not ask for the same candles twice", async () => {
    const market = createMarket({ adapter: answerAll });
    const run = createRun();
    const results = await Promise.all([5, 5, 3].map((limit) => read(market, run, 100, limit)));
    expect(results.map(({ length }) => length)).toEqual([5, 5, 3]);
    expect(market.calls).toHaveLength(1);
  });

  it("at very different times do not take candles from each other", async () => {
    const market = createMarket({ adapter: answerAll, settings: { CC_CANDLES_CHUNK: 10 } });
    const run = createRun();
    const results = await Promise.all([50, 9000, 70, 20_000].map((minute) => read(market, run, minute, 8)));
    expect(results.map(timesOf)).toEqual(
      [50, 9000, 70, 20_000].map((minute) => timesOf(createCandles(at(minute - 8), 8))),
    );
  });

  it("fail alone: the next one tries again", async () => {
    const market = createMarket({
      adapter: async (call) => {
        if (market.calls.length === 1) {
          throw new Error("once");
        }
        return answerAll(call);
      },
      settings: { CC_GET_CANDLES_RETRY_COUNT: 1, CC_CANDLES_CHUNK: 5, CC_GET_CANDLES_RETRY_DELAY_MS: 0 },
    });
    const run = createRun();
    const [first, second] = await Promise.allSettled([read(market, run, 100, 5), read(market, run, 100, 5)]);
    expect(first.status).toBe("rejected");
    expect(second.status).toBe("fulfilled");
  });

  it("of the adapter itself, on the very window it is filling, do not wait for themselves", async () => {
    let depth = 0;
    const market = createMarket({
      adapter: async (call) => {
        if (depth++ === 0) {
          expect(await read(market, run, 50, 3)).toHaveLength(3);
        }
        return answerAll(call);
      },
    });
    const run = createRun();
    expect(await read(market, run, 100, 5)).toHaveLength(5);
  });

  it("of parallel runs share nothing, and the end of one leaves the other its candles", async () => {
    const market = createMarket({ adapter: answerAll });
    const [one, two] = [createRun(), createRun()];
    await Promise.all([read(market, one, 100, 5), read(market, two, 100, 5)]);
    expect(market.calls).toHaveLength(2);
    market.client.release(one);
    await read(market, two, 100, 5);
    expect(market.calls).toHaveLength(2);
    await read(market, one, 100, 5);
    expect(market.calls).toHaveLength(3);
  });
});

describe("memory stays bounded", () => {
  it("while the window slides: the longest look-back and some chunks", async () => {
    const market = createMarket({ adapter: answerAll });
    const execution = market.client.params.execution;
    const window = new CandleWindow(new CandleSource(market.client.params), MINUTE);
    const run = createRun();
    for (let minute = 1000; minute < 40_000; minute += 250) {
      const [since, until] = [at(minute - 300), at(minute)];
      const asked = { exchangeName: "mock", symbol: SYMBOL, interval: "1m", step: MINUTE } as const;
      await runAt(run, until, () =>
        window.serve({ ...asked, since, until, limit: 300 }, execution.context, 1000, () => null),
      );
      expect(window.capacity).toBeLessThanOrEqual(300 + 4 * 1000);
    }
  });

  it("when a read looks far back: it is served from the adapter and kept out of the window", async () => {
    const market = createMarket({ adapter: answerAll, settings: { CC_CANDLES_CHUNK: 100 } });
    const run = createRun();
    await read(market, run, 50_000, 5);
    expect(timesOf(await read(market, run, 1000, 150))).toEqual(timesOf(createCandles(at(850), 150)));
    await read(market, run, 50_000, 5);
    expect(minutesAsked(market)).toEqual([
      [49_995, 100],
      [850, 100],
      [950, 50],
    ]);
  });
});

describe("an error", () => {
  it("keeps what earlier pages have brought", async () => {
    let isDown = true;
    const market = createMarket({
      adapter: async (call) => {
        if (isDown && call.since >= at(200)) {
          throw new Error("page 3 is down");
        }
        return answerAll(call);
      },
      settings: { CC_CANDLES_CHUNK: 100, CC_GET_CANDLES_RETRY_DELAY_MS: 0 },
    });
    const run = createRun();
    const error = await catchTradingError(read(market, run, 250, 250));
    expect(error.message).toContain("since=2024-01-01T00:00:00.000Z limit=250");
    isDown = false;
    market.calls.length = 0;
    expect(await read(market, run, 250, 250)).toHaveLength(250);
    expect(minutesAsked(market).every(([since]) => since >= 200)).toBe(true);
  });
});

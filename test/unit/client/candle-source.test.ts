import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ClientExchange } from "../../../src/client/ClientExchange";
import type { ICandleData, IExchangeParams } from "../../../src/interfaces/Exchange.interface";
import { createSimulatedClock, type SimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock } from "../../../src/utils/clock";
import {
  answerAll,
  catchTradingError,
  createCandles,
  createMarket,
  createRun,
  MINUTE,
  runAt,
  START,
  SYMBOL,
  type Market,
} from "./exchange-fixture";

const WHEN = START + 100 * MINUTE;
const DELAY = 5000;

let clock: SimulatedClock;
let restoreClock: () => void;

beforeEach(() => {
  clock = createSimulatedClock({ start: START + 5000 * MINUTE });
  restoreClock = setClock(clock);
});

afterEach(() => {
  restoreClock();
});

const read = (market: Market, limit = 5): Promise<ICandleData[]> =>
  clock.runUntil(runAt(createRun(), WHEN, () => market.client.getCandles(SYMBOL, "1m", limit)));

const down = async (): Promise<never> => {
  throw new Error("source is down");
};

describe("tries (pitfall 9)", () => {
  it.each([
    [3, 3],
    [1, 1],
    [0, 1],
    [-5, 1],
    [Number.NaN, 1],
  ])(
    "with a count of %d the adapter is called %d times, with pauses only in between",
    async (count, calls) => {
      const market = createMarket({
        adapter: down,
        settings: { CC_GET_CANDLES_RETRY_COUNT: count, CC_CANDLES_CHUNK: 0 },
      });
      const before = clock.now();
      const error = await catchTradingError(read(market));
      expect(error.code).toBe("CANDLES_FAILED");
      expect(market.calls).toHaveLength(calls);
      expect(clock.now() - before).toBe((calls - 1) * DELAY);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  it("end with an error that names symbol, interval, since and limit and keeps the cause", async () => {
    const market = createMarket({ adapter: down });
    const error = await catchTradingError(read(market));
    expect(error.cause).toEqual(new Error("source is down"));
    for (const part of ["mock", SYMBOL, "1m", "2024-01-01T01:35:00.000Z", "limit=5", "source is down"]) {
      expect(error.message).toContain(part);
    }
  });

  it.each([undefined, null, "a text", { code: 429 }])(
    "end with a real error when the adapter throws %j",
    async (thrown) => {
      const market = createMarket({ adapter: () => Promise.reject(thrown) });
      const error = await catchTradingError(read(market));
      expect(error).toBeInstanceOf(Error);
      expect(error.code).toBe("CANDLES_FAILED");
      expect(error.cause).toBe(thrown);
    },
  );

  it("go on until one succeeds", async () => {
    const market = createMarket({
      adapter: (call) => (market.calls.length < 3 ? down() : answerAll(call)),
      settings: { CC_CANDLES_CHUNK: 0 },
    });
    expect(await read(market)).toHaveLength(5);
    expect(market.warnings.map(({ topic }) => topic)).toEqual(
      Array(2).fill("ClientExchange candle adapter: a try failed"),
    );
  });

  it("need no timer when there is no pause between them", async () => {
    const market = createMarket({
      adapter: () => {
        throw new Error("thrown at once");
      },
      settings: { CC_GET_CANDLES_RETRY_DELAY_MS: 0 },
    });
    const error = await catchTradingError(
      runAt(createRun(), WHEN, () => market.client.getCandles(SYMBOL, "1m", 5)),
    );
    expect(error.code).toBe("CANDLES_FAILED");
    expect(market.calls).toHaveLength(3);
  });

  it("may be answered without a promise", async () => {
    const market = createMarket({
      adapter: ({ since, limit }) =>
        Array.from({ length: limit }, (_value, index) => ({
          timestamp: since + index * MINUTE,
          open: 1,
          high: 1,
          low: 1,
          close: 1,
          volume: 0,
        })),
    });
    expect(await read(market)).toHaveLength(5);
  });
});

describe("answers that are no list of candles (pitfall 6)", () => {
  it.each([
    ["null", null, "null instead of a list"],
    ["nothing", undefined, "undefined instead of a list"],
    ["an object", { data: [] }, "object instead of a list"],
    ["a row that is null", [null], "candle[0] without a timestamp"],
    ["a row without a time", [{ close: 1 }], "candle[0] without a timestamp"],
    ["a row with a time of NaN", [{ timestamp: Number.NaN }], "candle[0] without a timestamp"],
    ["a time as text", [{ timestamp: "2024-01-01" }], "candle[0] without a timestamp"],
    ["times in seconds", [{ timestamp: START / 1000 }], "looks like seconds"],
    ["times in microseconds", [{ timestamp: START * 1000 }], "looks like microseconds"],
  ])("%s: a failed try, and an error that names the exchange", async (_what, answer, problem) => {
    const market = createMarket({ adapter: async () => answer });
    const error = await catchTradingError(read(market));
    expect(error.code).toBe("CANDLES_ANSWER_INVALID");
    expect(error.message).toContain(problem);
    expect(error.message).toContain("exchange=mock");
    expect(market.calls).toHaveLength(3);
  });

  it("small times are fine when the question was about such times", async () => {
    const market = createMarket({ adapter: async ({ since, limit }) => createCandles(since, limit) });
    const candles = await runAt(createRun(), 50 * MINUTE, () => market.client.getCandles(SYMBOL, "1m", 5));
    expect(candles).toHaveLength(5);
  });
});

describe("an adapter that never answers (pitfall 10)", () => {
  it("is given up after a minute per try", async () => {
    const market = createMarket({ adapter: () => new Promise(() => {}) });
    const before = clock.now();
    const error = await catchTradingError(read(market));
    expect(error.code).toBe("CANDLES_FAILED");
    expect(error.message).toContain("timed out");
    expect(error.cause).toEqual(expect.objectContaining({ message: expect.stringContaining("timed out") }));
    expect(clock.now() - before).toBe(3 * 60_000 + 2 * DELAY);
    expect(clock.pendingTimers).toBe(0);
  });

  it("is given up after the time its exchange names", async () => {
    const market = createMarket({ adapter: () => new Promise(() => {}), timeoutMs: 1500 });
    const before = clock.now();
    await catchTradingError(read(market));
    expect(clock.now() - before).toBe(3 * 1500 + 2 * DELAY);
  });

  it("is told so through an AbortSignal when it declares the parameter", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const market = createMarket({ adapter: answerAll, timeoutMs: 1500 });
    const getCandles: IExchangeParams["getCandles"] = (_symbol, _interval, _since, _limit, signal) => {
      signals.push(signal);
      return new Promise(() => {});
    };
    const client = new ClientExchange({ ...market.client.params, getCandles });
    await catchTradingError(read({ ...market, client }));
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true, true]);
  });

  it("leaves no timer behind when it does answer", async () => {
    const market = createMarket({ adapter: answerAll });
    await read(market);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("reading ahead must not fail a read of the past (H1)", () => {
  const FUTURE = WHEN + 20 * MINUTE;

  const failBeyond =
    (answer: () => unknown) =>
    (call: { interval: "1m"; since: number; limit: number }): unknown =>
      call.since + call.limit * MINUTE > FUTURE ? answer() : answerAll(call);

  it.each([
    ["throws", down],
    ["answers no list", async () => "busy"],
    ["never answers", () => new Promise(() => {})],
    ["answers nothing", async () => []],
  ])(
    "an adapter that %s for a range with a bad future candle is asked for the past alone",
    async (_how, answer) => {
      for (const count of [1, 2, 3]) {
        const market = createMarket({
          adapter: failBeyond(answer) as Parameters<typeof createMarket>[0]["adapter"],
          settings: { CC_GET_CANDLES_RETRY_COUNT: count },
        });
        expect(await read(market)).toHaveLength(5);
        expect(market.calls).toEqual([
          { interval: "1m", since: WHEN - 5 * MINUTE, limit: 1000 },
          { interval: "1m", since: WHEN - 5 * MINUTE, limit: 5 },
        ]);
        expect(market.warnings).toEqual([]);
      }
    },
  );

  it("reaches less far afterwards, and farther again with each success", async () => {
    const market = createMarket({
      adapter: failBeyond(down) as Parameters<typeof createMarket>[0]["adapter"],
      settings: { CC_GET_CANDLES_RETRY_DELAY_MS: 0 },
    });
    const run = createRun();
    for (let minute = 0; minute <= 20; minute++) {
      const candles = await runAt(run, WHEN + minute * MINUTE, () =>
        market.client.getCandles(SYMBOL, "1m", 5),
      );
      expect(candles).toHaveLength(5);
    }
    expect(market.calls.map(({ limit }) => limit).slice(0, 5)).toEqual([1000, 5, 1, 2, 3]);
    expect(market.calls.length).toBeLessThan(16);
  });

  it("fails when the past itself is bad, with as many tries as are set", async () => {
    const market = createMarket({ adapter: down, settings: { CC_GET_CANDLES_RETRY_COUNT: 3 } });
    await catchTradingError(read(market));
    expect(market.calls.map(({ limit }) => limit)).toEqual([1000, 5, 5]);
    expect(market.warnings).toHaveLength(2);
  });
});

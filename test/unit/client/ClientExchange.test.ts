import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CandleInterval, ICandleData } from "../../../src/interfaces/Exchange.interface";
import { ExecutionContextService } from "../../../src/lib/services/context/ExecutionContextService";
import { CANDLE_INTERVALS, intervalToMs } from "../../../src/math/interval";
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
  HOUR,
  MINUTE,
  runAt,
  START,
  SYMBOL,
  timesOf,
} from "./exchange-fixture";

const TEN = START + 10 * HOUR;

let clock: SimulatedClock;
let restoreClock: () => void;

beforeEach(() => {
  clock = createSimulatedClock({ start: START + 30 * 24 * HOUR });
  restoreClock = setClock(clock);
});

afterEach(() => {
  restoreClock();
});

const openTimes = (last: number, count: number, step: number): number[] =>
  Array.from({ length: count }, (_value, index) => last - (count - 1 - index) * step);

describe("closed candles only (H1, pitfalls 1 and 2)", () => {
  it.each([true, false])("never returns the hour that is still forming (back-test: %s)", async (backtest) => {
    const { client } = createMarket({ adapter: answerAll });
    const candles = await runAt(
      createRun(),
      TEN + 5 * MINUTE,
      () => client.getCandles(SYMBOL, "1h", 2),
      backtest,
    );
    expect(timesOf(candles)).toEqual([TEN - 2 * HOUR, TEN - HOUR]);
  });

  it.each([true, false])(
    "aligns first and then steps back: 10:07:23 gives all five minutes (back-test: %s)",
    async (backtest) => {
      const { client } = createMarket({ adapter: answerAll });
      const when = TEN + 7 * MINUTE + 23_000;
      const minutes = await runAt(createRun(), when, () => client.getCandles(SYMBOL, "1m", 5), backtest);
      expect(timesOf(minutes)).toEqual(openTimes(TEN + 6 * MINUTE, 5, MINUTE));
      const hours = await runAt(createRun(), when, () => client.getCandles(SYMBOL, "1h", 3), backtest);
      expect(timesOf(hours)).toEqual(openTimes(TEN - HOUR, 3, HOUR));
    },
  );

  it("shows a candle at the very instant at which it is closed, and not a millisecond earlier", async () => {
    const { client } = createMarket({ adapter: answerAll });
    const last = async (when: number): Promise<number | undefined> =>
      timesOf(await runAt(createRun(), when, () => client.getCandles(SYMBOL, "15m", 1)))[0];
    expect(await last(TEN)).toBe(TEN - 15 * MINUTE);
    expect(await last(TEN - 1)).toBe(TEN - 30 * MINUTE);
  });

  it.each(CANDLE_INTERVALS)("serves %s with a limit of 1 (pitfall 3)", async (interval) => {
    const { client } = createMarket({ adapter: answerAll });
    const candles = await runAt(createRun(), TEN + 1, () => client.getCandles(SYMBOL, interval, 1));
    const step = intervalToMs(interval);
    expect(timesOf(candles)).toEqual([Math.floor(TEN / step) * step - step]);
  });

  it("gives nothing that has not closed on the wall clock, even for a time in the future", async () => {
    const { client, calls } = createMarket({ adapter: answerAll });
    const now = clock.now();
    const candles = await runAt(createRun(), now + 3 * MINUTE, () => client.getCandles(SYMBOL, "1m", 5));
    expect(timesOf(candles)).toEqual([now - 2 * MINUTE, now - MINUTE]);
    expect(calls.every(({ since, limit }) => since + limit * MINUTE <= now)).toBe(true);
  });
});

describe("what a read asks for is checked", () => {
  it.each([0, -1, 1.5, Number.NaN, Infinity, 10_000_001])(
    "refuses the limit %s (pitfall 3)",
    async (limit) => {
      const { client, calls } = createMarket({ adapter: answerAll });
      const error = await catchTradingError(
        runAt(createRun(), TEN, () => client.getCandles(SYMBOL, "1m", limit)),
      );
      expect(error.code).toBe("READ_INVALID");
      expect(error.message).toContain("limit must be a positive integer");
      expect(calls).toEqual([]);
    },
  );

  it.each(["1d", "7m", "", "toString"])("refuses the interval %j (pitfall 8)", async (interval) => {
    const { client } = createMarket({ adapter: answerAll });
    for (const method of ["getCandles", "getNextCandles"] as const) {
      const error = await catchTradingError(
        runAt(createRun(), TEN, () => client[method](SYMBOL, interval as CandleInterval, 5)),
      );
      expect(error.code).toBe("READ_INVALID");
      expect(error.message).toContain(`ClientExchange unknown time adjust for interval=${interval}`);
    }
  });

  it("refuses an empty symbol and passes a missing one through", async () => {
    const { client } = createMarket({ adapter: answerAll });
    const error = await catchTradingError(runAt(createRun(), TEN, () => client.getAveragePrice("")));
    expect(error.code).toBe("READ_INVALID");
    const missing = undefined as unknown as string;
    await expect(runAt(createRun(), TEN, () => client.getAveragePrice(missing))).resolves.toBeGreaterThan(0);
  });
});

describe("getNextCandles serves the engine of a back-test alone", () => {
  it("reads the half-open range from the next boundary on (pitfall 8)", async () => {
    const { client } = createMarket({
      adapter: async ({ since, limit }) => createCandles(since - MINUTE, limit + 5),
    });
    const candles = await runAt(createRun(), TEN + 1, () => client.getNextCandles(SYMBOL, "1m", 3));
    expect(timesOf(candles)).toEqual([TEN + MINUTE, TEN + 2 * MINUTE, TEN + 3 * MINUTE]);
    const aligned = await runAt(createRun(), TEN, () => client.getNextCandles(SYMBOL, "1m", 1));
    expect(timesOf(aligned)).toEqual([TEN]);
  });

  it("refuses in live (pitfall 7)", async () => {
    const { client } = createMarket({ adapter: answerAll });
    const error = await catchTradingError(
      runAt(createRun(), TEN, () => client.getNextCandles(SYMBOL, "1m", 3), false),
    );
    expect(error.code).toBe("ENGINE_ONLY");
    expect(error.message).toContain("in live");
  });

  it("refuses inside user code (H1)", async () => {
    const { client } = createMarket({ adapter: answerAll });
    const execution = new ExecutionContextService();
    const error = await catchTradingError(
      runAt(createRun(), TEN, () =>
        Promise.resolve(
          execution.runUserCode(() => client.getNextCandles(SYMBOL, "1m", 3), execution.context),
        ),
      ),
    );
    expect(error.code).toBe("ENGINE_ONLY");
    expect(error.message).toContain("user code");
  });

  it("refuses inside the adapter, which is user code", async () => {
    const inner: unknown[] = [];
    const market = createMarket({
      adapter: async (call) => {
        inner.push(await market.client.getNextCandles(SYMBOL, "1h", 1).catch((error: unknown) => error));
        return answerAll(call);
      },
    });
    await runAt(createRun(), TEN, () => market.client.getCandles(SYMBOL, "1m", 1));
    expect(inner).toEqual([expect.objectContaining({ code: "ENGINE_ONLY" })]);
  });

  it("never reaches past the last candle closed on the wall clock", async () => {
    const { client, calls } = createMarket({ adapter: answerAll });
    const now = clock.now();
    const candles = await runAt(createRun(), now - 2 * MINUTE, () => client.getNextCandles(SYMBOL, "1m", 10));
    expect(timesOf(candles)).toEqual([now - 2 * MINUTE, now - MINUTE]);
    calls.length = 0;
    const beyond = await runAt(createRun(), now + 1, () => client.getNextCandles(SYMBOL, "1m", 10));
    expect(beyond).toEqual([]);
    expect(calls).toEqual([]);
  });

  it("leaves faulty candles out and reports each once the engine has come that far", async () => {
    const rows = createCandles(TEN, 5).map((row, index) => (index === 2 ? { ...row, low: -1 } : row));
    const seen: string[] = [];
    const market = createMarket({ adapter: answerFrom(rows) });
    vi.spyOn(market.client.params, "reportError").mockImplementation(async () => {
      seen.push(market.client.params.execution.context.when.toISOString());
    });
    const run = createRun();
    const candles = await runAt(run, TEN, () => market.client.getNextCandles(SYMBOL, "1m", 5));
    expect(timesOf(candles)).toEqual([0, 1, 3, 4].map((index) => TEN + index * MINUTE));
    expect(seen).toEqual([]);
    await runAt(run, TEN + 4 * MINUTE, () => market.client.tellNextCandles(SYMBOL, "1m"));
    expect(seen).toEqual([new Date(TEN + 4 * MINUTE).toISOString()]);
  });
});

describe("VWAP (getAveragePrice)", () => {
  it("comes without a promise where the candles are at hand, and in one where they are not", async () => {
    const { client } = createMarket({ adapter: answerAll });
    const run = createRun();
    const first = runAt(run, TEN, () => client.lookUpAveragePrice(SYMBOL));
    expect(first).toBeInstanceOf(Promise);
    const price = await first;
    expect(runAt(run, TEN, () => client.lookUpAveragePrice(SYMBOL))).toBe(price);
    expect(await runAt(run, TEN, () => client.getAveragePrice(SYMBOL))).toBe(price);
  });

  const candle = (index: number, values: Partial<ICandleData>): ICandleData => ({
    ...createCandle(TEN - (5 - index) * MINUTE),
    ...values,
  });

  it("weighs the typical prices of the last five closed minutes by their volume", async () => {
    const rows = [
      candle(-1, { open: 900, high: 900, low: 900, close: 900, volume: 99 }),
      ...[0, 1, 2, 3].map((index) => candle(index, { open: 10, high: 12, low: 9, close: 12, volume: 1 })),
      candle(4, { open: 20, high: 24, low: 18, close: 24, volume: 4 }),
      candle(5, { open: 900, high: 900, low: 900, close: 900, volume: 99 }),
    ];
    const { client } = createMarket({ adapter: answerFrom(rows) });
    const price = await runAt(createRun(), TEN, () => client.getAveragePrice(SYMBOL));
    expect(price).toBe((4 * 11 * 1 + 22 * 4) / 8);
  });

  it("is the mean of the closes when nothing was traded", async () => {
    const rows = [10, 20].map((close, index) =>
      candle(index + 3, { open: close, high: close, low: close, close, volume: 0 }),
    );
    const { client } = createMarket({ adapter: answerFrom(rows) });
    expect(await runAt(createRun(), TEN, () => client.getAveragePrice(SYMBOL))).toBe(15);
  });

  it("works with a window of one candle (pitfall 3)", async () => {
    const { client, calls } = createMarket({
      adapter: answerAll,
      settings: { CC_AVG_PRICE_CANDLES_COUNT: 1, CC_CANDLES_CHUNK: 0 },
    });
    await runAt(createRun(), TEN, () => client.getAveragePrice(SYMBOL));
    expect(calls).toEqual([{ interval: "1m", since: TEN - MINUTE, limit: 1 }]);
  });

  it("throws when there is no candle, and names the symbol", async () => {
    const { client } = createMarket({ adapter: async () => [] });
    const error = await catchTradingError(runAt(createRun(), TEN, () => client.getAveragePrice(SYMBOL)));
    expect(error.code).toBe("CANDLES_MISSING");
    expect(error.message).toContain(`ClientExchange getAveragePrice: no candles data for symbol=${SYMBOL}`);
  });
});

describe("what the adapter answers is not trusted (pitfalls 5 and 6)", () => {
  it("drops what lies outside of the range, restores the order and merges exact duplicates", async () => {
    const rows = createCandles(TEN - 7 * MINUTE, 9).reverse();
    const { client } = createMarket({
      adapter: async () => [...rows, ...rows],
      settings: { CC_CANDLES_CHUNK: 0 },
    });
    const candles = await runAt(createRun(), TEN, () => client.getCandles(SYMBOL, "1m", 5));
    expect(timesOf(candles)).toEqual(openTimes(TEN - MINUTE, 5, MINUTE));
  });

  it("raises a faulty candle in the read that reaches it, not before and not after", async () => {
    const rows = createCandles(TEN, 20).map((row, index) =>
      index === 9 ? { ...row, close: Number.NaN } : row,
    );
    const { client } = createMarket({ adapter: answerFrom(rows) });
    const run = createRun();
    const readAt = (minutes: number): Promise<ICandleData[]> =>
      runAt(run, TEN + minutes * MINUTE, () => client.getCandles(SYMBOL, "1m", 3));
    expect(await readAt(9)).toHaveLength(3);
    const error = await catchTradingError(readAt(10));
    expect(error.code).toBe("CANDLE_INVALID");
    expect(error.message).toContain(
      "VALIDATE_NO_INCOMPLETE_CANDLES_FN: candle[2] has invalid numeric values",
    );
    for (const part of ["mock", SYMBOL, "1m", "2024-01-01T10:09:00.000Z", "field=close"]) {
      expect(error.message).toContain(part);
    }
    expect(await readAt(13)).toHaveLength(3);
  });

  it.each([
    [0.001, "low"],
    [1_000_000, "high"],
  ])("raises a price of %d among prices of 100 as anomalously %s", async (price, side) => {
    const rows = createCandles(TEN - 9 * MINUTE, 9);
    rows[4] = { ...createCandle(TEN - 5 * MINUTE), open: price, high: price, low: price, close: price };
    const { client } = createMarket({ adapter: answerFrom(rows) });
    const error = await catchTradingError(runAt(createRun(), TEN, () => client.getCandles(SYMBOL, "1m", 9)));
    expect(error.code).toBe("CANDLE_INVALID");
    expect(error.message).toContain(
      `VALIDATE_NO_INCOMPLETE_CANDLES_FN: candle[4] has anomalously ${side} price`,
    );
    expect(error.message).toMatch(/reference=\d+.*threshold=/);
    await expect(runAt(createRun(), TEN, () => client.getCandles(SYMBOL, "1m", 4))).resolves.toHaveLength(4);
  });

  it("takes the reference price from the range asked for, not from what lies in memory", async () => {
    const rows = [
      ...createCandles(TEN - 20 * MINUTE, 10).map((row) => ({
        ...row,
        open: 1e-3,
        high: 1e-3,
        low: 1e-3,
        close: 1e-3,
      })),
      ...createCandles(TEN - 10 * MINUTE, 10),
    ];
    const { client } = createMarket({ adapter: answerFrom(rows) });
    const run = createRun();
    const read = (limit: number): Promise<ICandleData[]> =>
      runAt(run, TEN, () => client.getCandles(SYMBOL, "1m", limit));
    expect((await catchTradingError(read(20))).code).toBe("CANDLE_INVALID");
    expect(await read(10)).toHaveLength(10);
  });
});

describe("results", () => {
  it("hands out frozen candles, shared by all reads, in a list of the caller's own", async () => {
    const { client } = createMarket({ adapter: answerAll });
    const run = createRun();
    const read = (): Promise<ICandleData[]> => runAt(run, TEN, () => client.getCandles(SYMBOL, "1m", 3));
    const first = await read();
    const second = await read();
    expect(first.every((candle) => Object.isFrozen(candle))).toBe(true);
    expect(second[0]).toBe(first[0]);
    expect(second).not.toBe(first);
    first.pop();
    expect(await read()).toHaveLength(3);
  });

  it("keeps nothing of what the adapter handed in", async () => {
    const rows = createCandles(TEN - 3 * MINUTE, 3);
    const { client } = createMarket({ adapter: answerFrom(rows) });
    const run = createRun();
    const read = (): Promise<ICandleData[]> => runAt(run, TEN, () => client.getCandles(SYMBOL, "1m", 3));
    const before = (await read()).map((candle) => ({ ...candle }));
    rows.forEach((row) => (row.close = 1));
    expect(await read()).toEqual(before);
    expect(rows.some((row) => Object.isFrozen(row))).toBe(false);
  });

  it("refuses a read whose tick has ended (pitfall 123)", async () => {
    const { client } = createMarket({ adapter: answerAll });
    let late: Promise<unknown> = Promise.resolve();
    let goOn = (): void => {};
    await runAt(createRun(), TEN, async () => {
      const gate = new Promise<void>((resolve) => (goOn = resolve));
      late = gate.then(() => client.getCandles(SYMBOL, "1m", 1));
    });
    goOn();
    expect((await catchTradingError(late)).code).toBe("CONTEXT_CLOSED");
  });
});

describe("onCandleData", () => {
  it("tells what a read serves, at the instant of the read, with values of its own", async () => {
    const seen: unknown[] = [];
    const market = createMarket({
      adapter: answerAll,
      callbacks: {
        onCandleData: (symbol, interval, since, limit, data) => {
          seen.push([symbol, interval, since.getTime(), limit, timesOf(data)]);
          seen.push(market.client.params.execution.context.when.getTime());
          data.length = 0;
        },
      },
    });
    const candles = await runAt(createRun(), TEN + 1, () => market.client.getCandles(SYMBOL, "5m", 2));
    expect(candles).toHaveLength(2);
    expect(seen).toEqual([
      [SYMBOL, "5m", TEN - 10 * MINUTE, 2, [TEN - 10 * MINUTE, TEN - 5 * MINUTE]],
      TEN + 1,
    ]);
  });

  it("is told of candles read ahead only when the engine has come that far, once, and never of the rest (H1)", async () => {
    const seen: unknown[] = [];
    const market = createMarket({
      adapter: answerAll,
      callbacks: {
        onCandleData: (_symbol, _interval, _since, _limit, data) =>
          void seen.push([market.client.params.execution.context.when.getTime(), timesOf(data)]),
      },
    });
    const run = createRun();
    await runAt(run, TEN, () => market.client.getNextCandles(SYMBOL, "1m", 7));
    expect(seen).toEqual([]);
    for (const minute of [2, 7]) {
      await runAt(run, TEN + minute * MINUTE, () => market.client.tellNextCandles(SYMBOL, "1m"));
    }
    expect(seen).toEqual([[TEN + 2 * MINUTE, [TEN, TEN + MINUTE]]]);
  });

  it("a run that read nothing ahead has nothing to tell", async () => {
    const market = createMarket({ adapter: answerAll });
    await runAt(createRun(), TEN, () => market.client.tellNextCandles(SYMBOL, "1m"));
    expect(market.errors).toEqual([]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("broken callback");
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken callback"))],
  ])("that %s is reported and harms no read", async (_how, onCandleData) => {
    const { client, errors } = createMarket({ adapter: answerAll, callbacks: { onCandleData } });
    const candles = await runAt(createRun(), TEN, () => client.getCandles(SYMBOL, "1m", 2));
    expect(candles).toHaveLength(2);
    expect(errors).toEqual([expect.objectContaining({ message: "broken callback" })]);
  });

  it("is not waited for", async () => {
    const { client } = createMarket({
      adapter: answerAll,
      callbacks: { onCandleData: () => new Promise<void>(() => {}) },
    });
    await expect(runAt(createRun(), TEN, () => client.getAveragePrice(SYMBOL))).resolves.toBeGreaterThan(0);
  });
});

describe("formatPrice and formatQuantity (pitfalls 13 and 14)", () => {
  it("return exactly what the adapter returns", async () => {
    const { client } = createMarket({ adapter: answerAll });
    await runAt(createRun(), TEN, async () => {
      expect(await client.formatPrice(SYMBOL, 1.239)).toBe("1.24");
      expect(await client.formatQuantity(SYMBOL, 0.5)).toBe("0.5000");
    });
  });

  it.each([Number.NaN, Infinity, -Infinity, "1", null, undefined])("refuse to format %s", async (value) => {
    const adapter = vi.fn(async () => "text");
    const { client } = createMarket({ adapter: answerAll, formatPrice: adapter, formatQuantity: adapter });
    for (const method of ["formatPrice", "formatQuantity"] as const) {
      const error = await catchTradingError(
        runAt(createRun(), TEN, () => client[method](SYMBOL, value as number)),
      );
      expect(error.code).toBe("FORMAT_INVALID");
      expect(error.message).toContain(`ClientExchange ${method}`);
    }
    expect(adapter).not.toHaveBeenCalled();
  });

  it.each(["", undefined, 5])("refuse the answer %j", async (answer) => {
    const adapter = async (): Promise<string> => answer as string;
    const { client } = createMarket({ adapter: answerAll, formatPrice: adapter, formatQuantity: adapter });
    for (const method of ["formatPrice", "formatQuantity"] as const) {
      const error = await catchTradingError(runAt(createRun(), TEN, () => client[method](SYMBOL, 1)));
      expect(error.code).toBe("FORMAT_INVALID");
      expect(error.message).toContain("non-empty text");
    }
  });

  it("log under their own names", async () => {
    const { client } = createMarket({ adapter: answerAll });
    const debug = vi.spyOn(client.params.logger, "debug");
    await runAt(createRun(), TEN, () => client.formatPrice(SYMBOL, 1));
    await runAt(createRun(), TEN, () => client.formatQuantity(SYMBOL, 1));
    expect(debug.mock.calls.map(([topic]) => topic)).toEqual([
      "ClientExchange formatPrice",
      "ClientExchange formatQuantity",
    ]);
  });
});

describe("fewer candles than asked for", () => {
  it("is a warning, once per gap and not once per read", async () => {
    const rows = createCandles(TEN - 60 * MINUTE, 120).filter(
      (_row, index) => (index < 30 || index > 32) && index !== 70,
    );
    const { client, warnings } = createMarket({ adapter: answerFrom(rows) });
    const run = createRun();
    for (let minute = -30; minute < 30; minute++) {
      await runAt(run, TEN + minute * MINUTE, () => client.getCandles(SYMBOL, "1m", 10));
    }
    expect(warnings.map(({ details }) => details)).toEqual([
      expect.objectContaining({ missingSince: "2024-01-01T09:30:00.000Z", symbol: SYMBOL }),
      expect.objectContaining({ missingSince: "2024-01-01T10:10:00.000Z", symbol: SYMBOL }),
    ]);
  });

  it("is told to each run", async () => {
    const { client, warnings } = createMarket({ adapter: async () => [] });
    await runAt(createRun(), TEN, () => client.getCandles(SYMBOL, "1m", 10));
    await runAt(createRun(), TEN, () => client.getCandles(SYMBOL, "1m", 10));
    expect(warnings).toHaveLength(2);
  });
});

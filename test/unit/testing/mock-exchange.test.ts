import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CandleInterval, ICandleData } from "../../../src/interfaces/Exchange.interface";
import { intervalToMs } from "../../../src/math/interval";
import { createMockExchange } from "../../../src/testing/mock-exchange";
import type {
  MockExchange,
  MockExchangeBaseOptions,
  MockMarketOptions,
} from "../../../src/testing/mock-exchange-types";
import { createSimulatedClock, type SimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock } from "../../../src/utils/clock";
import { flatMinutes, mergeMinutes, MINUTE, START } from "../../support/market";

const SYMBOL = "BTCUSDT";
const at = (minute: number): number => START + minute * MINUTE;

let clock: SimulatedClock;
let restoreClock: () => void;

beforeEach(() => {
  clock = createSimulatedClock({ start: at(1000) });
  restoreClock = setClock(clock);
});
afterEach(() => restoreClock());

const create = (options: Partial<MockExchangeBaseOptions & MockMarketOptions> = {}): MockExchange =>
  createMockExchange({ exchangeName: "mock", start: START, ...options });

/** Calls the adapter as the engine does. */
const ask = (
  { schema }: MockExchange,
  minute: number,
  limit: number,
  interval: CandleInterval = "1m",
  symbol = SYMBOL,
): Promise<ICandleData[]> => schema.getCandles(symbol, interval, new Date(at(minute)), limit);

const listMinutes = (candles: readonly ICandleData[]): number[] =>
  candles.map(({ timestamp }) => (timestamp - START) / MINUTE);

describe("createMockExchange: what it serves", () => {
  it("serves the candles of its seed, exactly those asked for", async () => {
    const exchange = create({ seed: 7 });
    const candles = await ask(exchange, 100, 5);
    expect(listMinutes(candles)).toEqual([100, 101, 102, 103, 104]);
    expect(candles).toEqual(exchange.readCandles(SYMBOL, "1m", at(100), at(105)));
    expect(candles).toEqual(await ask(create({ seed: 7 }), 100, 5));
    expect(candles).not.toEqual(await ask(create({ seed: 8 }), 100, 5));
  });

  it("serves closed candles only, by the clock in force", async () => {
    const exchange = create();
    expect(listMinutes(await ask(exchange, 997, 10))).toEqual([997, 998, 999]);
    await clock.advance(MINUTE - 1);
    expect(listMinutes(await ask(exchange, 997, 10))).toEqual([997, 998, 999]);
    await clock.advance(1);
    expect(listMinutes(await ask(exchange, 997, 10))).toEqual([997, 998, 999, 1000]);
    expect(listMinutes(await ask(exchange, 900, 10, "15m"))).toEqual([900, 915, 930, 945, 960, 975]);
  });

  it("serves the forming candle too when told to", async () => {
    const exchange = create({ servesForming: true });
    await clock.advance(30_000);
    expect(listMinutes(await ask(exchange, 999, 10))).toEqual([999, 1000]);
    expect(listMinutes(await ask(exchange, 960, 10, "15m"))).toEqual([960, 975, 990]);
  });

  it("has nothing before its start", async () => {
    expect(listMinutes(await ask(create(), -3, 5))).toEqual([0, 1]);
  });

  it.each<CandleInterval>(["3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h"])(
    "makes %s candles of its minutes",
    async (interval) => {
      const exchange = create();
      const length = intervalToMs(interval) / MINUTE;
      const count = Math.floor(960 / length);
      const minutes = exchange.readCandles(SYMBOL, "1m", START, at(count * length));
      expect(await ask(exchange, 0, count, interval)).toEqual(mergeMinutes(minutes, interval));
    },
  );

  it("serves candles on the grid when asked from between", async () => {
    const candles = await create().schema.getCandles(SYMBOL, "5m", new Date(at(2) + 1), 2);
    expect(listMinutes(candles)).toEqual([5, 10]);
  });

  it("gives away copies", async () => {
    const exchange = create();
    const [candle] = await ask(exchange, 5, 1);
    Object.assign(candle ?? {}, { close: -1 });
    const [again] = await ask(exchange, 5, 1);
    expect(again?.close).toBeGreaterThan(0);
  });

  it("starts each symbol at its price", async () => {
    const exchange = create({ price: (symbol) => (symbol === SYMBOL ? 42_000 : 0.5) });
    const [[btc], [doge]] = [await ask(exchange, 0, 1), await ask(exchange, 0, 1, "1m", "DOGEUSDT")];
    expect([btc?.open, doge?.open]).toEqual([42_000, 0.5]);
  });

  it("serves minutes of one's own instead, in any order given, with their holes", async () => {
    const own = flatMinutes(5).filter((_, index) => index !== 2);
    const exchange = createMockExchange({ exchangeName: "own", minutes: [...own].reverse() });
    expect(await ask(exchange, 0, 10)).toEqual(own);
    expect((await ask(exchange, 0, 1, "5m"))[0]).toMatchObject({ timestamp: START, volume: 4 });
  });

  it("serves minutes of one's own by symbol", async () => {
    const exchange = createMockExchange({
      exchangeName: "own",
      minutes: (symbol) => flatMinutes(3, symbol === SYMBOL ? 100 : 5),
    });
    expect((await ask(exchange, 0, 1))[0]?.close).toBe(100);
    expect((await ask(exchange, 0, 1, "1m", "ETHUSDT"))[0]?.close).toBe(5);
    expect(await exchange.schema.formatPrice("ETHUSDT", 5)).toBe("5.00000");
  });

  it("records every call", async () => {
    const exchange = create();
    await ask(exchange, 10, 3);
    await clock.advance(500);
    await ask(exchange, 0, 2, "1h", "ETHUSDT");
    expect(exchange.calls).toEqual([
      { symbol: SYMBOL, interval: "1m", since: at(10), limit: 3, instant: at(1000) },
      { symbol: "ETHUSDT", interval: "1h", since: START, limit: 2, instant: at(1000) + 500 },
    ]);
    exchange.clearCalls();
    expect(exchange.calls).toEqual([]);
  });
});

describe("createMockExchange: how it writes numbers", () => {
  it.each([
    [42_000, "42123.5", "0.12346"],
    [100, "42123.457", "0.123"],
    [0.0025, "42123.45678901", "0"],
  ])("writes with digits that fit a price of %s", async (price, expectedPrice, expectedQuantity) => {
    const { schema } = create({ price });
    expect(await schema.formatPrice(SYMBOL, 42_123.456_789_01)).toBe(expectedPrice);
    expect(await schema.formatQuantity(SYMBOL, 0.123_456_789)).toBe(expectedQuantity);
  });

  it("writes with the digits it is told", async () => {
    const { schema } = create({ priceDigits: 1, quantityDigits: 0 });
    expect(await schema.formatPrice(SYMBOL, 1.26)).toBe("1.3");
    expect(await schema.formatQuantity(SYMBOL, 1.26)).toBe("1");
  });

  it("writes with functions of one's own", async () => {
    const { schema } = create({
      formatPrice: async (symbol, price) => `${symbol} ${price}`,
      formatQuantity: async (_, quantity) => `${quantity} units`,
    });
    expect(await schema.formatPrice(SYMBOL, 2)).toBe("BTCUSDT 2");
    expect(await schema.formatQuantity(SYMBOL, 3)).toBe("3 units");
  });

  it("makes prices of the digits it is told", async () => {
    const candles = await ask(create({ priceDigits: 1 }), 0, 200);
    expect(candles.every(({ close }) => Number(close.toFixed(1)) === close)).toBe(true);
  });
});

describe("createMockExchange: changed minutes", () => {
  it("changes fields of one minute and widens its range", async () => {
    const exchange = create({ volatilityPercent: 0 });
    exchange.setCandle(at(3), { close: 103, volume: 9 });
    expect(await ask(exchange, 3, 1)).toEqual([
      { timestamp: at(3), open: 100, high: 103, low: 100, close: 103, volume: 9 },
    ]);
    exchange.setCandle(at(3), { open: 98, high: 110 });
    expect(await ask(exchange, 3, 1)).toEqual([
      { timestamp: at(3), open: 98, high: 110, low: 98, close: 103, volume: 9 },
    ]);
    expect((await ask(exchange, 4, 1))[0]?.open).toBe(100);
  });

  it("takes impossible values as they are", async () => {
    const exchange = create({ volatilityPercent: 0 });
    exchange.setCandle(at(3), { close: Number.NaN });
    exchange.setCandle(at(4), { high: 1 });
    const [first, second] = await ask(exchange, 3, 2);
    expect(first).toMatchObject({ open: 100, high: 100, low: 100, close: Number.NaN });
    expect(second).toMatchObject({ open: 100, high: 1, low: 100, close: 100 });
  });

  it("puts a minute where there was none, if it has a price", async () => {
    const exchange = createMockExchange({ exchangeName: "own", minutes: [] });
    exchange.setCandle(at(3), { high: 12, close: 10 });
    exchange.setCandle(at(4), { volume: 5 });
    expect(await ask(exchange, 0, 10)).toEqual([
      { timestamp: at(3), open: 10, high: 12, low: 10, close: 10, volume: 1 },
    ]);
  });

  it("puts the price of a range, fixed or moving, also in longer candles", async () => {
    const exchange = create();
    const volumes = (await ask(exchange, 10, 2)).map(({ volume }) => volume);
    exchange.setPrice(at(10), at(20), 50);
    exchange.setPrice(at(15), at(20), (time) => 50 + (time - at(15)) / MINUTE);
    const candles = await ask(exchange, 10, 10);
    expect(candles[0]).toEqual({
      timestamp: at(10),
      open: 50,
      high: 50,
      low: 50,
      close: 50,
      volume: volumes[0],
    });
    expect(candles.map(({ close }) => close)).toEqual([50, 50, 50, 50, 50, 51, 52, 53, 54, 55]);
    expect((await ask(exchange, 15, 1, "5m"))[0]).toMatchObject({ open: 50, high: 55, low: 50, close: 55 });
  });

  it("holds a price from a time on for ever", async () => {
    const exchange = create();
    exchange.setPrice(at(900), Infinity, 77);
    expect(exchange.readCandles(SYMBOL, "1m", at(899), at(900))[0]?.close).not.toBe(77);
    expect(exchange.readCandles(SYMBOL, "1m", at(500_000), at(500_001))[0]?.close).toBe(77);
  });

  it("takes minutes away, in longer candles too", async () => {
    const exchange = create();
    const whole = await ask(exchange, 10, 5);
    exchange.removeMinutes(at(11), at(14));
    expect(listMinutes(await ask(exchange, 10, 5))).toEqual([10, 14]);
    expect((await ask(exchange, 10, 1, "5m"))[0]).toMatchObject({
      open: whole[0]?.open,
      close: whole[4]?.close,
      volume: (whole[0]?.volume ?? 0) + (whole[4]?.volume ?? 0),
    });
    exchange.removeMinutes(at(10), at(15));
    expect(await ask(exchange, 10, 1, "5m")).toEqual([]);
  });

  it("serves minutes late, and longer candles with the last of their minutes", async () => {
    const exchange = create();
    exchange.delayMinutes(at(1001), at(1002), 90_000);
    await clock.advanceTo(at(1005));
    expect(listMinutes(await ask(exchange, 1000, 5))).toEqual([1000, 1001, 1002, 1003, 1004]);
    const late = create();
    late.delayMinutes(at(1003), at(1004), 90_000);
    expect(listMinutes(await ask(late, 1000, 5))).toEqual([1000, 1001, 1002, 1004]);
    expect(await ask(late, 1000, 1, "5m")).toEqual([]);
    await clock.advance(30_000);
    expect(listMinutes(await ask(late, 1000, 5))).toEqual([1000, 1001, 1002, 1003, 1004]);
    expect(listMinutes(await ask(late, 1000, 1, "5m"))).toEqual([1000]);
  });

  it("makes later changes on top of earlier ones, single minutes and ranges alike", async () => {
    const exchange = create();
    exchange.setCandle(at(5), { open: 1, high: 1, low: 1, close: 1 });
    exchange.setPrice(at(0), at(10), 50);
    exchange.setCandle(at(6), { close: 60 });
    expect((await ask(exchange, 5, 2)).map(({ close }) => close)).toEqual([50, 60]);
    exchange.removeMinutes(at(5), at(6));
    exchange.setCandle(at(5), { open: 3 });
    expect((await ask(exchange, 5, 1))[0]?.open).toBe(3);
  });

  it("takes changes back", async () => {
    const exchange = create();
    const before = await ask(exchange, 995, 5);
    exchange.setPrice(at(995), Infinity, 1);
    exchange.removeMinutes(at(996), at(997));
    exchange.delayMinutes(at(997), at(1000), 1_000_000);
    exchange.resetMinutes(at(995), at(999));
    expect(await ask(exchange, 995, 5)).toEqual(before.slice(0, 4));
    expect(exchange.readCandles(SYMBOL, "1m", at(999), at(1000))[0]?.close).toBe(1);
  });

  it("changes the minutes of one symbol only when told so", async () => {
    const exchange = create();
    exchange.setPrice(at(0), at(5), 5, { symbol: "ETHUSDT" });
    exchange.removeMinutes(at(1), at(2), { symbol: "ETHUSDT" });
    expect((await ask(exchange, 0, 5))[0]?.close).not.toBe(5);
    expect(listMinutes(await ask(exchange, 0, 5))).toHaveLength(5);
    expect(listMinutes(await ask(exchange, 0, 5, "1m", "ETHUSDT"))).toEqual([0, 2, 3, 4]);
  });
});

describe("createMockExchange: what it refuses", () => {
  const invalid = expect.objectContaining({ code: "MOCK_INVALID", name: "MockError" });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["no name", { start: START }],
    ["an empty name", { exchangeName: "", start: START }],
    ["no start", { exchangeName: "mock" }],
    ["a start between minutes", { exchangeName: "mock", start: START + 1 }],
    ["a seed that is no integer", { exchangeName: "mock", start: START, seed: 1.5 }],
    ["a price of 0", { exchangeName: "mock", start: START, price: 0 }],
    ["a price that is text", { exchangeName: "mock", start: START, price: "100" }],
    ["too wild a market", { exchangeName: "mock", start: START, volatilityPercent: 6 }],
    ["negative volatility", { exchangeName: "mock", start: START, volatilityPercent: -1 }],
    ["half a digit", { exchangeName: "mock", start: START, priceDigits: 0.5 }],
    ["too many digits", { exchangeName: "mock", start: START, quantityDigits: 21 }],
    ["minutes that are none", { exchangeName: "mock", minutes: "many" }],
    ["minutes and a start", { exchangeName: "mock", minutes: flatMinutes(2), start: START }],
    ["minutes and a seed", { exchangeName: "mock", minutes: flatMinutes(2), seed: 3 }],
    ["minutes and a price", { exchangeName: "mock", minutes: flatMinutes(2), price: 100 }],
    ["minutes and volatility", { exchangeName: "mock", minutes: () => [], volatilityPercent: 1 }],
    ["two minutes at one time", { exchangeName: "mock", minutes: [...flatMinutes(2), ...flatMinutes(1)] }],
    [
      "a minute off the grid",
      { exchangeName: "mock", minutes: flatMinutes(1).map((one) => ({ ...one, timestamp: 7 })) },
    ],
  ])("refuses %s", (_case, options) => {
    expect(() => {
      Reflect.apply(createMockExchange, undefined, [options]);
    }).toThrow(invalid);
  });

  it("says which option does not go with minutes of one's own, and takes one that is undefined", () => {
    const make = (more: object): unknown =>
      Reflect.apply(createMockExchange, undefined, [
        { exchangeName: "mock", minutes: flatMinutes(2), ...more },
      ]);
    expect(() => make({ start: START, seed: 3 })).toThrow(
      "mock exchange: start, seed make up a market and do not go with minutes: leave them out, or leave minutes out",
    );
    expect(() => make({ start: undefined })).not.toThrow();
  });

  it.each<[string, (exchange: MockExchange) => unknown]>([
    ["setCandle off the grid", (exchange) => exchange.setCandle(START + 1, { close: 1 })],
    ["setPrice of an empty range", (exchange) => exchange.setPrice(at(1), at(1), 5)],
    ["setPrice to zero", (exchange) => exchange.setPrice(at(1), at(2), 0)],
    ["removeMinutes up to no whole minute", (exchange) => exchange.removeMinutes(at(1), at(2) + 1)],
    ["removeMinutes from NaN", (exchange) => exchange.removeMinutes(Number.NaN, at(2))],
    ["a negative delay", (exchange) => exchange.delayMinutes(at(1), at(2), -1)],
    ["resetMinutes backwards", (exchange) => exchange.resetMinutes(at(2), at(1))],
    ["an empty symbol", (exchange) => exchange.removeMinutes(at(1), at(2), { symbol: "" })],
    ["readCandles backwards", (exchange) => exchange.readCandles(SYMBOL, "1m", at(2), at(1))],
    ["readCandles without end", (exchange) => exchange.readCandles(SYMBOL, "1m", at(2), Infinity)],
    [
      "readCandles of an unknown interval",
      (exchange): unknown => Reflect.apply(exchange.readCandles, exchange, [SYMBOL, "7m", at(1), at(2)]),
    ],
  ])("refuses %s", (_case, call) => {
    const exchange = create();
    expect(() => call(exchange)).toThrow(invalid);
  });

  it("refuses calls of the adapter that make no sense", async () => {
    const { schema } = create();
    const call = (...given: unknown[]): unknown => Reflect.apply(schema.getCandles, schema, given);
    await expect(call(SYMBOL, "7m", new Date(START), 1)).rejects.toThrow(invalid);
    await expect(call(SYMBOL, "1m", new Date(START), 0)).rejects.toThrow(invalid);
    await expect(call(SYMBOL, "1m", new Date(Number.NaN), 1)).rejects.toThrow(invalid);
  });

  it("refuses prices of functions when they are none, in the call that needs them", async () => {
    const exchange = create({ price: () => -1 });
    await expect(ask(exchange, 0, 1)).rejects.toThrow(invalid);
    const moved = create();
    moved.setPrice(START, at(1), () => Number.NaN);
    await expect(ask(moved, 0, 1)).rejects.toThrow(invalid);
  });
});

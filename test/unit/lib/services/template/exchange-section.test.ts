import { beforeEach, describe, expect, it, vi } from "vitest";
import type { IExchangeSchema } from "../../../../../src/interfaces/Exchange.interface";
import { writeExchangeSection } from "../../../../../src/lib/services/template/exchange-section";
import { evaluateSection } from "../../../../support/evaluate-section";

const MINUTE = 60_000;
const T0 = Date.UTC(2024, 0, 1);
const fetchCandles = vi.fn();

const load = (env: Record<string, string> = {}): IExchangeSchema => {
  const addExchange = vi.fn();
  evaluateSection(writeExchangeSection("e"), "undefined", {
    fetch: fetchCandles,
    addExchange,
    process: { env },
  });
  return addExchange.mock.lastCall?.[0];
};

const createRow = (timestamp: number): unknown[] => [
  timestamp,
  "10",
  "12.5",
  "9",
  "11",
  "3.5",
  timestamp + MINUTE - 1,
];

/** A source that has a candle for each minute, and at most 1000 for each page. */
const serveMinutes = (keep: (timestamp: number) => boolean = () => true): void => {
  fetchCandles.mockImplementation(async (url: string) => {
    const query = new URL(url).searchParams;
    const rows = [];
    for (let time = Number(query.get("startTime")); time <= Number(query.get("endTime")); time += MINUTE) {
      if (keep(time)) {
        rows.push(createRow(time));
      }
    }
    return Response.json(rows.slice(0, Math.min(1000, Number(query.get("limit")))));
  });
};

const listQueries = (): Record<string, string>[] =>
  fetchCandles.mock.calls.map(([url]) => Object.fromEntries(new URL(url).searchParams));

beforeEach(() => {
  fetchCandles.mockReset();
});

describe("the candles of a program", () => {
  it("come from Binance by default, with every number as one", async () => {
    serveMinutes();
    const candles = await load().getCandles("BTCUSDT", "1m", new Date(T0), 2);
    expect(fetchCandles.mock.lastCall?.[0]).toMatch(
      /^https:\/\/api\.binance\.com\/api\/v3\/klines\?symbol=BTCUSDT&/,
    );
    expect(candles).toEqual([
      { timestamp: T0, open: 10, high: 12.5, low: 9, close: 11, volume: 3.5 },
      { timestamp: T0 + MINUTE, open: 10, high: 12.5, low: 9, close: 11, volume: 3.5 },
    ]);
    expect(listQueries()).toEqual([
      {
        symbol: "BTCUSDT",
        interval: "1m",
        startTime: `${T0}`,
        endTime: `${T0 + 2 * MINUTE - 1}`,
        limit: "2",
      },
    ]);
  });

  it("come from where the environment says, and nothing of the symbol gets into another field", async () => {
    serveMinutes();
    await load({ CANDLES_URL: "http://127.0.0.1:1/" }).getCandles("A&limit=9/../x", "1h", new Date(T0), 1);
    expect(fetchCandles.mock.lastCall?.[0]).toMatch(/^http:\/\/127\.0\.0\.1:1\/api\/v3\/klines\?/);
    expect(listQueries()[0]).toMatchObject({
      symbol: "A&limit=9/../x",
      limit: "1",
      endTime: `${T0 + 60 * MINUTE - 1}`,
    });
  });

  it("come page by page when there are more than 1000, each once", async () => {
    serveMinutes();
    const candles = await load().getCandles("BTCUSDT", "1m", new Date(T0), 2500);
    expect(candles.map(({ timestamp }) => timestamp)).toEqual(
      Array.from({ length: 2500 }, (_, index) => T0 + index * MINUTE),
    );
    expect(listQueries().map(({ limit }) => limit)).toEqual(["1000", "1000", "500"]);
  });

  it("may have holes, also between pages", async () => {
    serveMinutes((time) => time < T0 + 900 * MINUTE || time >= T0 + 950 * MINUTE);
    const candles = await load().getCandles("BTCUSDT", "1m", new Date(T0), 1500);
    expect(candles).toHaveLength(1450);
    expect(candles.at(-1)?.timestamp).toBe(T0 + 1499 * MINUTE);
  });

  it("may be none", async () => {
    serveMinutes(() => false);
    expect(await load().getCandles("BTCUSDT", "1m", new Date(T0), 1500)).toEqual([]);
    expect(fetchCandles).toHaveBeenCalledTimes(1);
  });

  it("are not asked for without end by a source that repeats itself", async () => {
    fetchCandles.mockImplementation(async () =>
      Response.json(Array.from({ length: 1000 }, () => createRow(T0 - MINUTE))),
    );
    await load().getCandles("BTCUSDT", "1m", new Date(T0), 5000);
    expect(fetchCandles).toHaveBeenCalledTimes(1);
  });

  it("that lack a number are faulty, and not zero", async () => {
    fetchCandles.mockImplementation(async () => Response.json([[T0, null, "", "x", "11", undefined]]));
    const [candle] = await load().getCandles("BTCUSDT", "1m", new Date(T0), 1);
    expect(candle).toEqual({ timestamp: T0, open: NaN, high: NaN, low: NaN, close: 11, volume: NaN });
  });

  it("hand the signal that ends a slow call on to fetch", async () => {
    serveMinutes();
    const exchange = load();
    const { signal } = new AbortController();
    await exchange.getCandles("BTCUSDT", "1m", new Date(T0), 1, signal);
    expect(fetchCandles.mock.lastCall?.[1]).toEqual({ signal });
    expect(exchange.getCandles).toHaveLength(5);
    expect(exchange.timeoutMs).toBe(30_000);
  });

  it.each([
    [429, { "retry-after": "7" }, "", "too many requests for candles, HTTP 429: try again in 7 s: (empty)"],
    [418, {}, "banned", "too many requests for candles, HTTP 418: try again in 60 s: banned"],
    [500, {}, "oh\nno", "the candles came with HTTP 500: oh no"],
    [400, {}, '{"code":-1121,"msg":"Invalid symbol."}', 'HTTP 400: {"code":-1121,"msg":"Invalid symbol."}'],
    [200, {}, "<html>", "the candles are no list of rows: <html>"],
    [200, {}, '{"a":1}', 'the candles are no list of rows: {"a":1}'],
    [200, {}, "[1]", "the candles are no list of rows: [1]"],
  ])("that fail with HTTP %i say what came", async (status, headers, body, message) => {
    fetchCandles.mockImplementation(async () => new Response(body, { status, headers }));
    await expect(load().getCandles("BTCUSDT", "1m", new Date(T0), 1)).rejects.toThrow(message);
  });

  it.each([
    [new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") }), "connect ECONNREFUSED"],
    [new TypeError("fetch failed", { cause: { code: "ECONNRESET" } }), "ECONNRESET"],
    [new TypeError("fetch failed"), "fetch failed"],
  ])("that cannot be reached say why", async (error, reason) => {
    fetchCandles.mockRejectedValue(error);
    await expect(load().getCandles("BTCUSDT", "1m", new Date(T0), 1)).rejects.toThrow(
      `the candles cannot be reached: ${reason}`,
    );
  });

  it("have prices of two decimals and quantities of eight", async () => {
    const { formatPrice, formatQuantity } = load();
    expect(await formatPrice("BTCUSDT", 1.005)).toBe("1.00");
    expect(await formatQuantity("BTCUSDT", 0.1)).toBe("0.10000000");
  });
});

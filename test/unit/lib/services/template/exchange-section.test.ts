import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { IExchangeSchema } from "../../../../../src/interfaces/Exchange.interface";
import { writeExchangeSection } from "../../../../../src/lib/services/template/exchange-section";
import { evaluateWithTools } from "../../../../support/program-tools";

const MINUTE = 60_000;
const T0 = Date.UTC(2024, 0, 1);
const sendRequest = vi.fn();
const sleep = vi.fn();
const print = vi.fn();

const load = (env: Record<string, string> = {}): IExchangeSchema => {
  const addExchange = vi.fn();
  const kit = { addExchange };
  evaluateWithTools(writeExchangeSection("e"), "undefined", { env, sendRequest, sleep, print, kit });
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

const respond = (status: number, body: string, retryAfter: number | null = null): object => ({
  status,
  body,
  retryAfter,
});

/** A source that has a candle for each minute, and at most 1000 for each page. */
const serveMinutes = (
  keep: (timestamp: number) => boolean = () => true,
  order: (rows: unknown[][]) => unknown[][] = (rows) => rows,
): void => {
  sendRequest.mockImplementation(async (url: string) => {
    const query = new URL(url).searchParams;
    const rows: unknown[][] = [];
    for (let time = Number(query.get("startTime")); time <= Number(query.get("endTime")); time += MINUTE) {
      if (keep(time)) {
        rows.push(createRow(time));
      }
    }
    return respond(200, JSON.stringify(order(rows.slice(0, Math.min(1000, Number(query.get("limit")))))));
  });
};

const listQueries = (): Record<string, string>[] =>
  sendRequest.mock.calls.map(([url]) => Object.fromEntries(new URL(url).searchParams));

beforeEach(() => {
  vi.resetAllMocks();
});

describe("the candles of a program", () => {
  it("come from Binance by default, with every number as one", async () => {
    serveMinutes();
    const candles = await load().getCandles("BTCUSDT", "1m", new Date(T0), 2);
    expect(sendRequest.mock.lastCall?.[0]).toMatch(
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
    expect(sendRequest.mock.lastCall?.[0]).toMatch(/^http:\/\/127\.0\.0\.1:1\/api\/v3\/klines\?/);
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
    expect(sendRequest).toHaveBeenCalledTimes(1);
  });

  it("are not asked for without end by a source that repeats itself", async () => {
    sendRequest.mockImplementation(async () =>
      respond(200, JSON.stringify(Array.from({ length: 1000 }, () => createRow(T0 - MINUTE)))),
    );
    await load().getCandles("BTCUSDT", "1m", new Date(T0), 5000);
    expect(sendRequest).toHaveBeenCalledTimes(1);
  });

  it("that lack a number are faulty, and not zero", async () => {
    sendRequest.mockImplementation(async () =>
      respond(200, JSON.stringify([[T0, null, "", "x", "11", undefined]])),
    );
    const [candle] = await load().getCandles("BTCUSDT", "1m", new Date(T0), 1);
    expect(candle).toEqual({ timestamp: T0, open: NaN, high: NaN, low: NaN, close: 11, volume: NaN });
  });

  it("come with as few requests when each page is the wrong way round", async () => {
    serveMinutes(undefined, (rows) => rows.reverse());
    const candles = await load().getCandles("BTCUSDT", "1m", new Date(T0), 2500);
    expect(sendRequest).toHaveBeenCalledTimes(3);
    expect(new Set(candles.map(({ timestamp }) => timestamp)).size).toBe(2500);
  });

  it("have a limit for each request, and hand the signal that ends a slow call on", async () => {
    serveMinutes();
    const exchange = load();
    const { signal } = new AbortController();
    await exchange.getCandles("BTCUSDT", "1m", new Date(T0), 1, signal);
    expect(sendRequest.mock.lastCall?.[1]).toEqual({ signal, timeoutMs: 30_000, maxBytes: 10_000_000 });
    expect(exchange.getCandles).toHaveLength(5);
    expect(exchange.timeoutMs).toBe(600_000);
  });

  it.each([
    [500, "oh\nno", "the candles came with HTTP 500 at /api/v3/klines: oh no"],
    [301, "", "the candles came with HTTP 301 at /api/v3/klines: (empty)"],
    [
      400,
      '{"code":-1121,"msg":"Invalid symbol."}',
      'HTTP 400 at /api/v3/klines: {"code":-1121,"msg":"Invalid symbol."}',
    ],
    [200, "<html>", "the candles at /api/v3/klines are no list of rows: <html>"],
    [200, '{"a":1}', 'the candles at /api/v3/klines are no list of rows: {"a":1}'],
    [200, "[1]", "the candles at /api/v3/klines are no list of rows: [1]"],
  ])("that fail with HTTP %i say what came", async (status, body, message) => {
    sendRequest.mockImplementation(async () => respond(status, body));
    await expect(load().getCandles("BTCUSDT", "1m", new Date(T0), 1)).rejects.toThrow(message);
  });

  it("that came of a wrong address name the path, and nothing of the address that may be secret", async () => {
    sendRequest.mockImplementation(async () => respond(404, ""));
    const { getCandles } = load({ CANDLES_URL: "https://secret.test/api/v3/" });
    await expect(getCandles("BTCUSDT", "1m", new Date(T0), 1)).rejects.toThrow(
      /^the candles came with HTTP 404 at \/api\/v3\/api\/v3\/klines: \(empty\)$/,
    );
    const queried = load({ CANDLES_URL: "https://secret.test/?key=secret" });
    await expect(queried.getCandles("BTCUSDT", "1m", new Date(T0), 1)).rejects.toThrow(
      /^the candles came with HTTP 404 at \/: \(empty\)$/,
    );
  });

  it("may come in a page with more rows than a call has room for", async () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => [T0 + index * MINUTE, 1, 1, 1, 1, 1]);
    sendRequest.mockResolvedValue(respond(200, JSON.stringify(rows)));
    expect(await load().getCandles("BTCUSDT", "1m", new Date(T0), 2)).toHaveLength(200_000);
  });

  it.each([401, 200, 429])("with HTTP %i never show the key of the model", async (status) => {
    const key = "sk-secret-of-the-model";
    const body = `${"x".repeat(190)}${key}`;
    sendRequest.mockImplementation(async () => respond(status, body, 301));
    const error = await load({ MODEL_API_KEY: key })
      .getCandles("BTCUSDT", "1m", new Date(T0), 1)
      .then(String, String);
    expect([error, ...print.mock.calls.flat()].join()).not.toContain("sk-");
  });

  it.each([
    [new Error("connect ECONNREFUSED"), "connect ECONNREFUSED"],
    [Object.assign(new Error(""), { code: "ECONNRESET" }), "ECONNRESET"],
    ["no", "no"],
  ])("that cannot be reached say why", async (error, reason) => {
    sendRequest.mockRejectedValue(error);
    await expect(load().getCandles("BTCUSDT", "1m", new Date(T0), 1)).rejects.toThrow(
      `the candles cannot be reached: ${reason}`,
    );
  });

  it.each(["candles.test", "http://me:secret@candles.test", "https://secret@candles.test"])(
    "do not come from %s, and no part of that is shown",
    (address) => {
      expect(() => load({ CANDLES_URL: address })).toThrow("exit 1");
      expect(print).toHaveBeenCalledExactlyOnceWith(
        "CANDLES_URL must be an http or https address without a user or password in it",
      );
    },
  );

  it("have prices of two decimals and quantities of eight", async () => {
    const { formatPrice, formatQuantity } = load();
    expect(await formatPrice("BTCUSDT", 1.005)).toBe("1.00");
    expect(await formatQuantity("BTCUSDT", 0.1)).toBe("0.10000000");
  });
});

describe("a source of candles that wants a pause", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: T0 });
    sleep.mockImplementation(async (pauseMs: number) => void vi.setSystemTime(Date.now() + pauseMs));
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    [429, 7, 7],
    [418, null, 60],
    [429, 300, 300],
  ])("with HTTP %i and retry-after %j gets it, and is asked again", async (status, retryAfter, seconds) => {
    serveMinutes();
    sendRequest.mockResolvedValueOnce(respond(status, "slow\ndown", retryAfter));
    const { signal } = new AbortController();
    const candles = await load().getCandles("BTCUSDT", "1m", new Date(T0), 2, signal);
    expect(candles).toHaveLength(2);
    expect(sleep.mock.calls).toEqual([[seconds * 1000, undefined, { signal }]]);
    expect(print.mock.calls).toEqual([
      [`Too many requests for candles, HTTP ${status}: none for ${seconds} s. slow down`],
    ]);
  });

  it("that is too long fails the read, and nothing is asked until it is over", async () => {
    serveMinutes();
    sendRequest.mockResolvedValueOnce(respond(418, "", 301));
    const { getCandles } = load();
    const read = async (): Promise<number> => (await getCandles("BTCUSDT", "1m", new Date(T0), 2)).length;
    await expect(read()).rejects.toThrow(
      "too many requests for candles: their source wants a pause of 301 s",
    );
    vi.setSystemTime(T0 + 500);
    sendRequest.mockClear();
    vi.setSystemTime(T0 + 301_000);
    expect(await read()).toBe(2);
    expect(sleep).not.toHaveBeenCalled();
    expect(sendRequest).toHaveBeenCalledTimes(1);
  });

  it("again and again fails the read after five minutes", async () => {
    sendRequest.mockImplementation(async () => respond(429, "", 100));
    await expect(load().getCandles("BTCUSDT", "1m", new Date(T0), 2)).rejects.toThrow(
      "wants a pause of 100 s",
    );
    expect(sendRequest).toHaveBeenCalledTimes(4);
  });
});

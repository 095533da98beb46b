import { writeText } from "./template-values";

/** What reads candles page by page. */
const CANDLE_SOURCE = `/** Where candles come from, and how many of them one page has at most. */
const KLINES_URL = \`\${(process.env.CANDLES_URL || "https://api.binance.com").trim().replace(/\\/+$/, "")}/api/v3/klines\`;
const KLINES_PER_PAGE = 1000;

/** Milliseconds of each interval. */
const INTERVAL_MS = {
  "1m": 60_000,
  "3m": 180_000,
  "5m": 300_000,
  "15m": 900_000,
  "30m": 1_800_000,
  "1h": 3_600_000,
  "2h": 7_200_000,
  "4h": 14_400_000,
  "6h": 21_600_000,
  "8h": 28_800_000,
};

/**
 * One page of candles, as the interface gives them.
 *
 * @param {Record<string, string>} query
 * @param {AbortSignal | null} signal - fires when time is over
 * @returns {Promise<unknown[][]>} rows of open time, open, high, low, close, volume and more
 */
async function fetchKlines(query, signal) {
  const response = await fetch(\`\${KLINES_URL}?\${new URLSearchParams(query)}\`, { signal }).catch((error) => {
    throw new Error(\`the candles cannot be reached: \${error.cause?.message || error.cause?.code || error.message}\`);
  });
  const body = await response.text();
  const excerpt = body.slice(0, 200).replace(/[\\s\\p{C}]+/gu, " ") || "(empty)";
  if (response.status === 429 || response.status === 418) {
    const pause = Number(response.headers.get("retry-after")) || 60;
    throw new Error(\`too many requests for candles, HTTP \${response.status}: try again in \${pause} s: \${excerpt}\`);
  }
  if (!response.ok) {
    throw new Error(\`the candles came with HTTP \${response.status}: \${excerpt}\`);
  }
  let rows;
  try {
    rows = JSON.parse(body);
  } catch {
    rows = undefined;
  }
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) {
    throw new Error(\`the candles are no list of rows: \${excerpt}\`);
  }
  return rows;
}

/**
 * What is no number becomes NaN, which the library reports as a faulty candle.
 *
 * @param {unknown} value
 */
const toNumber = (value) => (value === null || value === "" ? NaN : Number(value));`;

/** How the exchange is registered, behind its name. */
const EXCHANGE_FIELDS = `  timeoutMs: 30_000,
  /** Candles that open from since on and before since + limit intervals, oldest first. */
  async getCandles(symbol, interval, since, limit, signal) {
    const step = INTERVAL_MS[interval];
    const until = since.getTime() + limit * step;
    const candles = [];
    let start = since.getTime();
    while (start < until) {
      const count = Math.min(KLINES_PER_PAGE, Math.ceil((until - start) / step));
      const rows = await fetchKlines(
        { symbol, interval, startTime: String(start), endTime: String(until - 1), limit: String(count) },
        signal ?? null,
      );
      for (const [timestamp, open, high, low, close, volume] of rows) {
        candles.push({
          timestamp: toNumber(timestamp),
          open: toNumber(open),
          high: toNumber(high),
          low: toNumber(low),
          close: toNumber(close),
          volume: toNumber(volume),
        });
      }
      const next = (candles.at(-1)?.timestamp ?? NaN) + step;
      if (rows.length < count || !(next > start)) {
        break;
      }
      start = next;
    }
    return candles;
  },
  formatPrice: async (_symbol, price) => price.toFixed(2),
  formatQuantity: async (_symbol, quantity) => quantity.toFixed(8),
});`;

/**
 * The part of the program that registers the exchange: candles come from a Binance-compatible HTTP interface.
 * @param exchangeName - its name
 * @throws TemplateError `TEMPLATE_INVALID` when the name is no text
 */
export const writeExchangeSection = (exchangeName: string): string => `${CANDLE_SOURCE}

addExchange({
  exchangeName: ${writeText("exchangeName", exchangeName)},
${EXCHANGE_FIELDS}`;

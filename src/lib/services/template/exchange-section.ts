import { indentLines } from "./indent-lines";
import { writeText } from "./template-values";

/** What reads candles page by page. */
const CANDLE_SOURCE = `const { findReason, quote, readAddress, sendRequest, sleep } = programTools;

/** Where candles come from, how many of them one page has at most, and how patient the program is with their source. */
const KLINES_URL = \`\${readAddress("CANDLES_URL", "https://api.binance.com")}/api/v3/klines\`;
const KLINES_PATH = new URL(KLINES_URL).pathname;
const KLINES_PER_PAGE = 1000;
const KLINES_TIMEOUT_MS = 30_000;
const KLINES_BYTES = 10_000_000;
const KLINES_LONGEST_PAUSE_MS = 300_000;

/** Until then the source wants no requests. */
let klinesPausedUntil = 0;

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
 * One page of candles, as the interface gives them. When the source wants a pause it gets one; one that is too long to be
 * waited for fails the read, and nothing is asked until it is over.
 *
 * @param {Record<string, string>} query
 * @param {AbortSignal} [signal] - fires when time is over
 * @returns {Promise<unknown[][]>} rows of open time, open, high, low, close, volume and more
 */
async function fetchKlines(query, signal) {
  const patientUntil = Date.now() + KLINES_LONGEST_PAUSE_MS;
  for (;;) {
    const pauseMs = klinesPausedUntil - Date.now();
    if (klinesPausedUntil > patientUntil) {
      throw new Error(\`too many requests for candles: their source wants a pause of \${Math.ceil(pauseMs / 1000)} s\`);
    }
    if (pauseMs > 0) {
      await sleep(pauseMs, undefined, { signal });
    }
    const options = { timeoutMs: KLINES_TIMEOUT_MS, maxBytes: KLINES_BYTES, signal };
    const address = \`\${KLINES_URL}?\${new URLSearchParams(query)}\`;
    const { status, retryAfter, body } = await sendRequest(address, options).catch((error) => {
      throw new Error(\`the candles cannot be reached: \${findReason(error)}\`);
    });
    if (status === 200) {
      return readRows(body);
    }
    const excerpt = quote(body);
    if (status !== 429 && status !== 418) {
      throw new Error(\`the candles came with HTTP \${status} at \${KLINES_PATH}: \${excerpt}\`);
    }
    const seconds = retryAfter ?? 60;
    klinesPausedUntil = Date.now() + seconds * 1000;
    console.error(\`Too many requests for candles, HTTP \${status}: none for \${seconds} s. \${excerpt}\`);
  }
}

/**
 * @param {string} body
 * @returns {unknown[][]}
 */
function readRows(body) {
  let rows;
  try {
    rows = JSON.parse(body);
  } catch {
    // Is no list either.
  }
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) {
    throw new Error(\`the candles at \${KLINES_PATH} are no list of rows: \${quote(body)}\`);
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
const EXCHANGE_FIELDS = `  // Long enough for a pause: each request has a limit of its own.
  timeoutMs: 600_000,
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
        signal,
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
      // The newest of the page, wherever it stands.
      const next = rows.reduce((newest, [timestamp]) => Math.max(newest, toNumber(timestamp)), -Infinity) + step;
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
export const writeExchangeSection = (exchangeName: string): string => {
  const registration = `kit.addExchange({
  exchangeName: ${writeText("exchangeName", exchangeName)},
${EXCHANGE_FIELDS}`;
  return `// Where the candles come from.
{
${indentLines(`${CANDLE_SOURCE}\n\n${registration}`)}
}`;
};

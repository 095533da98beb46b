import fc from "fast-check";
import { afterEach, beforeEach, describe, it } from "vitest";
import type { ICandleData } from "../../src/interfaces/Exchange.interface";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import {
  createMarket,
  createRun,
  MINUTE,
  runAt,
  START,
  SYMBOL,
  type Adapter,
  type Market,
} from "../unit/client/exchange-fixture";

const SLOTS = 56;
const FACTOR = 10;
const WINDOW = 3;

let restoreClock: () => void;

beforeEach(() => {
  restoreClock = setClock(createSimulatedClock({ start: START + SLOTS * MINUTE }));
});

afterEach(() => {
  restoreClock();
});

type SlotKind =
  | "sound"
  | "missing"
  | "twice"
  | "ambiguous"
  | "not a number"
  | "negative"
  | "off the grid"
  | "spike"
  | "dip";

interface Slot {
  readonly kind: SlotKind;
  readonly close: number;
}

const slots = fc.array(
  fc.record({
    kind: fc.oneof(
      { weight: 12, arbitrary: fc.constant<SlotKind>("sound") },
      {
        weight: 3,
        arbitrary: fc.constantFrom<SlotKind>(
          "missing",
          "twice",
          "ambiguous",
          "not a number",
          "negative",
          "off the grid",
          "spike",
          "dip",
        ),
      },
    ),
    close: fc.integer({ min: 90, max: 110 }),
  }),
  { minLength: SLOTS, maxLength: SLOTS },
);

const soundRow = (minute: number, close: number): ICandleData => ({
  timestamp: START + minute * MINUTE,
  open: close,
  high: close + 1,
  low: close - 1,
  close,
  volume: minute % 3,
});

const scale = (row: ICandleData, factor: number): ICandleData => ({
  ...row,
  open: row.open * factor,
  high: row.high * factor,
  low: row.low * factor,
  close: row.close * factor,
});

/** What the source holds for one minute. */
const rowsOf = ({ kind, close }: Slot, minute: number): ICandleData[] => {
  const row = soundRow(minute, close);
  switch (kind) {
    case "sound":
      return [row];
    case "missing":
      return [];
    case "twice":
      return [row, { ...row }];
    case "ambiguous":
      return [row, { ...row, volume: row.volume + 1 }];
    case "not a number":
      return [{ ...row, high: Number.NaN }];
    case "negative":
      return [{ ...row, volume: -1 }];
    case "off the grid":
      return [{ ...row, timestamp: row.timestamp + 7 }];
    case "spike":
      return [scale(row, 100)];
    case "dip":
      return [scale(row, 0.01)];
  }
};

/** Which candle a reader could use, by the rules alone; an anomaly is for the read to judge. */
const usableOf = (slot: Slot, minute: number): ICandleData | "faulty" | null => {
  switch (slot.kind) {
    case "missing":
      return null;
    case "ambiguous":
    case "not a number":
    case "negative":
    case "off the grid":
      return "faulty";
    default:
      return rowsOf(slot, minute)[0] ?? null;
  }
};

const pricesOf = ({ open, high, low, close }: ICandleData): number[] => [open, high, low, close];

const isAnomalous = (candle: ICandleData, among: readonly ICandleData[]): boolean => {
  const prices = among.flatMap(pricesOf).sort((left, right) => left - right);
  const mean = prices.reduce((sum, price) => sum + price, 0) / prices.length;
  const reference = among.length >= 2 ? (prices[Math.floor(prices.length / 2)] ?? mean) : mean;
  return pricesOf(candle).some((price) => price > reference * FACTOR || price < reference / FACTOR);
};

/** An answer, as text: the candles, or the minute of the candle that failed the read. */
type Answer = string;

const textOf = (candles: readonly ICandleData[]): Answer => JSON.stringify(candles);
const faultAt = (minute: number): Answer =>
  `CANDLE_INVALID ${new Date(START + minute * MINUTE).toISOString()}`;

const expectUserRead = (source: readonly Slot[], since: number, until: number): Answer => {
  const found: ICandleData[] = [];
  for (let minute = since; minute < until; minute++) {
    const slot = source[minute];
    const usable = slot === undefined ? null : usableOf(slot, minute);
    if (usable === "faulty") {
      return faultAt(minute);
    }
    if (usable !== null) {
      found.push(usable);
    }
  }
  const anomaly = found.find((candle) => isAnomalous(candle, found));
  return anomaly === undefined ? textOf(found) : faultAt((anomaly.timestamp - START) / MINUTE);
};

/** The engine's memory: what it made of every minute it has read. */
type Verdicts = Map<number, ICandleData | "faulty" | "missing">;

const expectEngineRead = (
  source: readonly Slot[],
  verdicts: Verdicts,
  since: number,
  until: number,
): Answer => {
  const accepted: ICandleData[] = [];
  for (let minute = since; minute < until; minute++) {
    const slot = source[minute];
    const usable = slot === undefined ? null : usableOf(slot, minute);
    if (!verdicts.has(minute)) {
      const earlier = [...Array(WINDOW).keys()]
        .map((distance) => verdicts.get(minute - 1 - distance))
        .filter((verdict) => verdict !== undefined && typeof verdict !== "string");
      const isBad =
        usable === "faulty" || (usable !== null && earlier.length > 0 && isAnomalous(usable, earlier));
      verdicts.set(minute, usable === null ? "missing" : isBad ? "faulty" : usable);
    }
    const verdict = verdicts.get(minute);
    if (verdict !== undefined && typeof verdict !== "string") {
      accepted.push(verdict);
    }
  }
  return textOf(accepted);
};

interface Step {
  readonly kind: "user" | "engine" | "ahead";
  readonly when: number;
  readonly count: number;
}

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom("user", "engine", "ahead"),
    when: fc.integer({ min: 0, max: SLOTS }),
    count: fc.integer({ min: 1, max: 20 }),
  }),
  { minLength: 1, maxLength: 25 },
);

/** Minutes between two engine reads that are still judged, as if the frames between them had been read. */
const LONGEST_SKIP = 60;

const expectStep = (
  source: readonly Slot[],
  verdicts: Verdicts,
  told: { until: number },
  step: Step,
  chunk: number,
): Answer => {
  const { kind, when, count } = step;
  if (kind === "engine") {
    if (chunk > 0 && when - count - told.until <= LONGEST_SKIP) {
      expectEngineRead(source, verdicts, told.until, when - count);
    }
    told.until = Math.max(told.until, when);
  }
  switch (kind) {
    case "user":
      return expectUserRead(source, when - count, when);
    case "engine":
      return expectEngineRead(source, verdicts, when - count, when);
    case "ahead":
      return expectEngineRead(source, verdicts, when, Math.min(SLOTS, when + count));
  }
};

const takeStep = async (market: Market, run: ReturnType<typeof createRun>, step: Step): Promise<Answer> => {
  const { kind, count } = step;
  const when = START + step.when * MINUTE;
  const { client } = market;
  try {
    switch (kind) {
      case "user":
        return textOf(await runAt(run, when, () => client.getCandles(SYMBOL, "1m", count)));
      case "engine": {
        const since = when - count * MINUTE;
        return textOf(
          (await runAt(run, when, () => client.getClosedMinutes(SYMBOL, since, when))).candles.toCandles(),
        );
      }
      case "ahead":
        return textOf(await runAt(run, when, () => client.getNextCandles(SYMBOL, "1m", count)));
    }
  } catch (error) {
    const text = String(error);
    return `${(error as { code?: string }).code} ${/timestamp=(\S+)/.exec(text)?.[1] ?? text}`;
  }
};

/** Answers honestly by range, in a strange order, with rows nobody asked for, and page by page if there is a cap. */
const createAdapter =
  (source: readonly Slot[], cap: number, shuffle: number): Adapter =>
  async ({ since, limit }) => {
    const first = (since - START) / MINUTE;
    const inRange = source
      .map((slot, minute) => ({ minute, rows: rowsOf(slot, minute) }))
      .filter(({ minute, rows }) => minute >= first && minute < first + limit && rows.length > 0)
      .slice(0, cap);
    const strays = shuffle % 3 === 0 ? [soundRow(first - 1, 100), soundRow(first + limit, 100)] : [];
    return [...inRange.flatMap(({ rows }) => rows), ...strays]
      .map((row, index) => ({ row, order: ((index + 1) * (shuffle + 7919)) % 101 }))
      .sort((left, right) => left.order - right.order)
      .map(({ row }) => row);
  };

const createSource = (source: readonly Slot[], chunk: number, cap: number, shuffle: number): Market =>
  createMarket({
    adapter: createAdapter(source, cap, shuffle),
    settings: {
      CC_CANDLES_CHUNK: chunk,
      CC_AVG_PRICE_CANDLES_COUNT: WINDOW,
      CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR: FACTOR,
      CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN: 2,
      CC_GET_CANDLES_RETRY_DELAY_MS: 0,
    },
  });

const chunks = fc.oneof(fc.constantFrom(0, 1, 2, 1000), fc.integer({ min: 3, max: 70 }));

describe("candle window against a slow oracle", () => {
  it("serves what the rules say, for every chunk size, page size, order of rows and order of reads", async () => {
    await fc.assert(
      fc.asyncProperty(
        slots,
        steps,
        chunks,
        fc.integer({ min: 1, max: 40 }),
        fc.nat({ max: 50 }),
        async (source, sequence, chunk, cap, shuffle) => {
          const market = createSource(source, chunk, chunk === 0 ? Infinity : cap, shuffle);
          const run = createRun();
          const verdicts: Verdicts = new Map();
          const told = { until: -Infinity };
          for (const step of sequence) {
            const expected = expectStep(source, verdicts, told, step, chunk);
            const actual = await takeStep(market, run, step);
            if (actual !== expected) {
              throw new Error(`${JSON.stringify(step)}\n  expected ${expected}\n  got      ${actual}`);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("no call asks for more than a chunk, for anything not closed on the wall clock, or twice for one candle of a dense source while the look-back does not grow", async () => {
    const counts = fc.integer({ min: 1, max: 20 });
    await fc.assert(
      fc.asyncProperty(steps, counts, fc.integer({ min: 1, max: 70 }), async (sequence, count, chunk) => {
        const source: Slot[] = Array.from({ length: SLOTS }, () => ({ kind: "sound", close: 100 }));
        const market = createSource(source, chunk, Infinity, 1);
        const run = createRun();
        const first: Step = { kind: "user", when: 20, count };
        const later = sequence
          .map((step): Step => ({ ...step, when: Math.max(step.when, 20), count }))
          .sort((left, right) => left.when - right.when);
        const ordered = [first, ...later];
        for (const step of ordered) {
          await takeStep(market, run, step);
        }
        const asked = new Set<number>();
        for (const { since, limit } of market.calls) {
          for (let time = since; time < since + limit * MINUTE; time += MINUTE) {
            if (limit > chunk || time >= START + SLOTS * MINUTE || asked.has(time)) {
              throw new Error(`bad call ${JSON.stringify(market.calls)}`);
            }
            asked.add(time);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CandleInterval, ICandleData } from "../../src/interfaces/Exchange.interface";
import { CANDLE_INTERVALS, intervalToMs } from "../../src/math/interval";
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
} from "../unit/client/exchange-fixture";

/** The latest instant at which anything is looked at. */
const CUT = START + 40 * 24 * 60 * MINUTE + 17 * MINUTE + 1234;

let restoreClock: () => void;

beforeEach(() => {
  restoreClock = setClock(createSimulatedClock({ start: CUT + 90 * 24 * 60 * MINUTE }));
});

afterEach(() => {
  restoreClock();
});

/** What becomes of the candles that are not closed at the cut. */
const CHANGES = [
  "other values",
  "NaN",
  "negative",
  "a spike",
  "gone",
  "given twice",
  "off the grid",
  "throws",
  "no list",
  "an empty answer",
  "rows without a time",
  "seconds",
] as const;

type Change = (typeof CHANGES)[number];

const createRow = (timestamp: number, step: number): ICandleData => {
  const close = 100 + ((timestamp / step) % 7);
  return { timestamp, open: close, high: close + 1, low: close - 1, close, volume: (timestamp / step) % 3 };
};

const changeRow = (row: ICandleData, change: Change): unknown[] => {
  switch (change) {
    case "other values":
      return [{ ...row, open: 120, high: 130, low: 110, close: 125, volume: 9 }];
    case "NaN":
      return [{ ...row, close: Number.NaN }];
    case "negative":
      return [{ ...row, low: -5 }];
    case "a spike":
      return [{ ...row, open: 1e9, high: 1e9, low: 1e9, close: 1e9 }];
    case "gone":
      return [];
    case "given twice":
      return [row, { ...row, volume: 77 }];
    case "off the grid":
      return [{ ...row, timestamp: row.timestamp + 1 }];
    case "rows without a time":
      return [null];
    case "seconds":
      return [{ ...row, timestamp: row.timestamp / 1000 }];
    default:
      return [row];
  }
};

const failRange = (change: Change): unknown => {
  switch (change) {
    case "throws":
      throw new Error("the future is broken");
    case "no list":
      return { error: "the future is broken" };
    case "an empty answer":
      return [];
    default:
      return null;
  }
};

/** A source in which some closed candles are missing or faulty, and everything after the cut may be changed. */
const createAdapter =
  (change: Change | null, past: ReadonlyMap<number, "missing" | "faulty">): Adapter =>
  async ({ interval, since, limit }) => {
    const step = intervalToMs(interval);
    const rows: unknown[] = [];
    for (let time = since; time < since + limit * step; time += step) {
      const row = createRow(time, step);
      const isOpen = time + step > CUT;
      const flaw = isOpen ? undefined : past.get((Math.floor(CUT / step) * step - time) / step);
      if (isOpen && change !== null) {
        const failure = failRange(change);
        if (failure !== null) {
          return failure;
        }
        rows.push(...changeRow(row, change));
      } else if (flaw === "faulty") {
        rows.push({ ...row, high: 0 });
      } else if (flaw === undefined) {
        rows.push(row);
      }
    }
    return rows;
  };

interface Look {
  readonly kind: "candles" | "price" | "minutes";
  readonly interval: CandleInterval;
  /** Steps before the cut. */
  readonly distance: number;
  readonly count: number;
}

const looks = fc.array(
  fc.record<Look>({
    kind: fc.constantFrom("candles", "candles", "price", "minutes"),
    interval: fc.constantFrom(...CANDLE_INTERVALS),
    distance: fc.nat({ max: 12 }),
    count: fc.integer({ min: 1, max: 15 }),
  }),
  { minLength: 1, maxLength: 12 },
);

const describeError = (error: unknown): string =>
  error instanceof Error
    ? `${error.name} ${error.message} < ${error.cause === undefined ? "" : describeError(error.cause)}`
    : String(error);

interface World {
  readonly change: Change | null;
  readonly past: ReadonlyMap<number, "missing" | "faulty">;
  readonly looks: readonly Look[];
  readonly chunk: number;
  readonly tries: number;
  readonly backtest: boolean;
}

/** Everything anybody can see in a world up to the cut, as text. */
const watch = async (world: World): Promise<string[]> => {
  const seen: string[] = [];
  const market = createMarket({
    adapter: createAdapter(world.change, world.past),
    settings: {
      CC_CANDLES_CHUNK: world.chunk,
      CC_GET_CANDLES_RETRY_COUNT: world.tries,
      CC_GET_CANDLES_RETRY_DELAY_MS: 0,
    },
    callbacks: { onCandleData: (...args) => void seen.push(`callback ${JSON.stringify(args)}`) },
  });
  const { client } = market;
  const run = createRun();
  const look = async ({ kind, count, interval }: Look, when: number): Promise<unknown> => {
    const minute = Math.floor(when / MINUTE) * MINUTE;
    switch (kind) {
      case "candles":
        return client.getCandles(SYMBOL, interval, count);
      case "price":
        return client.getAveragePrice(SYMBOL);
      case "minutes":
        return client.getClosedMinutes(SYMBOL, minute - count * MINUTE, minute);
    }
  };
  const ordered = world.looks
    .map((item) => ({ item, when: CUT - item.distance * MINUTE }))
    .sort((left, right) => left.when - right.when);
  for (const { item, when } of ordered) {
    const shown = await runAt(run, when, () => look(item, when), world.backtest).then(
      (value) => JSON.stringify(value),
      describeError,
    );
    seen.push(`${JSON.stringify(item)} ${shown}`);
  }
  const gaps = market.warnings.filter(({ topic }) => topic.includes("fewer"));
  return [...seen, ...market.errors.map(describeError), JSON.stringify(gaps)];
};

describe("no look-ahead (H1)", () => {
  it.each(CHANGES)(
    "candles not closed at `when` change nothing that is shown at `when`: %s",
    async (change) => {
      await fc.assert(
        fc.asyncProperty(
          looks,
          fc.array(
            fc.tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom("missing" as const, "faulty" as const)),
            { maxLength: 4 },
          ),
          fc.oneof(fc.constantFrom(0, 1, 2, 1000), fc.integer({ min: 3, max: 60 })),
          fc.integer({ min: 0, max: 3 }),
          fc.boolean(),
          async (sequence, flaws, chunk, tries, backtest) => {
            const world = { past: new Map(flaws), looks: sequence, chunk, tries, backtest };
            expect(await watch({ ...world, change })).toEqual(await watch({ ...world, change: null }));
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it("the changes are real: a read that may see them does", async () => {
    const past = new Map();
    for (const change of CHANGES) {
      const market = createMarket({
        adapter: createAdapter(change, past),
        settings: { CC_GET_CANDLES_RETRY_DELAY_MS: 0 },
      });
      const shown = await runAt(createRun(), CUT + MINUTE, () =>
        market.client.getCandles(SYMBOL, "1m", 2),
      ).then((value) => JSON.stringify(value), describeError);
      const step = MINUTE;
      const last = Math.floor((CUT + MINUTE) / step) * step;
      expect(shown).not.toBe(
        JSON.stringify([createRow(last - 2 * step, step), createRow(last - step, step)]),
      );
    }
  });
});

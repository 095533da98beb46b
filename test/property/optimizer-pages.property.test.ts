import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IOptimizerData } from "../../src/interfaces/Optimizer.interface";
import { createSimulatedClock, type SimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { createOptimizer, SYMBOL } from "../unit/client/optimizer-fixture";

/** A source of which everything is random. */
interface RandomSource {
  readonly rows: readonly IOptimizerData[];
  /** Gives its first page whatever it is asked for. */
  readonly ignoresOffset: boolean;
  /** Gives fewer rows than it was asked for, now and then: which page does. */
  readonly shortPage: number | null;
  /** For each request in turn, whether it fails. */
  readonly failures: readonly boolean[];
}

/** What a naive reader makes of it: rows, offsets of the requests, and whether it had to give up. */
interface Expected {
  readonly rows: IOptimizerData[];
  readonly offsets: number[];
  readonly gaveUp: boolean;
}

const TRIES = 3;
const LIMIT = 25;
const CAP = 10_000;

const slicePage = (source: RandomSource, offset: number): readonly IOptimizerData[] => {
  const start = source.ignoresOffset ? 0 : offset;
  const page = source.rows.slice(start, start + LIMIT);
  return source.shortPage !== null && offset === source.shortPage * LIMIT ? page.slice(0, 7) : page;
};

const readNaively = (source: RandomSource): Expected => {
  const rows: IOptimizerData[] = [];
  const offsets: number[] = [];
  let request = 0;
  for (let offset = 0; offset < CAP; offset += LIMIT) {
    let failed = 0;
    offsets.push(offset);
    while (source.failures[request++] === true) {
      failed += 1;
      if (failed === TRIES) {
        return { rows, offsets, gaveUp: true };
      }
      offsets.push(offset);
    }
    const page = slicePage(source, offset);
    let hasNew = false;
    for (const row of page) {
      if (!rows.some(({ id }) => id === row.id)) {
        rows.push(row);
        hasNew = true;
      }
    }
    if (page.length < LIMIT || !hasNew) {
      break;
    }
  }
  return { rows, offsets, gaveUp: false };
};

const idArbitrary = fc.oneof(fc.nat({ max: 120 }), fc.nat({ max: 120 }).map(String));

const sourceArbitrary: fc.Arbitrary<RandomSource> = fc.record({
  rows: fc.array(fc.record({ id: idArbitrary, text: fc.string() }), { maxLength: 160, size: "max" }),
  ignoresOffset: fc.boolean(),
  shortPage: fc.option(fc.nat({ max: 4 })),
  failures: fc.array(fc.boolean(), { maxLength: 12 }),
});

describe("reading a paged source", () => {
  let clock: SimulatedClock;
  let restoreClock: () => void;

  beforeEach(() => {
    clock = createSimulatedClock({ start: 0 });
    restoreClock = setClock(clock);
  });

  afterEach(() => {
    restoreClock();
  });

  it("gives what a naive reader gets: the same rows, requests, tries and time", async () => {
    await fc.assert(
      fc.asyncProperty(sourceArbitrary, async (source) => {
        const offsets: number[] = [];
        let rows: IOptimizerData[] = [];
        const { client } = createOptimizer(
          {
            source: [
              ({ limit, offset }: { limit: number; offset: number }) => {
                expect(limit).toBe(LIMIT);
                const fails = source.failures[offsets.push(offset) - 1] === true;
                return fails ? Promise.reject(new Error("down")) : slicePage(source, offset);
              },
            ],
            callbacks: {
              onSourceData: (_s: string, _n: string, data: IOptimizerData[]) => void (rows = data),
            },
          },
          { settings: { CC_GET_CANDLES_RETRY_COUNT: TRIES, CC_GET_CANDLES_RETRY_DELAY_MS: 1000 } },
        );
        const start = clock.now();
        const gaveUp = await clock.runUntil(
          client.getData(SYMBOL).then(
            () => false,
            () => true,
          ),
        );
        const expected = readNaively(source);
        expect({ offsets, gaveUp }).toEqual({ offsets: expected.offsets, gaveUp: expected.gaveUp });
        if (!gaveUp) {
          expect(rows).toHaveLength(expected.rows.length);
          expect(rows.every((row, index) => row === expected.rows[index])).toBe(true);
        }
        const pages = new Set(offsets).size;
        const repeats = offsets.length - pages;
        expect(clock.now() - start).toBe(offsets.length * 100 + repeats * 1000);
        expect(clock.pendingTimers).toBe(0);
      }),
    );
  });
});

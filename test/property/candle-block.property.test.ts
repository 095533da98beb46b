import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CandleBlock } from "../../src/client/candle-block";
import { findCandleFault } from "../../src/client/candle-validation";
import type { ICandleData } from "../../src/interfaces/Exchange.interface";
import { createCandle, MINUTE, START, toRows } from "../unit/client/exchange-fixture";

const at = (minute: number): number => START + minute * MINUTE;

/** A row of an answer; where it lies, and what may be wrong with it. */
type Row = { readonly timestamp: number } & { readonly [Field in keyof ICandleData]?: unknown };

type Change = (row: ICandleData) => readonly Row[];

/** What a source does to a candle, the most frequent first. */
const CHANGES: readonly Change[] = [
  (row) => [row],
  (row) => [row, { ...row }],
  (row) => [row, { ...row, close: row.close + 0.5 }],
  (row) => [{ ...row, timestamp: row.timestamp + 7 }],
  (row) => [row, { ...row, timestamp: row.timestamp + 59_999 }],
  (row) => [{ ...row, high: Number.NaN }],
  (row) => [{ ...row, low: String(row.low) }],
  (row) => [{ ...row, volume: undefined }],
  (row) => [{ ...row, volume: -1 }, row],
  (row) => [{ ...row, open: 0 }],
  (row) => [{ ...row, close: Infinity }],
  (row) => [{ ...row, high: row.low - 1 }],
  // Outside of low..high: by as much as sources are off by, and by more.
  (row) => [{ ...row, open: row.high * 1.0005 }],
  (row) => [{ ...row, close: row.low * 0.9995 }],
  (row) => [{ ...row, open: row.high * 1.01 }],
  (row) => [{ ...row, volume: 0 }],
  () => [],
];

const change = fc.oneof(
  { weight: 25, arbitrary: fc.constant(CHANGES[0] ?? ((row: ICandleData) => [row])) },
  { weight: 4, arbitrary: fc.constantFrom(...CHANGES) },
);

type Order = "ascending" | "descending" | "shuffled";

const ORDERS: Readonly<Record<Order, (row: Row, index: number) => number>> = {
  ascending: () => 0,
  descending: (row) => -row.timestamp,
  shuffled: (_row, index) => (index * 7919) % 101,
};

const sortBy = (rows: readonly Row[], order: Order): Row[] =>
  rows
    .map((row, index) => ({ row, rank: ORDERS[order](row, index) }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ row }) => row);

/** Rows of an answer that begins at a minute; they may begin before it was asked for and reach beyond. */
const answers = fc
  .record({
    shift: fc.integer({ min: -4, max: 4 }),
    prices: fc.array(fc.tuple(fc.integer({ min: 50, max: 150 }), change), { maxLength: 40 }),
    order: fc.oneof(
      { weight: 5, arbitrary: fc.constant<Order>("ascending") },
      { weight: 2, arbitrary: fc.constantFrom<Order>("descending", "shuffled") },
    ),
  })
  .map(({ shift, prices, order }) => (since: number): Row[] => {
    const rows = prices.flatMap(([close, distort], index) =>
      distort(createCandle(at(since + shift + index), close)),
    );
    return sortBy(rows, order);
  });

/** A range is asked for, and an answer stored. */
interface Step {
  readonly since: number;
  readonly count: number;
  /** Minutes before it that are kept when the block moves. */
  readonly kept: number;
  readonly isForgotten: boolean;
  readonly isMarked: boolean;
  readonly answer: (since: number) => Row[];
}

const steps = fc.array(
  fc.record<Step>({
    since: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1_000, max: 2_500 })),
    count: fc.integer({ min: 1, max: 40 }),
    kept: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 900, max: 2_500 })),
    isForgotten: fc.boolean(),
    isMarked: fc.boolean(),
    answer: answers,
  }),
  { minLength: 1, maxLength: 6 },
);

/** A candle, what is wrong with it, or that it is missing. */
type Slot = ICandleData | string;

/** The same block as a list of slots, filled row by row. */
class SlowBlock {
  public readonly slots = new Map<number, Slot>();
  public lowest = Infinity;
  public highest = 0;

  public dropBefore(time: number): void {
    for (const known of this.slots.keys()) {
      if (known < time) {
        this.slots.delete(known);
      }
    }
  }

  public forget(since: number, until: number): void {
    for (let time = since; time < until; time += MINUTE) {
      this.slots.delete(time);
    }
  }

  public markMissing(since: number, until: number): void {
    for (let time = since; time < until; time += MINUTE) {
      this.slots.set(time, this.slots.get(time) ?? "missing");
    }
  }

  public store(rows: readonly Row[], since: number, until: number): number {
    let end = since;
    for (const row of rows.filter(({ timestamp }) => timestamp >= since && timestamp < until)) {
      const time = row.timestamp - (row.timestamp % MINUTE);
      end = Math.max(end, time + MINUTE);
      this.slots.set(time, this.judge(row, time));
    }
    return end;
  }

  private judge(row: Row, time: number): Slot {
    const known = this.slots.get(time);
    if (row.timestamp !== time) {
      return "timestamp has a timestamp off the grid of the interval";
    }
    if (known === undefined) {
      return this.take(row);
    }
    const differs =
      typeof known === "object" &&
      (["open", "high", "low", "close", "volume"] as const).some((field) => row[field] !== known[field]);
    return differs ? "timestamp was given twice with different values" : known;
  }

  private take(row: Row): Slot {
    const fault = findCandleFault(row);
    if (fault !== null) {
      return `${fault.field} ${fault.reason}`;
    }
    const candle = row as ICandleData;
    this.lowest = Math.min(this.lowest, candle.open, candle.low, candle.close);
    this.highest = Math.max(this.highest, candle.open, candle.high, candle.close);
    return candle;
  }
}

/** What a block says of one minute. */
const describeSlot = (block: CandleBlock, time: number): Slot | undefined => {
  const fault = block.faultAt(time);
  const view = block.viewAt(time);
  if (view !== undefined) {
    return fault === undefined ? view : "present and faulty";
  }
  if (fault !== undefined) {
    return block.isAbsent(time) ? "absent and faulty" : `${fault.field} ${fault.reason}`;
  }
  const isUnknown = block.findUnknown(time, time + MINUTE) === time;
  return isUnknown ? undefined : "missing";
};

const expectSame = (block: CandleBlock, slow: SlowBlock, since: number, until: number): void => {
  const times = Array.from({ length: (until - since) / MINUTE }, (_, index) => since + index * MINUTE);
  const slots = times.map((time) => slow.slots.get(time));
  expect(times.map((time) => describeSlot(block, time))).toEqual(slots);
  const whole = slots.every((slot) => typeof slot === "object") ? slots : null;
  expect(block.copyViews(since, until)).toEqual(whole);
  expect(block.readSeries(since, until)?.toCandles() ?? null).toEqual(whole);
  expect(block.isPresent(since, until)).toBe(whole !== null);
  expect(block.isKnown(since, until)).toBe(!slots.includes(undefined));
  expect(block.findUnknown(since, until)).toBe(times.find((time) => !slow.slots.has(time)) ?? until);
  expect(block.findKnown(since, until)).toBe(times.find((time) => slow.slots.has(time)) ?? until);
};

describe("CandleBlock against a list of slots filled row by row", () => {
  it("knows the same of every slot after any answers, however it has moved", () => {
    fc.assert(
      fc.property(steps, fc.nat({ max: 45 }), fc.nat({ max: 45 }), (sequence, from, length) => {
        const block = new CandleBlock(MINUTE);
        const slow = new SlowBlock();
        let knownEnd = 0;
        for (const { since: minute, count, kept, isForgotten, isMarked, answer } of sequence) {
          const [since, until, keepFrom] = [at(minute), at(minute + count), at(minute - kept)];
          const before = block.revision;
          block.cover(since, until, keepFrom);
          if (block.revision !== before) {
            slow.dropBefore(keepFrom);
          }
          if (isForgotten) {
            block.forget(since, until);
            slow.forget(since, until);
          }
          const rows = answer(minute);
          const end = slow.store(rows, since, until);
          expect(block.store(toRows(rows), since, until)).toBe(end);
          if (isMarked) {
            block.markMissing(since, until);
            slow.markMissing(since, until);
          }
          knownEnd = Math.max(knownEnd, end, isMarked ? until : 0);
          expect(block.spread).toEqual({ lowest: slow.lowest, highest: slow.highest });
          const first = at(5_000) - block.measureWith(since, at(5_000)) * MINUTE;
          expect(block.measureWith(since, first)).toBe((Math.max(knownEnd, first) - first) / MINUTE);
          expectSame(block, slow, since, until);
          expectSame(block, slow, at(from), at(from + length));
          expectSame(block, slow, at(1_000 + from), at(1_000 + from + length));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

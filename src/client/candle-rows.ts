import { ExchangeError } from "../errors/ExchangeError";
import type { ICandleData } from "../interfaces/Exchange.interface";
import { CANDLE_NUMBERS, CLOSE, HIGH, LOW, OPEN, TIME, VOLUME } from "../math/candle-numbers";
import { isObject } from "../utils/object-like";
import { describeRead, type ICandleRead } from "./candle-read";

/** A row of an adapter's answer: located in time, nothing else known about it. */
export type CandleRow = { readonly timestamp: number } & {
  readonly [Field in Exclude<keyof ICandleData, "timestamp">]?: unknown;
};

/** An object of which nothing is known. */
type UnreadRow = { readonly [Field in keyof ICandleData]?: unknown };

/** Rows there is room for at first. */
const FEWEST_ROWS = 1;
const MOST_ROWS = 10_000;

/** 1e11 s lies in the year 5138, 1e11 ms in 1973: what is below is no time in ms if the question was above. */
const SMALLEST_PLAUSIBLE_MS = 1e11;
/** What is above is a time in microseconds. */
const LARGEST_PLAUSIBLE_MS = 1e14;

/**
 * The rows of an answer as numbers in one list: an object for each would cost more than all that is done with it. A value that is
 * no number is not a number here either, and kept beside for the message that tells of it. The list is used again for the next
 * answer: fresh memory costs more than what is written into it.
 */
export class CandleRows {
  private list = new Float64Array(0);
  private readonly odd = new Map<number, CandleRow>();
  private count = 0;

  /** Drops all rows. @param expected - rows there will probably be; a whole number */
  public clear(expected: number): void {
    const room = Math.min(Math.max(FEWEST_ROWS, expected), MOST_ROWS) * CANDLE_NUMBERS;
    if (this.list.length < room || this.list.length > MOST_ROWS * CANDLE_NUMBERS) {
      this.list = new Float64Array(room);
    }
    this.odd.clear();
    this.count = 0;
  }

  /** How many rows. */
  public get length(): number {
    return this.count;
  }

  /** The numbers of the rows one after the other, as those of candles, and room behind the last one. */
  public get numbers(): Float64Array {
    return this.list;
  }

  /** Reads every field of a row once: what is judged is what is stored, whatever a getter would say the next time. */
  public add(row: UnreadRow, timestamp: number): void {
    const { open, high, low, close, volume } = row;
    const offset = this.count * CANDLE_NUMBERS;
    if (offset === this.list.length) {
      this.grow();
    }
    const { list } = this;
    list[offset + TIME] = timestamp;
    if (
      typeof open === "number" &&
      typeof high === "number" &&
      typeof low === "number" &&
      typeof close === "number" &&
      typeof volume === "number"
    ) {
      list[offset + OPEN] = open;
      list[offset + HIGH] = high;
      list[offset + LOW] = low;
      list[offset + CLOSE] = close;
      list[offset + VOLUME] = volume;
    } else {
      this.odd.set(this.count, { timestamp, open, high, low, close, volume });
      list.fill(NaN, offset + OPEN, offset + CANDLE_NUMBERS);
    }
    this.count += 1;
  }

  /** Open of a row, ms. */
  public timeAt(index: number): number {
    return this.list[index * CANDLE_NUMBERS + TIME] ?? NaN;
  }

  /**
   * One value of a row.
   * @param column - 0 to 4: open, high, low, close, volume
   */
  public valueAt(index: number, column: number): number {
    return this.list[index * CANDLE_NUMBERS + OPEN + column] ?? NaN;
  }

  /** A row as the adapter gave it. */
  public rowAt(index: number): CandleRow {
    return (
      this.odd.get(index) ?? {
        timestamp: this.timeAt(index),
        open: this.valueAt(index, 0),
        high: this.valueAt(index, 1),
        low: this.valueAt(index, 2),
        close: this.valueAt(index, 3),
        volume: this.valueAt(index, 4),
      }
    );
  }

  private grow(): void {
    const grown = new Float64Array(2 * this.list.length);
    grown.set(this.list);
    this.list = grown;
  }
}

const findUnitProblem = (timestamp: number, since: number): string | null => {
  if (since >= SMALLEST_PLAUSIBLE_MS && timestamp > 0 && timestamp < SMALLEST_PLAUSIBLE_MS) {
    return "looks like seconds";
  }
  return timestamp >= LARGEST_PLAUSIBLE_MS && since < LARGEST_PLAUSIBLE_MS ? "looks like microseconds" : null;
};

/**
 * Reads an answer, which must be a list of rows with a time in milliseconds. Values are judged candle by candle later.
 * @param rows - where they go, in the place of what was there
 * @returns the same
 * @throws ExchangeError `CANDLES_ANSWER_INVALID`
 */
export const readAnswer = (answer: unknown, read: ICandleRead, rows: CandleRows): CandleRows => {
  const fail = (problem: string): never => {
    throw new ExchangeError(
      "CANDLES_ANSWER_INVALID",
      `the candle adapter answered with ${problem} (${describeRead(read)}); it must return a list of candles whose timestamp is the open time in milliseconds`,
    );
  };
  if (!Array.isArray(answer)) {
    return fail(`${answer === null ? "null" : typeof answer} instead of a list`);
  }
  const candidates: readonly unknown[] = answer;
  // The length of an answer is not trusted; one that is no whole number is none.
  rows.clear(Number.isInteger(candidates.length) ? candidates.length : read.limit);
  for (let index = 0; index < candidates.length; index += 1) {
    const candidate = candidates[index];
    const row: UnreadRow = isObject(candidate) ? candidate : {};
    const { timestamp } = row;
    if (typeof timestamp !== "number" || !Number.isFinite(timestamp)) {
      return fail(`candle[${index}] without a timestamp`);
    }
    if (!(timestamp >= SMALLEST_PLAUSIBLE_MS && timestamp < LARGEST_PLAUSIBLE_MS)) {
      const problem = findUnitProblem(timestamp, read.since);
      if (problem !== null) {
        return fail(`candle[${index}] with timestamp ${timestamp}, which ${problem}`);
      }
    }
    rows.add(row, timestamp);
  }
  return rows;
};

import type { ICandleData } from "../interfaces/Exchange.interface";
import type { MockExchangeCall } from "./mock-call";
import { getStep } from "./mock-checks";
import type { MockFault, MockGarbage } from "./mock-fault-types";

const OUTSIDE_ROWS = 3;
const SPIKE_FACTOR = 1_000_000;

/** Reads the candles that open in a range, closed or not. */
export type ReadMarket = (from: number, until: number) => ICandleData[];

const spoilRow = (row: ICandleData, value: MockGarbage): ICandleData => {
  switch (value) {
    case "nan":
      return { ...row, close: Number.NaN };
    case "zero":
      return { ...row, low: 0 };
    case "negative-volume":
      return { ...row, volume: -1 };
    case "upside-down":
      return { ...row, high: row.low, low: row.high === row.low ? row.high * 2 : row.high };
    case "spike":
      return {
        ...row,
        open: row.open * SPIKE_FACTOR,
        high: row.high * SPIKE_FACTOR,
        low: row.low * SPIKE_FACTOR,
        close: row.close * SPIKE_FACTOR,
      };
  }
};

/** Odd rows backwards, then even ones: two rows are enough to be out of order. */
const disorder = (rows: readonly ICandleData[]): ICandleData[] => {
  const odd = rows.filter((_, index) => index % 2 === 1);
  return [...odd.reverse(), ...rows.filter((_, index) => index % 2 === 0)];
};

const surround = (
  rows: readonly ICandleData[],
  { since, limit, interval }: MockExchangeCall,
  count: number,
  readMarket: ReadMarket,
): ICandleData[] => {
  const step = getStep(interval);
  const until = since + limit * step;
  return [...readMarket(since - count * step, since), ...rows, ...readMarket(until, until + count * step)];
};

const cut = (rows: readonly ICandleData[], count: number, keep: "oldest" | "newest"): ICandleData[] =>
  keep === "oldest" ? rows.slice(0, count) : rows.slice(Math.max(0, rows.length - count));

/**
 * What a fault makes of the rows of an answer; faults of other kinds change nothing.
 * @param rows - copies
 */
export const changeRows = (
  rows: ICandleData[],
  fault: MockFault,
  call: MockExchangeCall,
  readMarket: ReadMarket,
): ICandleData[] => {
  switch (fault.kind) {
    case "empty":
      return [];
    case "duplicates":
      return rows.flatMap((row) => [row, { ...row }]);
    case "unsorted":
      return disorder(rows);
    case "outside":
      return surround(rows, call, fault.rows ?? OUTSIDE_ROWS, readMarket);
    case "garbage": {
      const { row: place = -1 } = fault;
      const spoilt = place < 0 ? rows.length + place : place;
      return rows.map((row, index) => (index === spoilt ? spoilRow(row, fault.value) : row));
    }
    case "truncated":
      return cut(rows, fault.rows, fault.keep ?? "oldest");
    case "change":
      return fault.change(rows, call);
    case "throw":
    case "hang":
    case "slow":
      return rows;
  }
};

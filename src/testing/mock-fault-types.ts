import type { ICandleData } from "../interfaces/Exchange.interface";
import type { MockExchangeCall } from "./mock-call";

/** Kinds of garbage a row can turn into. */
export type MockGarbage = "nan" | "zero" | "negative-volume" | "upside-down" | "spike";

/** The call rejects, or the adapter throws before it has made a promise. */
export interface MockThrowFault {
  /** Says which fault it is. */
  readonly kind: "throw";
  /** What is thrown. Default: a `MockError` with code `MOCK_FAULT`. */
  readonly error?: Error;
  /** Whether it is thrown in the call itself instead of rejecting the promise. Default `false`. */
  readonly isSynchronous?: boolean;
}

/** The call does not answer until the fault is taken away; then, with what there is at that time. */
export interface MockHangFault {
  /** Says which fault it is. */
  readonly kind: "hang";
  /** When the clock shows this time it answers all the same, UTC milliseconds. */
  readonly until?: number;
}

/** The call answers late, with what there is at that time. */
export interface MockSlowFault {
  /** Says which fault it is. */
  readonly kind: "slow";
  /** How much later, milliseconds of the clock. */
  readonly ms: number;
}

/** The answer has no rows. */
export interface MockEmptyFault {
  /** Says which fault it is. */
  readonly kind: "empty";
}

/** Each row comes twice. */
export interface MockDuplicatesFault {
  /** Says which fault it is. */
  readonly kind: "duplicates";
}

/** The rows are out of order. */
export interface MockUnsortedFault {
  /** Says which fault it is. */
  readonly kind: "unsorted";
}

/** Rows of the market from outside of the asked range, on both sides; those behind it may lie in the future. */
export interface MockOutsideFault {
  /** Says which fault it is. */
  readonly kind: "outside";
  /** How many candles on each side. Default 3. */
  readonly rows?: number;
}

/** One row is garbage. */
export interface MockGarbageFault {
  /** Says which fault it is. */
  readonly kind: "garbage";
  /**
   * `"nan"`: the close is not a number. `"zero"`: the low is 0. `"negative-volume"`. `"upside-down"`: high and low change
   * places. `"spike"`: all prices are a million times too high.
   */
  readonly value: MockGarbage;
  /** Which row, from 0; negative ones count from the end. An answer that has no such row is left as it is. Default -1. */
  readonly row?: number;
}

/** The answer is cut, as by a source that serves shorter pages. */
export interface MockTruncatedFault {
  /** Says which fault it is. */
  readonly kind: "truncated";
  /** How many rows are left. */
  readonly rows: number;
  /** Which ones. Default `"oldest"`. */
  readonly keep?: "oldest" | "newest";
}

/** Anything else. */
export interface MockChangeFault {
  /** Says which fault it is. */
  readonly kind: "change";
  /** Gets the rows, which are its own, and returns those that are served. */
  readonly change: (rows: ICandleData[], call: MockExchangeCall) => ICandleData[];
}

/** What goes wrong with a call. */
export type MockFault =
  | MockThrowFault
  | MockHangFault
  | MockSlowFault
  | MockEmptyFault
  | MockDuplicatesFault
  | MockUnsortedFault
  | MockOutsideFault
  | MockGarbageFault
  | MockTruncatedFault
  | MockChangeFault;

/** Which calls a fault is for. All conditions that are given have to hold. */
export interface MockFaultScope {
  /** The next so many calls for which the other conditions hold. */
  readonly calls?: number;
  /** Calls made at this time of the clock or later, UTC milliseconds. */
  readonly from?: number;
  /** Calls made before this time of the clock, UTC milliseconds. */
  readonly until?: number;
  /** Calls for this symbol. */
  readonly symbol?: string;
  /** Calls for which it gives `true`. */
  readonly matches?: (call: MockExchangeCall) => boolean;
}

/** A fault that is in force. */
export interface MockFaultHandle {
  /** Calls it has met so far. */
  readonly hits: number;
  /** Takes the fault away. Calls that hang in it go on. */
  release(): void;
}

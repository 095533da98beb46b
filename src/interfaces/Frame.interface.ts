import type { ILogger } from "./Logger.interface";

/** Step of a frame. */
export type FrameInterval =
  "1m" | "3m" | "5m" | "15m" | "30m" | "1h" | "2h" | "4h" | "6h" | "8h" | "12h" | "1d" | "3d";

/** Name of a registered frame. */
export type FrameName = string;

/** Callbacks of a frame; not awaited. */
export interface IFrameCallbacks {
  /** Once per run, right after the timeline is known and before the first progress event. */
  onTimeframe(
    timeframe: Date[],
    startDate: Date,
    endDate: Date,
    interval: FrameInterval,
  ): void | Promise<void>;
}

/** A back-test period as users register it with `addFrame`. */
export interface IFrameSchema {
  /** Unique name. */
  frameName: FrameName;
  /** Documentation only. */
  note?: string;
  /** Step between two ticks. */
  interval: FrameInterval;
  /** First tick; seconds are cut off. */
  startDate: Date;
  /** Last tick at the latest (inclusive); never later than the last closed minute of the wall clock. */
  endDate: Date;
  /** Told of the timeline of a run; all optional. */
  callbacks?: Partial<IFrameCallbacks>;
}

/** A timeline as arithmetic: tick number `i` is at `start + i · step`. Never an array, however long the period. */
export interface ITimeline {
  /** First tick, ms, on a whole minute. */
  readonly start: number;
  /** Distance between two ticks, ms. */
  readonly step: number;
  /** Number of ticks, at least 1. */
  readonly count: number;
}

/** What a frame client offers. */
export interface IFrame {
  /** The timeline of a run that starts now; tells `onTimeframe`. */
  getTimeline(symbol: string): Promise<ITimeline>;
  /** The same ticks as fresh dates. */
  getTimeframe(symbol: string, frameName: FrameName): Promise<Date[]>;
}

/** Constructor parameters of `ClientFrame`. */
export interface IFrameParams extends Omit<IFrameSchema, "note" | "callbacks"> {
  readonly callbacks: Partial<IFrameCallbacks> | undefined;
  readonly logger: ILogger;
  /** Reports a throwing callback. */
  readonly reportError: (error: unknown) => void;
}

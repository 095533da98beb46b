import type { IStrategyTickResult, PartialLevel } from "../../../src/index";

export type TickAction = IStrategyTickResult["action"];

/** Before an awaited expression is evaluated, or after it has settled. */
export type HitPhase = "before" | "after";

/** One passing of an instrumented await. */
export interface Hit {
  /** What was being done: a tick of a strategy, the call of stop, or the end of the runs. */
  readonly scope: string;
  /** `file:line:column` of the await. */
  readonly id: string;
  readonly phase: HitPhase;
  /** The how manieth of its id and phase in its scope, from 1. */
  readonly occurrence: number;
}

/** A hit as the listing shows it. */
export interface ListedHit extends Hit {
  readonly time: number;
  /** Changes whenever a file or the log does: what a crash here leaves behind. */
  readonly stage: number;
  /** The change that led to the stage. */
  readonly step: string;
}

/** Minutes in which nobody was there to answer; ids that were accepted before are answered all the same. */
export interface AbsentMinutes {
  readonly from: number;
  readonly until: number;
  readonly except: readonly string[];
}

/** What both strategies do in their first ticks after a crash; in which order is not said. */
export const RESTART_SCOPE = "restart";

/** What a listing of hits is to show. */
export interface HitListing {
  /** File that the hits are written to. */
  readonly path: string;
  readonly scopes: readonly string[];
}

/** What the child has to do. */
export interface ChildPlan {
  readonly session: string;
  /** First instant, ms. */
  readonly start: number;
  /** File of the log; it is appended to. */
  readonly log: string;
  readonly killAt?: Hit;
  readonly list?: HitListing;
  /** The first ticks take up what an earlier process has left: they are one scope, {@link RESTART_SCOPE}. */
  readonly isRestart?: boolean;
  readonly absent?: AbsentMinutes;
  /** Instant of the stop, ms; by default that of the session. */
  readonly stopAt?: number;
}

/** Documents of the stores by their path below the folder. */
export type DiskState = Readonly<Record<string, unknown>>;

/** What the signal stores and the risk stores say of open positions. */
export interface OpenPositions {
  /** Keys of the positions in the signal files. */
  readonly held: readonly string[];
  /** Keys of the positions in the file of each profile. */
  readonly profiles: Readonly<Record<string, readonly string[]>>;
}

/** A tick that made a transition or reached a milestone. */
export interface TickEntry {
  readonly type: "tick";
  readonly scope: string;
  readonly action: TickAction;
  /** What happened, in words that are the same for every signal. */
  readonly kind: string;
  readonly signalId: string | null;
}

export interface SignalEntry {
  readonly type: "signal";
  /** The emitter of live runs, or that of all runs. */
  readonly source: "live" | "all";
  readonly action: TickAction;
  readonly id: string;
  readonly result: unknown;
}

export interface MilestoneEntry {
  readonly type: "milestone";
  readonly side: "profit" | "loss";
  readonly id: string;
  readonly level: PartialLevel;
  readonly price: number;
  readonly timestamp: number;
}

export interface CallbackEntry {
  readonly type: "callback";
  readonly name: string;
  readonly id: string | null;
  readonly price: number | null;
}

export interface DiskEntry {
  readonly type: "start" | "end";
  readonly disk: DiskState;
  /** The documents that listings of the stores show. */
  readonly listed: readonly string[];
}

/** The work has come to rest for this instant. */
export interface RestEntry {
  readonly type: "rest";
  readonly positions: OpenPositions;
}

export interface FaultEntry {
  readonly type: "error" | "exit" | "rejection";
  readonly message: string;
}

/** What a for-await loop over the run saw. */
export interface YieldEntry {
  readonly type: "yield";
  readonly action: TickAction;
  readonly id: string;
}

export type UntimedEntry =
  | TickEntry
  | SignalEntry
  | MilestoneEntry
  | CallbackEntry
  | DiskEntry
  | RestEntry
  | FaultEntry
  | YieldEntry
  | { readonly type: "stop" };

/** One line of the log, with the simulated time. */
export type LogEntry = UntimedEntry & { readonly time: number };

import type { ExchangeName } from "./Exchange.interface";
import type { IStrategyPnL, StrategyCancelReason, StrategyCloseReason } from "./Outcome.interface";
import type { IPartialData } from "./Partial.interface";
import type { IRiskActivePosition } from "./Risk.interface";
import type { IScheduledSignalRow, ISignalRow, StrategyName } from "./Signal.interface";

/** Name of a document in a store. */
export type EntityId = string | number;

/** What a store of the four adapters has to do; a class of the user's own need not extend `PersistBase`. */
export interface IPersistBase<Entity = unknown> {
  /**
   * Makes the store ready. Called before every read and write; must be harmless when called again.
   * @param initial - whether this is the first call on this instance
   */
  waitForInit(initial: boolean): Promise<void>;
  /** Whether there is a document. Asked before each read. */
  hasValue(entityId: EntityId): Promise<boolean>;
  /** The document, the caller's own; rejects when there is none. The library asks `hasValue` first. */
  readValue(entityId: EntityId): Promise<Entity>;
  /**
   * Replaces the document with what it is at the call. Must not resolve before it is safe; of writes that overlap the one
   * issued last wins. Clearing writes `null`, `[]` or `{}`.
   */
  writeValue(entityId: EntityId, entity: Entity): Promise<void>;
}

/** A class of stores: created with the name of the folder (or table) and the base directory. */
export type TPersistBaseCtor<EntityName extends string = string, Entity = unknown> = new (
  entityName: EntityName,
  baseDir: string,
) => IPersistBase<Entity>;

/** An order was created, and perhaps not everybody has heard of it. */
export interface IStoredScheduled {
  /** What happened. */
  readonly action: "scheduled";
  /** VWAP then, quote currency per unit of base. */
  readonly currentPrice: number;
}

/** A position was closed, and perhaps not everybody has heard of it. */
export interface IStoredClosed {
  /** What happened. */
  readonly action: "closed";
  /** The booked exit, quote currency per unit of base. */
  readonly currentPrice: number;
  /** Why it ended. */
  readonly closeReason: StrategyCloseReason;
  /** Open of the closing candle, or the instant of expiry, ms. */
  readonly closeTimestamp: number;
  /** Result of the trade, with the costs of that time. */
  readonly pnl: IStrategyPnL;
}

/** An order ended without a position, and perhaps not everybody has heard of it. */
export interface IStoredCancelled {
  /** What happened. */
  readonly action: "cancelled";
  /** VWAP then, quote currency per unit of base. */
  readonly currentPrice: number;
  /** Why it ended. */
  readonly reason: StrategyCancelReason;
  /** Open of the candle that ended it, or the instant, ms. */
  readonly closeTimestamp: number;
}

/** A result of which it is not certain that everybody has heard. */
export type IStoredTransition = IStoredScheduled | IStoredClosed | IStoredCancelled;

/** What the stored form of a row has beyond the row. */
export interface IStoredRowFields {
  /** Version of the document; absent means 1. */
  readonly _version?: number;
  /** The last transition, until everybody has heard of it. */
  readonly _transition?: IStoredTransition;
  /** The user gave no id. Absent: the id counts as the user's. */
  readonly _isIdMadeUp?: boolean;
}

/** Document of the signal store: the open position. */
export type SignalData = (ISignalRow & IStoredRowFields) | null;

/** Document of the schedule store: the waiting order. */
export type ScheduleData = (IScheduledSignalRow & IStoredRowFields) | null;

/** Document of the risk store: positions by key. */
export type RiskData = [string, IRiskActivePosition][];

/** Document of the partial store: reached levels by signal id. */
export type PartialData = Record<string, IPartialData>;

/** A signal as it is stored, with the transition of which it is not certain that everybody has heard. */
export interface IStoredSignal {
  readonly row: ISignalRow;
  readonly transition: IStoredTransition | null;
  /** The user gave no id. Absent: the id counts as the user's. */
  readonly isIdMadeUp?: boolean;
}

/** Whose signals are stored. */
export interface IStoredSignalOwner {
  readonly symbol: string;
  readonly strategyName: StrategyName;
  readonly exchangeName: ExchangeName;
}

/** What is kept of a live strategy between two processes. */
export interface IStrategyPersistence {
  /**
   * Keeps other processes away from what the owner stores, as far as its store can; called with every tick.
   * @throws PersistError `PERSIST_LOCKED` while another process has it
   */
  hold(owner: IStoredSignalOwner): Promise<void>;
  /** Lets other processes in again. */
  letGo(owner: IStoredSignalOwner): Promise<void>;
  /**
   * The open position. A row of another owner is kept, and is none of ours.
   * @throws PersistError `PERSIST_DOCUMENT_BROKEN` while a document cannot be trusted, or what the store throws
   */
  readPending(owner: IStoredSignalOwner): Promise<IStoredSignal | null>;
  /** @throws PersistError `PERSIST_ROW_FOREIGN` instead of overwriting the row of another owner */
  writePending(stored: IStoredSignal | null, owner: IStoredSignalOwner): Promise<void>;
  /** The waiting order; as `readPending`. */
  readScheduled(owner: IStoredSignalOwner): Promise<IStoredSignal | null>;
  /** As `writePending`. */
  writeScheduled(stored: IStoredSignal | null, owner: IStoredSignalOwner): Promise<void>;
  /** The last accepted id the user gave; `null` when none is known. */
  readLastId(owner: IStoredSignalOwner): Promise<string | null>;
  writeLastId(signalId: string, owner: IStoredSignalOwner): Promise<void>;
  /**
   * Asks before anything opens: looks at every document of the pair, its milestones included.
   * @throws PersistError `PERSIST_DOCUMENT_BROKEN` when one cannot be trusted, or lies moved aside beside its place; or what
   * the store throws
   */
  requireSound(owner: IStoredSignalOwner): Promise<void>;
}

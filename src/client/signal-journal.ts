import { PersistError } from "../errors/PersistError";
import type { Awaitable } from "../interfaces/Awaitable.interface";
import type {
  IStoredSignal,
  IStoredSignalOwner,
  IStoredTransition,
  IStrategyPersistence,
} from "../interfaces/Persist.interface";
import type { ISignalRow } from "../interfaces/Signal.interface";
import type { IStrategyParams } from "../interfaces/Strategy.interface";
import { andThen } from "../utils/awaitable";
import type { GivenIds } from "./given-ids";

/** Where a signal is kept: an open position, or a waiting order. */
export type SignalPlace = "position" | "order";

/** What a step leaves to be done when everybody has heard of it. */
type ChoreName = SignalPlace | "risk" | "leftovers";

const CHORE_ORDER = ["leftovers", "risk", "order", "position"] as const satisfies readonly ChoreName[];

type Chore = () => Awaitable<void>;

/** Nothing was written in the place of somebody else's row. */
const isRefusedAsForeign = (error: unknown): boolean =>
  error instanceof PersistError && error.code === "PERSIST_ROW_FOREIGN";

/** What an earlier process has left beside a position. */
export interface JournalLeftovers {
  readonly order: IStoredSignal | null;
  readonly lastId: string | null;
}

/**
 * What a live strategy keeps between two processes; a back-test keeps nothing. Every transition goes the same way, so that
 * a process may die between any two steps:
 *
 * 1. risk decides, and a position that opens takes its place in the profile;
 * 2. the outcome is written: the order, the position, or in place of what has ended how it ended;
 * 3. memory changes;
 * 4. what has ended gives back its place in the profile and its milestones;
 * 5. callbacks are called, then events are emitted;
 * 6. chores: what nobody needs any more is erased.
 *
 * Before 2 nothing has happened, and the same minutes are decided anew. From 2 on it has happened, and the next process
 * goes on at 4: it tells again what may not have been heard, with the same id, price and time. A chore that fails is
 * reported and tried again, and nothing new is opened before it is done.
 */
export class SignalJournal {
  private readonly chores = new Map<ChoreName, Chore>();
  private knownOwner: IStoredSignalOwner | null = null;

  public constructor(
    private readonly params: IStrategyParams,
    private readonly ids: GivenIds,
  ) {}

  /** Whether something is still to be erased or given back. */
  public get hasChores(): boolean {
    return this.chores.size > 0;
  }

  /** Shows other processes that this one works with the documents. @throws PersistError `PERSIST_LOCKED` */
  public async hold(): Promise<void> {
    await this.persistence.hold(this.owner);
  }

  /** Does the last chores and lets other processes in. */
  public async close(): Promise<void> {
    if (this.knownOwner === null) {
      return;
    }
    try {
      await this.settle();
    } finally {
      await this.persistence.letGo(this.owner);
    }
  }

  /** Looks at every document before something new is opened. @throws PersistError `PERSIST_DOCUMENT_BROKEN` */
  public async requireSound(): Promise<void> {
    await this.persistence.requireSound(this.owner);
  }

  /** Reads what an earlier process has left as its open position. @throws PersistError `PERSIST_DOCUMENT_BROKEN` */
  public async readPosition(): Promise<IStoredSignal | null> {
    await this.hold();
    return await this.persistence.readPending(this.owner);
  }

  /** Reads what it has left beside the position. @throws PersistError `PERSIST_DOCUMENT_BROKEN` */
  public async readLeftovers(): Promise<JournalLeftovers> {
    const { persistence, owner } = this;
    const order = await persistence.readScheduled(owner);
    return { order, lastId: await persistence.readLastId(owner) };
  }

  /**
   * Writes what is held, or how it has ended. Whatever was still to be written in its place is no longer needed.
   * @param transition - what the next process has to tell if this one dies; `null` for nothing
   */
  public write(place: SignalPlace, row: ISignalRow, transition: IStoredTransition | null): Awaitable<void> {
    return this.isOff ? undefined : this.writeLive(place, row, transition);
  }

  private async writeLive(
    place: SignalPlace,
    row: ISignalRow,
    transition: IStoredTransition | null,
  ): Promise<void> {
    try {
      await this.writeTo(place, this.describe(row, transition));
    } catch (error) {
      // It may be on disk all the same, and must not come alive in the next process.
      if ((transition === null || transition.action === "scheduled") && !isRefusedAsForeign(error)) {
        this.eraseLater(place, null);
      }
      throw error;
    }
    this.drop(place);
  }

  /** Leaves a chore: the row stays, its transition has been heard of. */
  public settleLater(place: SignalPlace, row: ISignalRow): void {
    this.leave(place, () => this.writeTo(place, this.describe(row, null)));
  }

  /**
   * Leaves a chore: nothing is held there any more.
   * @param lastId - the id to remember beyond the end of the signal; `null` for none
   */
  public eraseLater(place: SignalPlace, lastId: string | null): void {
    this.leave(place, async () => {
      if (lastId !== null) {
        await this.persistence.writeLastId(lastId, this.owner);
      }
      await this.writeTo(place, null);
    });
  }

  /** Leaves a chore of somebody else, to be tried again. */
  public leave(name: ChoreName, chore: Chore): void {
    if (!this.isOff) {
      this.chores.set(name, chore);
    }
  }

  /** The chore is no longer needed. */
  public drop(name: ChoreName): void {
    this.chores.delete(name);
  }

  /**
   * Does all chores. Those that fail stay. A position is erased after the order it came from: what is left of the two must
   * always show that the signal has ended.
   * @throws what the first of them threw; PersistError `PERSIST_LOCKED`, and nothing is done
   */
  public async settle(): Promise<void> {
    if (!this.hasChores) {
      return;
    }
    await this.hold();
    const failures: unknown[] = [];
    for (const name of CHORE_ORDER) {
      if (!(name === "position" && this.chores.has("order"))) {
        try {
          await this.finish(name);
        } catch (error) {
          failures.push(error);
        }
      }
    }
    if (failures.length > 0) {
      throw failures[0];
    }
  }

  /** Does one chore, if it is left. @throws what it threw; then it stays */
  public finish(name: ChoreName): Awaitable<void> {
    const chore = this.chores.get(name);
    if (chore !== undefined) {
      return andThen(chore(), () => this.drop(name));
    }
  }

  private get isOff(): boolean {
    return this.params.backtest;
  }

  private get persistence(): IStrategyPersistence {
    return this.params.persistence;
  }

  /** The exchange is that of the run; when the client is cleared the run may be over. */
  private get owner(): IStoredSignalOwner {
    const { symbol, strategyName, method } = this.params;
    this.knownOwner ??= { symbol, strategyName, exchangeName: method.context.exchangeName };
    return this.knownOwner;
  }

  private describe(row: ISignalRow, transition: IStoredTransition | null): IStoredSignal {
    return { row, transition, ...(this.ids.isMadeUp(row.id) && { isIdMadeUp: true }) };
  }

  private async writeTo(place: SignalPlace, stored: IStoredSignal | null): Promise<void> {
    const { persistence, owner } = this;
    await (place === "position"
      ? persistence.writePending(stored, owner)
      : persistence.writeScheduled(stored, owner));
  }
}

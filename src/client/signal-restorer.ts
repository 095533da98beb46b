import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { IStoredSignal } from "../interfaces/Persist.interface";
import type { GivenIds } from "./given-ids";
import type { SignalJournal } from "./signal-journal";
import type { HeldState } from "./signal-machine";
import { createPendingState, createScheduledState } from "./signal-machine";
import type { UntoldTransition } from "./untold-transition";
import { hasAcceptedId, isHeld, toUntold } from "./untold-transition";

/** What a live start goes on with. */
export interface TakenUp {
  readonly held: HeldState | null;
  readonly untold: UntoldTransition | null;
}

/** Carries out a step; one that fails is reported, and tried again before anything opens. */
export type Attempt = (step: () => Promise<void>) => Awaitable<void>;

/** Takes up what an earlier process has stored: a position wins over an order. */
export class SignalRestorer {
  public constructor(
    private readonly journal: SignalJournal,
    private readonly ids: GivenIds,
  ) {}

  /**
   * Reads the documents. A position is taken up also while what lies beside it cannot be read.
   * @throws what the store throws; then nothing is taken up
   */
  public async takeUp(attempt: Attempt): Promise<TakenUp> {
    const position = await this.journal.readPosition();
    if (!isHeld(position)) {
      return await this.takeUpUnheld(position);
    }
    await attempt(() => this.readBeside(position));
    return { held: createPendingState(position.row), untold: null };
  }

  /** The order beside an open position is over. */
  private async readBeside(position: IStoredSignal): Promise<void> {
    const { order, lastId } = await this.journal.readLeftovers();
    this.restoreIds(position, lastId);
    if (order !== null) {
      this.journal.eraseLater("order", null);
    }
  }

  private async takeUpUnheld(position: IStoredSignal | null): Promise<TakenUp> {
    const { order: found, lastId } = await this.journal.readLeftovers();
    // The order of a signal that has ended could only not be erased.
    const isOver = found !== null && [position?.row.id, lastId].includes(found.row.id);
    const order = isOver ? null : found;
    if (isOver) {
      this.journal.eraseLater("order", null);
    }
    this.restoreIds(isHeld(order) ? order : (position ?? order), lastId);
    return {
      held: isHeld(order) ? createScheduledState(order.row) : null,
      untold: toUntold("position", position) ?? toUntold("order", order),
    };
  }

  private restoreIds(stored: IStoredSignal | null, lastId: string | null): void {
    if (stored?.isIdMadeUp === true) {
      this.ids.makeUp(stored.row.id);
    }
    this.ids.restore(stored !== null && hasAcceptedId(stored) ? stored.row.id : null, lastId);
  }
}

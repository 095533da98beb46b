import type { Awaitable } from "../interfaces/Awaitable.interface";
import type {
  IRisk,
  IRiskActivePosition,
  IRiskCheckArgs,
  IRiskReservation,
} from "../interfaces/Risk.interface";
import type { ISignalRow } from "../interfaces/Signal.interface";
import { andThen } from "../utils/awaitable";

/** The answer of the risk profiles to a signal that wants to open. */
export type SignalApproval =
  | { readonly isApproved: true; readonly signal: ApprovedSignal }
  | { readonly isApproved: false; readonly reason: string };

/**
 * A signal that holds a place in every risk profile of its strategy. Only {@link ApprovedSignal.request} makes one, so
 * what has not been approved cannot be opened.
 */
export class ApprovedSignal {
  private constructor(
    public readonly row: ISignalRow,
    private readonly reservation: IRiskReservation,
  ) {}

  /**
   * Asks the profiles and takes a place in one step.
   * @param params - what the profiles judge
   * @param row - the row that opens when they agree
   */
  public static request(risk: IRisk, params: IRiskCheckArgs, row: ISignalRow): Awaitable<SignalApproval> {
    return andThen(risk.reserve(params), (decision) =>
      decision.allowed
        ? { isApproved: true, signal: new ApprovedSignal(row, decision.reservation) }
        : { isApproved: false, reason: decision.reason },
    );
  }

  /** Turns the reservation into an open position. */
  public commit(): Awaitable<void> {
    const { row } = this;
    const position: IRiskActivePosition = {
      signal: row,
      symbol: row.symbol,
      strategyName: row.strategyName,
      exchangeName: row.exchangeName,
      openTimestamp: row.pendingAt,
    };
    return this.reservation.commit(position);
  }

  /** Gives the place back. */
  public release(): void {
    this.reservation.release();
  }
}

import type { IStoredSignal, IStoredTransition } from "../interfaces/Persist.interface";
import type { ISignalRow } from "../interfaces/Signal.interface";
import type { SignalPlace } from "./signal-journal";

/** A stored transition of which this process has to tell. */
export interface UntoldTransition {
  readonly place: SignalPlace;
  readonly row: ISignalRow;
  readonly transition: IStoredTransition;
}

/** The transition a stored signal has to tell, if any. */
export const toUntold = (place: SignalPlace, stored: IStoredSignal | null): UntoldTransition | null =>
  stored?.transition ? { place, row: stored.row, transition: stored.transition } : null;

/** Whether a risk profile refused the fill of an order. */
export const isRefusal = (transition: IStoredTransition): boolean =>
  transition.action === "cancelled" && transition.reason === "risk";

/** Whether the signal is still held after its stored transition. */
export const isHeld = (stored: IStoredSignal | null): stored is IStoredSignal =>
  stored !== null && (stored.transition === null || stored.transition.action === "scheduled");

/** Whether the id of a stored signal was accepted: a refused one is forgotten, and a made-up one is nobody's. */
export const hasAcceptedId = (stored: IStoredSignal): boolean =>
  stored.isIdMadeUp !== true && !(stored.transition !== null && isRefusal(stored.transition));

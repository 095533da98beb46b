import type { IRisk, IRiskReservation } from "../interfaces/Risk.interface";

const done = (): Promise<void> => Promise.resolve();

/** A reservation that holds nothing. */
export const NOOP_RESERVATION: IRiskReservation = Object.freeze({
  commit: done,
  release: () => undefined,
});

/** The risk of a strategy that names no profile: allows everything and counts nothing. */
export const NOOP_RISK: IRisk = Object.freeze({
  checkSignal: () => Promise.resolve(true),
  reserve: () => Promise.resolve({ allowed: true, reservation: NOOP_RESERVATION } as const),
  addSignal: done,
  removeSignal: done,
  hold: done,
  letGo: done,
});

import type { IRisk, IRiskReservation, RiskDecision } from "../interfaces/Risk.interface";

const done = (): Promise<void> => Promise.resolve();

/** A reservation that holds nothing. */
export const NOOP_RESERVATION: IRiskReservation = Object.freeze({
  commit: () => undefined,
  release: () => undefined,
});

const ALLOWED: RiskDecision = Object.freeze({ allowed: true, reservation: NOOP_RESERVATION });

/** The risk of a strategy that names no profile: allows everything and counts nothing. */
export const NOOP_RISK: IRisk = Object.freeze({
  checkSignal: () => true,
  reserve: () => ALLOWED,
  addSignal: done,
  removeSignal: () => undefined,
  hold: done,
  letGo: done,
});

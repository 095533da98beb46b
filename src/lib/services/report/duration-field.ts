import { MINUTE_MS } from "../../../math/interval";

/**
 * Whole minutes between two instants, as the field of a row.
 * @param since - ms; not a number for a signal that was taken up without its times
 * @param until - ms
 * @returns no field when nobody knows
 */
export const describeDuration = (since: number, until: number): { readonly duration?: number } => {
  const duration = Math.round((until - since) / MINUTE_MS);
  return Number.isFinite(duration) ? { duration } : {};
};

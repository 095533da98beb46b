import { finiteOrNull } from "./finite-or-null";

/**
 * Recovery factor: compounded return of the run over the deepest drawdown.
 * @param compoundedPnl - return of the whole run, percent
 * @param maxDrawdown - deepest fall of the account, percent, positive
 * @returns a ratio; `null` without either, or when the account never fell
 */
export const recoveryFactor = (compoundedPnl: number | null, maxDrawdown: number | null): number | null =>
  compoundedPnl === null || maxDrawdown === null || maxDrawdown <= 0
    ? null
    : finiteOrNull(compoundedPnl / maxDrawdown);

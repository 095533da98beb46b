import { finiteOrNull } from "./finite-or-null";

/**
 * Calmar ratio: compounded return a year over the deepest drawdown (T. W. Young, 1991), here since the start of the run.
 * @param yearlyReturn - compounded, percent a year
 * @param maxDrawdown - deepest fall of the account, percent, positive
 * @returns a ratio per year; `null` without either, or when the account never fell
 */
export const calmar = (yearlyReturn: number | null, maxDrawdown: number | null): number | null =>
  yearlyReturn === null || maxDrawdown === null || maxDrawdown <= 0
    ? null
    : finiteOrNull(yearlyReturn / maxDrawdown);

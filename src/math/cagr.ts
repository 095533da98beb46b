import { finiteOrNull } from "./finite-or-null";
import { MINIMUM_DAYS } from "./sample-size";
import { DAY_MS } from "./interval";
import { YEAR_MS } from "./year";

/**
 * Compounded return a year: (end / start)^(1 / years) − 1, in years of 365 days.
 * @param startEquity - worth of the account at the start, any currency
 * @param endEquity - worth at the end, in the same currency; an account that owes something counts as empty
 * @param span - time between the two, idle time included, ms
 * @returns percent a year, at least −100; `null` under {@link MINIMUM_DAYS} days, or for a start that is not above zero
 */
export const cagr = (startEquity: number, endEquity: number, span: number): number | null => {
  if (!(span >= MINIMUM_DAYS * DAY_MS && startEquity > 0)) {
    return null;
  }
  const growth = Math.log(Math.max(0, endEquity) / startEquity);
  return finiteOrNull(100 * Math.expm1(growth * (YEAR_MS / span)));
};

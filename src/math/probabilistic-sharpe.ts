import { normalCdf } from "./normal-distribution";
import { periodicSharpe } from "./periodic-sharpe";
import { sharpeError } from "./sharpe-error";

/**
 * Probability that the true Sharpe ratio is above a benchmark: Φ((SR − SR*) / standard error of SR)
 * (D. H. Bailey and M. López de Prado, 2012).
 * @param returns - daily, flat days included, as fractions
 * @param benchmark - SR*, a ratio per day
 * @returns 0–1; `null` where the Sharpe ratio or its error is
 */
export const probabilisticSharpe = (returns: readonly number[], benchmark = 0): number | null => {
  const ratio = periodicSharpe(returns);
  const error = sharpeError(returns);
  return ratio === null || error === null ? null : normalCdf((ratio - benchmark) / error);
};

import { finiteOrNull } from "./finite-or-null";
import { rawKurtosis, skewness } from "./moments";
import { periodicSharpe } from "./periodic-sharpe";

/** Below this, what is left of the variance is noise of rounding. */
const LEAST_VARIANCE = 1e-12;

/**
 * Standard error of the periodic Sharpe ratio SR, for returns of any distribution:
 * √((1 − γ₃·SR + (γ₄ − 1)/4 · SR²) / (T − 1)), with skewness γ₃ and raw kurtosis γ₄ (E. Mertens, 2002).
 * @param returns - daily, flat days included, as fractions
 * @returns a ratio per day; `null` where the Sharpe ratio is, or where the formula leaves no variance
 */
export const sharpeError = (returns: readonly number[]): number | null => {
  const ratio = periodicSharpe(returns);
  const asymmetry = skewness(returns);
  const tails = rawKurtosis(returns);
  if (ratio === null || asymmetry === null || tails === null) {
    return null;
  }
  const variance = 1 - asymmetry * ratio + ((tails - 1) / 4) * ratio * ratio;
  return variance > LEAST_VARIANCE ? finiteOrNull(Math.sqrt(variance / (returns.length - 1))) : null;
};

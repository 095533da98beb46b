import { sampleAtMidnights, toMidnightRange, type MidnightRange } from "./daily-equity";
import type { IEquityPoint } from "./equity-curve";

const uniteRanges = (ranges: readonly MidnightRange[]): MidnightRange | null =>
  ranges.reduce<MidnightRange | null>(
    (united, range) =>
      united === null
        ? range
        : { first: Math.min(united.first, range.first), last: Math.max(united.last, range.last) },
    null,
  );

/**
 * Several accounts as one, each with an equal share at the start and not rebalanced: at each UTC midnight the mean of what
 * they are worth. A share lies idle before its account starts and after it ends; one without points lies idle throughout.
 * @param curves - of accounts that started with 1; each with its points by time
 * @returns from the midnight at or before the first point of all to the one at or after the last; empty without any point
 */
export const averageDaily = (curves: readonly (readonly IEquityPoint[])[]): number[] => {
  const range = uniteRanges(curves.map(toMidnightRange).filter((each) => each !== null));
  if (range === null) {
    return [];
  }
  const sums = sampleAtMidnights([], range, 0);
  for (const curve of curves) {
    for (const [index, equity] of sampleAtMidnights(curve, range, 1).entries()) {
      sums[index] = (sums[index] ?? 0) + equity;
    }
  }
  return sums.map((sum) => sum / curves.length);
};

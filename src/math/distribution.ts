/** Values from `from` up to, but not with, `to`. */
export interface IDistributionBin {
  readonly from: number;
  readonly to: number;
  /** How many values lie in it. */
  readonly count: number;
}

/** A width of 1, 2 or 5 times a power of ten. */
interface IRoundWidth {
  readonly digit: number;
  readonly exponent: number;
}

const ROUND_DIGITS: readonly number[] = [1, 2, 5];

const DEFAULT_BIN_COUNT = 40;

/** Both sides of zero need one. */
const MINIMUM_BIN_COUNT = 2;

/** Differences below this are noise of rounding. */
const SMALLEST_EXPONENT = -12;

/** A multiple of the width; divided by a whole power of ten where it can be, which gives 0.3 and not 0.30000000000000004. */
const toEdge = (index: number, { digit, exponent }: IRoundWidth): number =>
  exponent < 0 ? (index * digit) / 10 ** -exponent : index * digit * 10 ** exponent;

/** The bin a value lies in, counted from zero; rounding of the division is put right against the edges themselves. */
const toBinIndex = (value: number, width: IRoundWidth): number => {
  const index = Math.floor(value / toEdge(1, width));
  if (value < toEdge(index, width)) {
    return index - 1;
  }
  return value >= toEdge(index + 1, width) ? index + 1 : index;
};

/** The bins from the lowest value, or zero, to the highest value, or zero. */
const toIndexRange = (
  lowest: number,
  highest: number,
  width: IRoundWidth,
): { readonly first: number; readonly last: number } => ({
  first: Math.min(0, toBinIndex(lowest, width)),
  last: Math.max(-1, toBinIndex(highest, width)),
});

/** Round widths, ascending, from one too small on; without end. */
function* listWidths(tooSmall: number): Generator<IRoundWidth> {
  for (let exponent = Math.max(SMALLEST_EXPONENT, Math.floor(Math.log10(tooSmall)) - 1); ; exponent += 1) {
    for (const digit of ROUND_DIGITS) {
      yield { digit, exponent };
    }
  }
}

const chooseWidth = (lowest: number, highest: number, binCount: number): IRoundWidth => {
  // Divided first, because the difference of two finite numbers need not be finite.
  const unrounded = Math.max(0, highest) / binCount - Math.min(0, lowest) / binCount;
  for (const width of lowest === 0 && highest === 0 ? [] : listWidths(unrounded)) {
    const { first, last } = toIndexRange(lowest, highest, width);
    if (last - first < binCount) {
      return width;
    }
  }
  return { digit: 1, exponent: 0 };
};

/**
 * Counts values in bins of equal width: the smallest of 1, 2 or 5 times a power of ten that needs no more bins than allowed.
 * Every edge is a multiple of the width and zero is one of them, so no bin mixes gains and losses; the bins reach to zero
 * also when all values lie on one side of it.
 * @param values - in any order and unit; what is no finite number is left out
 * @param binCount - the most bins there may be, at least 2
 * @returns ascending, each starting where the one before ends, the empty ones between included; empty without values
 */
export const distribute = (
  values: readonly number[],
  binCount = DEFAULT_BIN_COUNT,
): readonly IDistributionBin[] => {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) {
    return [];
  }
  const lowest = finite.reduce((left, right) => Math.min(left, right));
  const highest = finite.reduce((left, right) => Math.max(left, right));
  const width = chooseWidth(lowest, highest, Math.max(MINIMUM_BIN_COUNT, binCount));
  const { first, last } = toIndexRange(lowest, highest, width);
  const counts = Array.from({ length: last - first + 1 }, () => 0);
  for (const value of finite) {
    const index = toBinIndex(value, width) - first;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((count, index) => ({
    from: toEdge(first + index, width),
    to: toEdge(first + index + 1, width),
    count,
  }));
};

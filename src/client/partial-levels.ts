import type { IPartialData, PartialLevel, PartialSide } from "../interfaces/Partial.interface";

/** Every level, ascending: percent of the way from the entry to take profit or stop loss. */
export const PARTIAL_LEVELS = [
  10, 20, 30, 40, 50, 60, 70, 80, 90, 100,
] as const satisfies readonly PartialLevel[];

/** How many levels each side has reached; levels are reached in order, so a count says which. */
export interface ReachedLevels {
  readonly profit: number;
  readonly loss: number;
}

/** Nothing reached yet. */
export const NO_LEVELS: ReachedLevels = Object.freeze({ profit: 0, loss: 0 });

/** The levels when one side has reached more. Field by field: to spread them takes the runtime longer than all the rest. */
export const raiseLevels = (
  { profit, loss }: ReachedLevels,
  side: PartialSide,
  count: number,
): ReachedLevels => (side === "profit" ? { profit: count, loss } : { profit, loss: count });

/** What binary fractions may take from a share, in percent: (100.8 − 100) / (104 − 100) is 19.99999999999993 % and means 20 %. */
const ROUNDING = 1e-7;

/** How many levels lie at or below a percentage; none for one that is not a number. */
export const countLevels = (percent: number): number => {
  const count = Math.floor((percent + ROUNDING) / PARTIAL_LEVELS[0]);
  return count > 0 ? Math.min(count, PARTIAL_LEVELS.length) : 0;
};

/** The levels from count `from` (exclusive) to count `to` (inclusive), ascending. */
export const listLevels = (from: number, to: number): PartialLevel[] => PARTIAL_LEVELS.slice(from, to);

/** The reached levels as they are stored. */
export const toPartialData = ({ profit, loss }: ReachedLevels): IPartialData => ({
  profitLevels: listLevels(0, profit),
  lossLevels: listLevels(0, loss),
});

const findHighest = (levels: readonly number[]): number =>
  PARTIAL_LEVELS.findLastIndex((level) => levels.includes(level)) + 1;

/** The reached levels of stored data: all up to the highest one stored. */
export const fromPartialData = ({ profitLevels, lossLevels }: IPartialData): ReachedLevels =>
  Object.freeze({ profit: findHighest(profitLevels), loss: findHighest(lossLevels) });

import type { IQuietBand } from "../interfaces/Exchange.interface";
import { DAY_MS, MINUTE_MS } from "../math/interval";
import { PARTIAL_LEVELS, type ReachedLevels } from "./partial-levels";
import type { HeldState, MachineSettings, PendingState, ScheduledState } from "./signal-machine";

/** Ten times what may round a share up to a level (see `countLevels`), as a share of the way. */
const SHARE_NOISE = 1e-8;

/** What roundings may take from an average of a million candles, and far more, as a share of the price. */
const AVERAGE_NOISE = 1e-9;

/**
 * The price a running VWAP must reach before the next level can count as reached, a little on the near side: what lies before it
 * is not reached, whatever was rounded on the way to the percentage. Where the way is no longer than that little, it lies on the
 * other side of the entry, and then no price is quiet.
 * @param target - price of the whole way
 * @param count - levels that are reached
 */
const findNextLevel = (priceOpen: number, target: number, count: number): number => {
  const level = PARTIAL_LEVELS[count];
  const way = target - priceOpen;
  if (level === undefined) {
    return way > 0 ? Infinity : -Infinity;
  }
  const noise = (priceOpen + target) * AVERAGE_NOISE;
  return priceOpen + way * (level / 100 - SHARE_NOISE) - (way > 0 ? noise : -noise);
};

const describePosition = (
  { row, nextMinute }: PendingState,
  levels: ReachedLevels,
  latest: number,
): IQuietBand | null => {
  const { priceOpen, priceTakeProfit, priceStopLoss, pendingAt } = row;
  const isLong = row.position === "long";
  const lowest = isLong ? priceStopLoss : priceTakeProfit;
  const highest = isLong ? priceTakeProfit : priceStopLoss;
  if (!(lowest < priceOpen && priceOpen < highest)) {
    return null;
  }
  const nextProfit = findNextLevel(priceOpen, priceTakeProfit, levels.profit);
  const nextLoss = findNextLevel(priceOpen, priceStopLoss, levels.loss);
  const expiry = pendingAt + row.minuteEstimatedTime * MINUTE_MS;
  const nextDay = (Math.floor(nextMinute / DAY_MS) + 1) * DAY_MS;
  return {
    lowest,
    highest,
    lowestAverage: isLong ? nextLoss : nextProfit,
    highestAverage: isLong ? nextProfit : nextLoss,
    averageSince: Number.isFinite(pendingAt) ? pendingAt : -Infinity,
    until: Math.min(latest, nextDay, Number.isNaN(expiry) ? Infinity : expiry),
  };
};

const describeOrder = (
  { row }: ScheduledState,
  { scheduleAwaitMs }: MachineSettings,
  latest: number,
): IQuietBand | null => {
  const isLong = row.position === "long";
  // The stop loss lies behind the entry, so what reaches it reaches the entry as well.
  if (!(isLong ? row.priceStopLoss < row.priceOpen : row.priceStopLoss > row.priceOpen)) {
    return null;
  }
  const timeout = row.scheduledAt + scheduleAwaitMs;
  return {
    lowest: isLong ? row.priceOpen : -Infinity,
    highest: isLong ? Infinity : row.priceOpen,
    lowestAverage: -Infinity,
    highestAverage: Infinity,
    averageSince: -Infinity,
    until: Number.isNaN(timeout) ? latest : Math.min(latest, timeout),
  };
};

/**
 * What the next minutes must stay within for nothing to happen: no fill under any policy, no milestone, no end by the clock, no
 * midnight at which the reports want a price. It may be too narrow, never too wide: `advance` decides what lies outside.
 * @param levels - milestones that were told
 * @param latest - only minutes that end before this time are quiet, ms
 * @returns `null` where only `advance` can tell, as for prices in an order that no valid signal has
 */
export const createQuietBand = (
  held: HeldState,
  levels: ReachedLevels,
  settings: MachineSettings,
  latest: number,
): IQuietBand | null =>
  held.kind === "pending" ? describePosition(held, levels, latest) : describeOrder(held, settings, latest);

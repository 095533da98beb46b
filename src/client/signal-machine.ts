import { ExchangeError } from "../errors/ExchangeError";
import type { FillPolicyName } from "../interfaces/Config.interface";
import type { ICandleData } from "../interfaces/Exchange.interface";
import type { IScheduledSignalRow, ISignalRow, SignalPosition } from "../interfaces/Signal.interface";
import { ceilTo, MINUTE_MS } from "../math/interval";
import { FILL_POLICIES, getAdverseExtreme, isStopLossReached } from "./fill-policies";
import type {
  CancelledOutcome,
  EndOfDataOutcome,
  HeldState,
  MachineSettings,
  MinuteObservation,
  MinuteOutcome,
  PendingState,
  RunningOutcome,
  ScheduledState,
} from "./minute-outcome";

export type * from "./minute-outcome";
export { transitionTime } from "../math/transition-time";

/**
 * A limit order as the machine holds it.
 * @param row - the order; not a number as `scheduledAt` (restored without times) never times out
 * @param firstMinute - open of the first minute to feed, ms; by default the first whole one at or after `scheduledAt`
 */
export const createScheduledState = (
  row: IScheduledSignalRow,
  firstMinute: number = ceilTo(row.scheduledAt, MINUTE_MS),
): ScheduledState => ({ kind: "scheduled", row, nextMinute: firstMinute });

/**
 * A position as the machine holds it.
 * @param row - the position; not a number as `pendingAt` (restored without times) never expires
 * @param firstMinute - open of the first minute to feed, ms; by default the first whole one at or after `pendingAt`
 */
export const createPendingState = (
  row: ISignalRow,
  firstMinute: number = ceilTo(row.pendingAt, MINUTE_MS),
): PendingState => ({ kind: "pending", row, nextMinute: firstMinute });

/**
 * The price a market order is booked at. A VWAP holds prices from before the trade, and filling at it would earn money on
 * a random walk; so the worse of the VWAP and the last close counts, and the VWAP alone only under `"optimistic"`.
 * @param averagePrice - VWAP at the instant of the order
 * @param lastClose - the last close in its window
 */
export const marketPrice = (
  position: SignalPosition,
  side: "entry" | "exit",
  averagePrice: number,
  lastClose: number,
  policy: FillPolicyName,
): number => {
  if (policy === "optimistic") {
    return averagePrice;
  }
  const isBuy = (position === "long") === (side === "entry");
  return isBuy ? Math.max(averagePrice, lastClose) : Math.min(averagePrice, lastClose);
};

const failWithoutPrice = (row: ISignalRow, time: number): never => {
  throw new ExchangeError(
    "CANDLES_MISSING",
    `No candle of ${row.symbol} up to ${new Date(time).toISOString()} to take a price from, so signal ${row.id} of ` +
      `strategy ${row.strategyName} cannot be ended: give exchange ${row.exchangeName} earlier candles`,
  );
};

const takeCancelPrice = (
  row: ISignalRow,
  time: number,
  averagePrice: number | null,
  lastClose: number | null,
): number => averagePrice ?? lastClose ?? failWithoutPrice(row, time);

const takeExitPrice = (
  row: ISignalRow,
  time: number,
  averagePrice: number | null,
  lastClose: number | null,
  policy: FillPolicyName,
): number => {
  const close = lastClose ?? averagePrice ?? failWithoutPrice(row, time);
  return marketPrice(row.position, "exit", averagePrice ?? close, close, policy);
};

/** Whether the resting entry lies at or within what the candle reached. */
const isEntryReached = (row: IScheduledSignalRow, candle: ICandleData): boolean =>
  row.position === "long"
    ? getAdverseExtreme(row, candle) <= row.priceOpen
    : getAdverseExtreme(row, candle) >= row.priceOpen;

/** Prices of one candle against a waiting order. */
const judgeEntry = (
  row: IScheduledSignalRow,
  candle: ICandleData,
  policy: FillPolicyName,
): "untouched" | "filled" | "cancelled" => {
  if (isStopLossReached(row, candle.open)) {
    return "cancelled";
  }
  if (!isEntryReached(row, candle)) {
    return "untouched";
  }
  // The price must pass the entry on its way to the stop, so the honest reading is a loss in this candle.
  const alsoStopped = isStopLossReached(row, getAdverseExtreme(row, candle));
  return alsoStopped && policy === "optimistic" ? "cancelled" : "filled";
};

const advanceScheduled = (
  state: ScheduledState,
  minute: MinuteObservation,
  settings: MachineSettings,
): MinuteOutcome => {
  const { row } = state;
  const endTime = minute.openTime + MINUTE_MS;
  const cancel = (reason: "price" | "timeout", time: number): CancelledOutcome => ({
    kind: "cancelled",
    reason,
    time,
    price: takeCancelPrice(row, endTime, minute.averagePrice(), minute.lastClose()),
  });
  const verdict = minute.candle === null ? "untouched" : judgeEntry(row, minute.candle, settings.fillPolicy);
  if (verdict === "cancelled") {
    return cancel("price", minute.openTime);
  }
  if (verdict === "filled") {
    const openedRow: ISignalRow = Object.freeze({
      ...row,
      pendingAt: minute.openTime,
      _isScheduled: false,
      entry: "limit",
    });
    return { kind: "activated", state: createPendingState(openedRow) };
  }
  if (endTime >= row.scheduledAt + settings.scheduleAwaitMs) {
    return cancel("timeout", endTime);
  }
  return { kind: "waiting", state: createScheduledState(row, endTime) };
};

/** Share of the way from the entry to a level, 0–100; a level without distance counts as reached. */
const toShare = (way: number, distance: number): number =>
  distance > 0 ? Math.min(100, (way / distance) * 100) : 100;

const run = (row: ISignalRow, minute: MinuteObservation): RunningOutcome => {
  const state = createPendingState(row, minute.openTime + MINUTE_MS);
  const runningPrice = Number.isFinite(row.pendingAt)
    ? minute.averagePriceSince(row.pendingAt)
    : minute.averagePrice();
  if (runningPrice === null) {
    return { kind: "running", state, runningPrice, percentTp: 0, percentSl: 0 };
  }
  const side = row.position === "long" ? 1 : -1;
  const gain = (runningPrice - row.priceOpen) * side;
  return {
    kind: "running",
    state,
    runningPrice,
    percentTp: gain > 0 ? toShare(gain, (row.priceTakeProfit - row.priceOpen) * side) : 0,
    percentSl: gain < 0 ? toShare(-gain, (row.priceOpen - row.priceStopLoss) * side) : 0,
  };
};

const advancePending = (
  { row }: PendingState,
  minute: MinuteObservation,
  settings: MachineSettings,
): MinuteOutcome => {
  const { candle, openTime } = minute;
  if (candle !== null) {
    const entryCandle = openTime === row.pendingAt ? row.entry : null;
    const fill = FILL_POLICIES[settings.fillPolicy](candle, row, entryCandle);
    if (fill !== null) {
      return { kind: "closed", closeReason: fill.reason, time: openTime, price: fill.price };
    }
  }
  const endTime = openTime + MINUTE_MS;
  if (endTime >= row.pendingAt + row.minuteEstimatedTime * MINUTE_MS) {
    const price = takeExitPrice(row, endTime, minute.averagePrice(), minute.lastClose(), settings.fillPolicy);
    return { kind: "closed", closeReason: "time_expired", time: endTime, price };
  }
  return run(row, minute);
};

/**
 * Feeds one closed minute: prices first, then the clock. The one machine of both modes, and a pure function.
 *
 * Expiry and the await limit are decided with the minute that ends at their instant; for a restored row off the minute,
 * with the first that ends after it, and then that end is the instant: the prices of that minute have been used.
 *
 * @param state - what is held
 * @param minute - the minute that opens at `state.nextMinute`
 * @returns what happened; times in ms
 * @throws ExchangeError `CANDLES_MISSING` when the clock ends the signal and no price was ever seen
 */
export const advance = (
  state: HeldState,
  minute: MinuteObservation,
  settings: MachineSettings,
): MinuteOutcome =>
  state.kind === "scheduled"
    ? advanceScheduled(state, minute, settings)
    : advancePending(state, minute, settings);

/**
 * Ends what is held because the wall clock ended the data of a back-test.
 * @param time - end of the last minute closed on the wall clock, ms
 * @param averagePrice - VWAP then; `null` when its window is empty
 * @param lastClose - the last close up to then; `null` when nothing was ever seen
 * @throws ExchangeError `CANDLES_MISSING` when there is no price at all
 */
export const endOfData = (
  state: HeldState,
  time: number,
  averagePrice: number | null,
  lastClose: number | null,
  settings: MachineSettings,
): EndOfDataOutcome => {
  const { row } = state;
  if (state.kind === "scheduled") {
    const price = takeCancelPrice(row, time, averagePrice, lastClose);
    return { kind: "cancelled", reason: "end_of_data", time, price };
  }
  const price = takeExitPrice(row, time, averagePrice, lastClose, settings.fillPolicy);
  return { kind: "closed", closeReason: "time_expired", time, price };
};

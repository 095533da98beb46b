import type { FillPolicyName } from "../interfaces/Config.interface";
import type { ICandleData } from "../interfaces/Exchange.interface";
import type { ISignalRow } from "../interfaces/Signal.interface";
import { ROUNDING_NOISE } from "../math/rounding-noise";

/** The part of a position that decides where it is closed. */
export type Bracket = Pick<ISignalRow, "position" | "priceTakeProfit" | "priceStopLoss">;

/** How the position entered, if the candle judged is its entry candle; `null` for every later candle. */
export type EntryCandle = ISignalRow["entry"] | null;

/** An exit by price. */
export interface Fill {
  readonly reason: "take_profit" | "stop_loss";
  /** The booked exit. */
  readonly price: number;
}

/**
 * What the four prices of one closed candle mean for an open position. Pure, so a policy can be replaced or added without
 * touching the machine.
 *
 * In the entry candle the stop loss counts and the take profit does not: the candle's favourable extreme may lie before
 * the entry. Only `"optimistic"` lets it count, after a market entry.
 */
export type FillPolicy = (candle: ICandleData, bracket: Bracket, entryCandle: EntryCandle) => Fill | null;

/** Whether `price` is at or past the stop loss. */
export const isStopLossReached = (bracket: Bracket, price: number): boolean =>
  bracket.position === "long" ? price <= bracket.priceStopLoss : price >= bracket.priceStopLoss;

const isTakeProfitReached = (bracket: Bracket, price: number): boolean =>
  bracket.position === "long" ? price >= bracket.priceTakeProfit : price <= bracket.priceTakeProfit;

/** Open and close were traded too; a source may build them from another stream, a tick outside of low..high. */
const getLowest = ({ low, open, close }: ICandleData): number => Math.min(low, open, close);

const getHighest = ({ high, open, close }: ICandleData): number => Math.max(high, open, close);

/** The extreme of the candle on the side of the stop loss (and of a resting entry). */
export const getAdverseExtreme = (bracket: Pick<Bracket, "position">, candle: ICandleData): number =>
  bracket.position === "long" ? getLowest(candle) : getHighest(candle);

const getFavourableExtreme = (bracket: Bracket, candle: ICandleData): number =>
  bracket.position === "long" ? getHighest(candle) : getLowest(candle);

const fillTakeProfit = (bracket: Bracket): Fill => ({
  reason: "take_profit",
  price: bracket.priceTakeProfit,
});

const fillStopLoss = (price: number): Fill => ({ reason: "stop_loss", price });

/** The stop loss wins whenever the candle reached it; a stop that the open has jumped fills at the open. */
const fillPessimistic: FillPolicy = (candle, bracket, entryCandle) => {
  if (isStopLossReached(bracket, candle.open)) {
    return fillStopLoss(candle.open);
  }
  if (isStopLossReached(bracket, getAdverseExtreme(bracket, candle))) {
    return fillStopLoss(bracket.priceStopLoss);
  }
  const isReached = isTakeProfitReached(bracket, getFavourableExtreme(bracket, candle));
  return isReached && entryCandle === null ? fillTakeProfit(bracket) : null;
};

/** The take profit wins, and both fill exactly at their price. */
const fillOptimistic: FillPolicy = (candle, bracket, entryCandle) => {
  const isReached = isTakeProfitReached(bracket, getFavourableExtreme(bracket, candle));
  if (isReached && entryCandle !== "limit") {
    return fillTakeProfit(bracket);
  }
  return isStopLossReached(bracket, getAdverseExtreme(bracket, candle))
    ? fillStopLoss(bracket.priceStopLoss)
    : null;
};

/** Whether the walk open → nearer extreme → other extreme visits the favourable extreme first; rounding does not decide it. */
const isFavourableExtremeNearer = (candle: ICandleData, bracket: Bracket): boolean => {
  const favourable = Math.abs(getFavourableExtreme(bracket, candle) - candle.open);
  const adverse = Math.abs(getAdverseExtreme(bracket, candle) - candle.open);
  return favourable < adverse - candle.high * ROUNDING_NOISE;
};

/** The candle is walked open → nearer extreme → other extreme → close; the first touch wins. */
const fillAlongPath: FillPolicy = (candle, bracket, entryCandle) => {
  if (isStopLossReached(bracket, candle.open)) {
    return fillStopLoss(candle.open);
  }
  const mayTakeProfit =
    entryCandle === null && isTakeProfitReached(bracket, getFavourableExtreme(bracket, candle));
  const comesFirst = isTakeProfitReached(bracket, candle.open) || isFavourableExtremeNearer(candle, bracket);
  if (mayTakeProfit && comesFirst) {
    return fillTakeProfit(bracket);
  }
  if (isStopLossReached(bracket, getAdverseExtreme(bracket, candle))) {
    return fillStopLoss(bracket.priceStopLoss);
  }
  return mayTakeProfit ? fillTakeProfit(bracket) : null;
};

/** The policies by the value of `CC_FILL_POLICY`. */
export const FILL_POLICIES: Readonly<Record<FillPolicyName, FillPolicy>> = Object.freeze({
  pessimistic: fillPessimistic,
  optimistic: fillOptimistic,
  path: fillAlongPath,
});

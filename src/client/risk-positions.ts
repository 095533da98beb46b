import type { IRiskActivePosition, IRiskCheckArgs, IRiskSignal } from "../interfaces/Risk.interface";
import type { ISignalDto, ISignalRow } from "../interfaces/Signal.interface";
import { MINUTE_MS } from "../math/interval";
import { joinFields } from "../utils/join-fields";

/** What is frozen already is shared, anything else is copied: rules and callers never hold the profile's own objects. */
const freezeCopy = <T extends ISignalDto>(signal: T): Readonly<T> =>
  Object.isFrozen(signal) ? signal : Object.freeze({ ...signal });

/** A frozen copy of a position. */
export const freezePosition = (position: IRiskActivePosition): IRiskActivePosition =>
  Object.freeze({ ...position, signal: position.signal && freezeCopy(position.signal) });

/** A frozen copy of what a profile is asked. A direct caller may leave the signal out. */
export const freezeCheckArgs = (params: IRiskCheckArgs): IRiskCheckArgs =>
  Object.freeze({ ...params, pendingSignal: params.pendingSignal && freezeCopy(params.pendingSignal) });

/** The signal of a check as rules see it: with its entry, which a market entry does not have before it is booked. */
export const freezeJudgedSignal = ({ pendingSignal, currentPrice }: IRiskCheckArgs): IRiskSignal =>
  pendingSignal && Object.freeze({ ...pendingSignal, priceOpen: pendingSignal.priceOpen ?? currentPrice });

/**
 * Whether a stored position has outlived its signal: it has expired at the latest while nobody was there, and would hold
 * its place for ever if its strategy never runs again. One whose strategy does is registered anew when it starts.
 * @param now - ms
 */
export const isLifeOver = ({ signal }: IRiskActivePosition, now: number): boolean =>
  signal !== null && now >= signal.pendingAt + signal.minuteEstimatedTime * MINUTE_MS;

/** The row a signal would have if it opened at once; what it already has as a row stays. */
const createProvisionalRow = (signal: ISignalDto, params: IRiskCheckArgs): ISignalRow => {
  const unlessGiven = {
    scheduledAt: params.timestamp,
    entry: signal.priceOpen === undefined ? ("market" as const) : ("limit" as const),
  };
  const own = {
    id: signal.id ?? "",
    note: signal.note ?? "",
    priceOpen: signal.priceOpen ?? params.currentPrice,
    exchangeName: params.exchangeName,
    strategyName: params.strategyName,
    symbol: params.symbol,
    pendingAt: params.timestamp,
    _isScheduled: false,
  };
  return Object.freeze(joinFields(joinFields(unlessGiven, signal), own));
};

/**
 * A reservation as the others see it: the position it is about to become. Rules that look at side, symbol or size see
 * it like any other, else two strategies could pass such a rule at the same moment.
 */
export const createReservedPosition = (params: IRiskCheckArgs): IRiskActivePosition => {
  const signal: ISignalDto | undefined = params.pendingSignal;
  return Object.freeze({
    signal: signal === undefined ? null : createProvisionalRow(signal, params),
    symbol: params.symbol,
    strategyName: params.strategyName,
    exchangeName: params.exchangeName,
    openTimestamp: params.timestamp,
  });
};

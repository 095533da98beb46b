import type { Awaitable } from "../interfaces/Awaitable.interface";
import { floorTo } from "../math/interval";
import { andThen, forEachInTurn } from "../utils/awaitable";
import type { CandleMarket, IReadAhead } from "./candle-market";
import { CandleSeries } from "./candle-series";
import type { CandleTeller } from "./candle-teller";

/**
 * Tells what the reads ahead of a market served, up to an instant. The rest was never seen and is forgotten. Reads that took the
 * place of one that failed are told as that one, so that a fault further on changes nothing.
 * @param time - how far the engine has come, ms
 */
export const tellReadsAhead = (market: CandleMarket, time: number, teller: CandleTeller): Awaitable<void> => {
  const reads = market.untold;
  const [first] = reads;
  if (first === undefined) {
    return;
  }
  market.untold = [];
  const until = Math.min(first.read.until, floorTo(time, first.read.step));
  let accepted = CandleSeries.EMPTY;
  const tell = ({ read, served }: IReadAhead): Awaitable<void> => {
    if (served === null) {
      return;
    }
    const range = {
      accepted: served.range.accepted.takeBefore(until),
      faulty: served.range.faulty.filter(({ timestamp }) => timestamp < until),
    };
    const found = range.accepted.length + range.faulty.length;
    teller.warnOfGaps(served.block, { ...read, until: Math.min(read.until, until) }, market, found);
    accepted = accepted.joinNewer(range.accepted);
    return range.faulty.length === 0 ? undefined : teller.reportFaults(range, read, market);
  };
  return andThen(forEachInTurn(reads, tell), () => {
    teller.collectMinutes(first.read, accepted);
    market.toldUntil = Math.max(market.toldUntil, until);
    teller.tellServed(first.read, () => accepted.toCandles());
  });
};

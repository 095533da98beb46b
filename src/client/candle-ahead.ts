import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { ICandleData } from "../interfaces/Exchange.interface";
import { floorTo } from "../math/interval";
import { andThen, forEachInTurn } from "../utils/awaitable";
import type { CandleMarket, IReadAhead } from "./candle-market";
import type { CandleTeller } from "./candle-teller";

/** What opens before `time` (ms) in an ascending list. */
const takeBefore = <T extends { readonly timestamp: number }>(items: readonly T[], time: number): T[] => {
  const isEarly = ({ timestamp }: T): boolean => timestamp < time;
  return items.slice(0, items.findLastIndex(isEarly) + 1);
};

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
  let accepted: readonly ICandleData[] = [];
  const tell = ({ read, served }: IReadAhead): Awaitable<void> => {
    if (served === null) {
      return;
    }
    const known = accepted.at(-1)?.timestamp;
    const range = {
      accepted: takeBefore(served.range.accepted, until),
      faulty: takeBefore(served.range.faulty, until),
    };
    const found = range.accepted.length + range.faulty.length;
    teller.warnOfGaps(served.block, { ...read, until: Math.min(read.until, until) }, market, found);
    accepted =
      known === undefined
        ? range.accepted
        : accepted.concat(range.accepted.filter(({ timestamp }) => timestamp > known));
    return range.faulty.length === 0 ? undefined : teller.reportFaults(range, read, market);
  };
  return andThen(forEachInTurn(reads, tell), () => {
    teller.collectMinutes(first.read, accepted);
    market.toldUntil = Math.max(market.toldUntil, until);
    teller.tellServed(first.read, accepted);
  });
};

import { floorTo } from "../math/interval";
import type { CandleMarket } from "./candle-market";
import { CandleSeries } from "./candle-series";
import type { CandleTeller } from "./candle-teller";

/**
 * Tells what the reads ahead of a market served, up to an instant. The rest was never seen and is forgotten. Reads that took the
 * place of one that failed are told as that one, so that a fault further on changes nothing.
 * @param time - how far the engine has come, ms
 */
export const tellReadsAhead = async (
  market: CandleMarket,
  time: number,
  teller: CandleTeller,
): Promise<void> => {
  const reads = market.untold;
  const [first] = reads;
  if (first === undefined) {
    return;
  }
  market.untold = [];
  const until = Math.min(first.read.until, floorTo(time, first.read.step));
  let accepted = CandleSeries.EMPTY;
  for (const { read, served } of reads) {
    if (served === null) {
      continue;
    }
    const range = {
      accepted: served.range.accepted.takeBefore(until),
      faulty: served.range.faulty.filter(({ timestamp }) => timestamp < until),
    };
    const found = range.accepted.length + range.faulty.length;
    teller.warnOfGaps(served.block, { ...read, until: Math.min(read.until, until) }, market, found);
    await teller.reportFaults(range, read, market);
    accepted = accepted.joinNewer(range.accepted);
  }
  teller.collectMinutes(first.read, accepted);
  market.toldUntil = Math.max(market.toldUntil, until);
  teller.tellServed(first.read, () => accepted.toCandles());
};

import type { GlobalConfig } from "../interfaces/Config.interface";
import type { ICandleData } from "../interfaces/Exchange.interface";
import type { CandleBlock } from "./candle-block";
import type { ICandleRead } from "./candle-read";
import { checkPriceAnomalies, createCandleError, isSpreadNormal } from "./candle-validation";

const collectWithGaps = (block: CandleBlock, read: ICandleRead): ICandleData[] => {
  const candles: ICandleData[] = [];
  for (let time = read.since; time < read.until; time += read.step) {
    const fault = block.faultAt(time);
    if (fault !== undefined) {
      throw createCandleError(read, time, fault);
    }
    const candle = block.viewAt(time);
    if (candle !== undefined) {
      candles.push(candle);
    }
  }
  return candles;
};

/**
 * The candles of a user's read, from a block that was loaded: in ascending order, in a list of the caller's own.
 * @throws ExchangeError `CANDLE_INVALID` for the first faulty candle, or else for the first price anomaly
 */
export const collectCandles = (
  block: CandleBlock,
  read: ICandleRead,
  settings: Readonly<GlobalConfig>,
): ICandleData[] => {
  const candles = block.copyViews(read.since, read.until) ?? collectWithGaps(block, read);
  if (!isSpreadNormal(block.spread, settings.CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR)) {
    checkPriceAnomalies(candles, read, settings);
  }
  return candles;
};

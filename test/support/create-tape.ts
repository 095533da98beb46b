import { CandleSeries } from "../../src/client/candle-series";
import { MinuteTape } from "../../src/client/minute-tape";
import type { ICandleData } from "../../src/interfaces/Exchange.interface";

/** A tape of candles as tests write them. */
export const createTape = (
  candles: readonly ICandleData[],
  windowMinutes: number,
  closeBefore: number | null = null,
): MinuteTape => new MinuteTape(CandleSeries.of(candles), windowMinutes, closeBefore);

import { loadLate } from "../utils/load-late";

/** What reads, checks and keeps candles: a run loads it before its first frame or tick, and then never waits for it again. */
export const loadCandleReader = loadLate("the reading of candles", () => import("./candle-reader"));

/** That part. */
export type CandleReading = Awaited<ReturnType<typeof loadCandleReader>>;

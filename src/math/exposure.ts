import { finiteOrNull } from "./finite-or-null";
import type { TradeResult } from "./trade-result";

/**
 * Share of the time in which a position was open. Time in which several were open counts once, and what lies outside of
 * the span not at all.
 * @param trades - any order
 * @param start - of the span, ms
 * @param end - of the span, ms
 * @returns percent, 0–100; `null` for a span that is not above zero
 */
export const exposure = (trades: readonly TradeResult[], start: number, end: number): number | null => {
  if (!(end > start)) {
    return null;
  }
  const byOpening = [...trades].sort((first, second) => first.openTime - second.openTime);
  let covered = 0;
  let coveredUntil = start;
  for (const { openTime, closeTime } of byOpening) {
    const from = Math.max(openTime, coveredUntil);
    const until = Math.min(closeTime, end);
    if (until > from) {
      covered += until - from;
      coveredUntil = until;
    }
  }
  return finiteOrNull((100 * covered) / (end - start));
};

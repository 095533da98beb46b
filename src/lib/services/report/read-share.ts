import { floorToMinute, MINUTE_MS } from "../../../math/interval";
import type { IRunFacts } from "../../../model/RunFacts.model";

/** A run that read at least this share of the minutes of its period needs no word about it. */
const ENOUGH = 0.9;

/** Rounded down: what is said is never more than what was read. */
const describeShare = (share: number): string =>
  share > 0 && share < 0.01 ? "less than 1 %" : `${Math.floor(share * 100)} %`;

/**
 * What a reader must know of a run that looked at little of its period, as one with wide frames does.
 * @param run - what its report is about
 * @returns a sentence; `null` when at least 90 % of the minutes from its start to its end were read
 */
export const warnOfShareRead = ({ startTime, endTime, minutesRead }: IRunFacts): string | null => {
  const minuteCount = (floorToMinute(endTime) - floorToMinute(startTime)) / MINUTE_MS;
  return minutesRead < minuteCount * ENOUGH
    ? `The run read ${describeShare(minutesRead / minuteCount)} of the minutes of its period: chart and gaps show those.`
    : null;
};

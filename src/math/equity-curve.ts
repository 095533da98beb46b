/** A closed trade of one pair. */
export interface TradeSpan {
  /** When the position was opened, ms. */
  readonly openTime: number;
  /** When it was closed, ms. */
  readonly closeTime: number;
  /** Result after costs, percent of the stake. */
  readonly pnlPercentage: number;
}

/** What an open position would have given, had it been closed at one instant. */
export interface EquityMark {
  /** UTC, ms. */
  readonly time: number;
  /** Result after costs, percent of the stake. */
  readonly pnlPercentage: number;
}

/** Value of an account that started with 1, at one instant. Between two points it is what the earlier one says. */
export interface IEquityPoint {
  /** UTC, ms. */
  readonly time: number;
  /** What the account is worth, the open position included, as a multiple of its start. */
  readonly equity: number;
}

interface ICurveEvent {
  readonly time: number;
  readonly factor: number;
  readonly isRealised: boolean;
}

/** A stake can be lost once: what a leveraged or short position loses beyond it is not the account's. */
const toFactor = (pnlPercentage: number): number => Math.max(0, 1 + pnlPercentage / 100);

/**
 * By time. At one instant the marks come first: a mark there is mostly the position that closes there, and would count its
 * result a second time after the close. The sort is stable.
 */
const toEvents = (trades: readonly TradeSpan[], marks: readonly EquityMark[]): readonly ICurveEvent[] =>
  [
    ...marks.map((mark) => ({
      time: mark.time,
      factor: toFactor(mark.pnlPercentage),
      isRealised: false,
    })),
    ...trades.map((trade) => ({
      time: trade.closeTime,
      factor: toFactor(trade.pnlPercentage),
      isRealised: true,
    })),
  ].sort((left, right) => left.time - right.time);

/**
 * Every value the account of one pair had from the start of a run to its end, each trade staking the whole of it:
 * E = Π(1 + xᵢ) over the trades closed so far, times 1 + m while the mark m is the newest there is. Nothing is below 0, and
 * an account that has closed at 0 stays there.
 *
 * The first point is always 1 at the start. What closes or is marked at the start or before it (a trade of the first minute,
 * a position restored after a restart) counts one millisecond after it: every figure drawn from the curve compares with its
 * first point, and would not see that result.
 *
 * @param trades - of one pair, at most one open at a time; one opened before the start counts with its close
 * @param marks - of whatever position was open at their time; they change nothing that is realised
 * @param startTime - ms
 * @param endTime - ms; what lies later moves the end
 * @returns points by time, several an instant when several things happened at it, the last at the end; the newest mark holds
 * until something follows it
 */
export const traceEquity = (
  trades: readonly TradeSpan[],
  marks: readonly EquityMark[],
  startTime: number,
  endTime: number,
): readonly IEquityPoint[] => {
  const points: IEquityPoint[] = [{ time: startTime, equity: 1 }];
  let lastTime = startTime;
  let equity = 1;
  let realised = 1;
  for (const event of toEvents(trades, marks)) {
    equity = realised * event.factor;
    realised = event.isRealised ? equity : realised;
    lastTime = Math.max(event.time, startTime + 1);
    points.push({ time: lastTime, equity });
  }
  points.push({ time: Math.max(lastTime, endTime), equity });
  return points;
};

/**
 * The same with one point an instant: what the account was worth when everything of that instant had happened.
 * @param path - of {@link traceEquity}
 */
export const mergeInstants = (path: readonly IEquityPoint[]): readonly IEquityPoint[] =>
  path.filter(({ time }, index) => path[index + 1]?.time !== time);

/** The account as a curve: {@link traceEquity} with one point an instant. Parameters are the same. */
export const buildEquityCurve = (
  trades: readonly TradeSpan[],
  marks: readonly EquityMark[],
  startTime: number,
  endTime: number,
): readonly IEquityPoint[] => mergeInstants(traceEquity(trades, marks, startTime, endTime));

/**
 * Every statistic of a trade report once more, straight from its definition and as slow as it likes: nothing of the library
 * is used. Times are ms, results percent.
 */

const DAY = 86_400_000;
const YEAR = 365 * DAY;

/** A closed trade. */
export interface NaiveTrade {
  readonly openTime: number;
  readonly closeTime: number;
  readonly pnl: number;
  readonly priceOpen: number;
  readonly priceStopLoss: number;
}

/** What an open position would bring at an instant. */
export interface NaiveMark {
  readonly time: number;
  readonly pnl: number;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]): number => total(values) / values.length;
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const spread = (values: readonly number[], divisor: number): number => {
  const middle = meanOf(values);
  const deviation = Math.sqrt(total(values.map((value) => (value - middle) ** 2)) / divisor);
  return deviation <= 1e-12 * Math.max(1, Math.abs(middle)) ? 0 : deviation;
};

const longestRun = (values: readonly number[], sign: 1 | -1): number => {
  let longest = 0;
  let run = 0;
  for (const value of values) {
    if (Math.sign(value) === sign) {
      run += 1;
      longest = Math.max(longest, run);
    } else if (value !== 0) {
      run = 0;
    }
  }
  return longest;
};

/** The account at an instant: all trades closed by then, and the newest mark of the position that is open. */
const accountAt = (time: number, trades: readonly NaiveTrade[], marks: readonly NaiveMark[]): number => {
  const closed = trades.filter(({ closeTime }) => closeTime <= time);
  const realized = closed.reduce((equity, { pnl }) => equity * Math.max(0, 1 + pnl / 100), 1);
  const lastClose = closed.at(-1)?.closeTime ?? Number.NEGATIVE_INFINITY;
  const mark = marks.filter((each) => each.time <= time && each.time > lastClose).at(-1);
  return mark === undefined ? realized : realized * Math.max(0, 1 + mark.pnl / 100);
};

/** Standard normal distribution function by numerical integration (Simpson) from the mean. */
const normal = (x: number): number => {
  const steps = 4000;
  const reach = Math.max(-9, Math.min(9, x));
  const width = reach / steps;
  let area = 0;
  for (let index = 0; index <= steps; index += 1) {
    const weight = index === 0 || index === steps ? 1 : index % 2 === 1 ? 4 : 2;
    area += weight * Math.exp(-((index * width) ** 2) / 2);
  }
  return 0.5 + (area * width) / 3 / Math.sqrt(2 * Math.PI);
};

const dailyReturnsOf = (
  trades: readonly NaiveTrade[],
  marks: readonly NaiveMark[],
  start: number,
  end: number,
): number[] => {
  const returns: number[] = [];
  for (let midnight = Math.floor(start / DAY) * DAY; midnight < end; midnight += DAY) {
    const before = midnight < start ? 1 : accountAt(midnight, trades, marks);
    const after = accountAt(Math.min(midnight + DAY, Math.max(end, midnight)), trades, marks);
    returns.push(before === 0 ? 0 : after / before - 1);
  }
  return returns;
};

const deepestFall = (
  trades: readonly NaiveTrade[],
  marks: readonly NaiveMark[],
  start: number,
  end: number,
): number => {
  const times = [start, end, ...trades.map(({ closeTime }) => closeTime), ...marks.map(({ time }) => time)];
  const values = times
    .sort((a, b) => a - b)
    .map((time) => (time === start ? 1 : accountAt(time, trades, marks)));
  let deepest = 0;
  values.forEach((value, index) => {
    const high = Math.max(...values.slice(0, index + 1));
    deepest = Math.max(deepest, high === 0 ? 0 : 100 * (1 - value / high));
  });
  return deepest;
};

/** All figures by the names of the library. */
export const computeNaively = (
  trades: readonly NaiveTrade[],
  marks: readonly NaiveMark[],
  start: number,
  end: number,
): Record<string, number | null> => {
  const r = trades.map(({ pnl }) => pnl);
  const n = r.length;
  const wins = r.filter((value) => value > 0);
  const losses = r.filter((value) => value < 0);
  const deviation = n === 0 ? null : spread(r, n);
  const sample = n < 2 ? null : spread(r, n - 1);
  const average = n === 0 ? null : meanOf(r);
  const sharpe = average === null || deviation === null ? null : deviation === 0 ? 0 : average / deviation;
  const p = wins.length / n;
  const z = 1.959963984540054;
  const center = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const rs = trades
    .filter(({ priceOpen, priceStopLoss }) => priceOpen > 0 && priceOpen !== priceStopLoss)
    .map(
      ({ pnl, priceOpen, priceStopLoss }) => ((pnl / 100) * priceOpen) / Math.abs(priceOpen - priceStopLoss),
    );
  const covered = total(
    trades.map(({ openTime, closeTime }) =>
      Math.max(0, Math.min(closeTime, end) - Math.max(openTime, start)),
    ),
  );
  const days = meanOf(trades.map(({ openTime, closeTime }) => (closeTime - openTime) / DAY));
  const daily = dailyReturnsOf(trades, marks, start, end);
  const enough = daily.length >= 30;
  const dailyMean = meanOf(daily);
  const dailySpread = enough ? spread(daily, daily.length - 1) : 0;
  const periodic = enough && dailySpread > 0 ? dailyMean / dailySpread : null;
  const downside = Math.sqrt(meanOf(daily.map((value) => Math.min(0, value) ** 2)));
  const central = (power: number): number => meanOf(daily.map((value) => (value - dailyMean) ** power));
  const skewness = central(3) / central(2) ** 1.5;
  const kurtosis = central(4) / central(2) ** 2;
  const compounded = r.reduce((equity, value) => equity * Math.max(0, 1 + value / 100), 1);
  const final = accountAt(end, trades, marks);
  const yearly = end - start >= 30 * DAY ? finite(100 * (final ** (YEAR / (end - start)) - 1)) : null;
  const fall = deepestFall(trades, marks, start, end);
  return {
    winCount: wins.length,
    lossCount: losses.length,
    winRate: n === 0 ? null : 100 * p,
    avgPnl: average,
    totalPnl: n === 0 ? null : total(r),
    stdDev: deviation,
    sharpeRatio: sharpe,
    annualizedSharpeRatio: sharpe === null ? null : sharpe * Math.sqrt(365),
    certaintyRatio:
      losses.length === 0 ? null : wins.length === 0 ? 0 : meanOf(wins) / Math.abs(meanOf(losses)),
    expectedYearlyReturns: average === null ? null : days > 0 ? average * (365 / days) : 0,
    sampleStdDev: sample,
    tStat: average === null || !sample ? null : average / (sample / Math.sqrt(n)),
    winRateLow: n === 0 ? null : 100 * (center - half),
    winRateHigh: n === 0 ? null : 100 * (center + half),
    profitFactor: losses.length === 0 ? null : total(wins) / Math.abs(total(losses)),
    payoffRatio: wins.length === 0 || losses.length === 0 ? null : meanOf(wins) / Math.abs(meanOf(losses)),
    expectancy: average,
    expectancyR: rs.length === 0 ? null : meanOf(rs),
    maxWinStreak: longestRun(r, 1),
    maxLossStreak: longestRun(r, -1),
    tradesPerYear: (n * YEAR) / (end - start),
    exposure: (100 * covered) / (end - start),
    compoundedPnl: n === 0 ? null : 100 * (compounded - 1),
    cagr: yearly,
    dayCount: daily.length,
    sharpePeriodic: periodic,
    sharpePeriodicAnnualized: periodic === null ? null : periodic * Math.sqrt(365),
    sortino: enough && downside > 1e-12 ? (dailyMean / downside) * Math.sqrt(365) : null,
    probabilisticSharpe:
      periodic === null
        ? null
        : normal(
            (periodic * Math.sqrt(daily.length - 1)) /
              Math.sqrt(1 - skewness * periodic + ((kurtosis - 1) / 4) * periodic ** 2),
          ),
    maxDrawdown: fall,
    calmar: yearly === null || fall === 0 ? null : yearly / fall,
    recoveryFactor: n === 0 || fall === 0 ? null : (100 * (compounded - 1)) / fall,
  };
};

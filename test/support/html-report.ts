import type {
  IHtmlBin,
  IHtmlCurve,
  IHtmlReport,
  IHtmlTrade,
  IHtmlYear,
} from "../../src/lib/services/report/html/html-model";
import type { IPriceBar } from "../../src/model/RunFacts.model";
import { createSeededRandom } from "../../src/testing/seeded-random";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** When the made-up run begins. */
export const REPORT_START = Date.UTC(2024, 0, 1);

/** When it ends. */
export const REPORT_END = REPORT_START + 420 * DAY;

const BAR_COUNT = 2_000;
const BAR_LENGTH = (REPORT_END - REPORT_START) / BAR_COUNT;

/** A walk of the price in bars of equal length. */
export const createOutline = (seed = 1): IPriceBar[] => {
  const random = createSeededRandom(seed);
  let close = 42_000;
  return Array.from({ length: BAR_COUNT }, (_, index) => {
    const open = close;
    close = open * (1 + (random() - 0.495) * 0.02);
    const high = Math.max(open, close) * (1 + random() * 0.004);
    const low = Math.min(open, close) * (1 - random() * 0.004);
    return { time: REPORT_START + index * BAR_LENGTH, open, high, low, close };
  });
};

const REASONS = ["take_profit", "stop_loss", "time_expired"];
const NOTES = ["pullback to the mean", "breakout over the high of the week", ""];

const pick = (values: readonly string[], random: () => number): string =>
  values[Math.floor(random() * values.length)] ?? "";

/** One made-up trade that begins in a bar of the outline. */
const createTrade = (
  index: number,
  count: number,
  outline: readonly IPriceBar[],
  random: () => number,
): IHtmlTrade => {
  const entryTime = REPORT_START + Math.floor((index / count) * (BAR_COUNT - 60)) * BAR_LENGTH + 7 * MINUTE;
  const durationMinutes = 5 + Math.floor(random() * 3_000);
  const entryPrice = outline[Math.floor((entryTime - REPORT_START) / BAR_LENGTH)]?.close ?? 1;
  const isLong = random() < 0.5;
  const side = isLong ? 1 : -1;
  const pnl = index % 97 === 0 ? 0 : Math.round((random() - 0.46) * 800) / 100;
  return {
    strategyName: "trend-pullback",
    signalId: `signal-${index}`,
    symbol: "BTCUSDT",
    position: isLong ? "long" : "short",
    entryTime,
    entryPrice,
    exitTime: entryTime + durationMinutes * MINUTE,
    exitPrice: entryPrice * (1 + (side * pnl) / 100),
    takeProfit: entryPrice * (1 + side * 0.04),
    stopLoss: entryPrice * (1 - side * 0.03),
    pnl,
    closeReason: pick(REASONS, random),
    durationMinutes,
    note: pick(NOTES, random),
  };
};

/** Trades all over the run. */
export const createTrades = (count: number, seed = 2): IHtmlTrade[] => {
  const random = createSeededRandom(seed);
  const outline = createOutline();
  return Array.from({ length: count }, (_, index) => createTrade(index, count, outline, random));
};

/** An account that went up and down. */
export const createCurve = (label: string, seed = 3): IHtmlCurve => {
  const random = createSeededRandom(seed);
  let equity = 1;
  const points = Array.from({ length: 421 }, (_, day) => {
    equity *= day === 0 ? 1 : 1 + (random() - 0.48) * 0.03;
    return { time: REPORT_START + day * DAY, equity };
  });
  return { label, points };
};

const createMonths = (seed = 4): IHtmlYear[] => {
  const random = createSeededRandom(seed);
  const year = (number: number, count: number): IHtmlYear => {
    const months = Array.from({ length: 12 }, (_, month) => (month < count ? (random() - 0.45) * 20 : null));
    return { year: number, months, total: months.reduce<number>((sum, month) => sum + (month ?? 0), 0) };
  };
  return [year(2024, 12), year(2025, 2)];
};

const createBins = (trades: readonly IHtmlTrade[]): IHtmlBin[] =>
  Array.from({ length: 16 }, (_, index) => ({ from: index * 0.5 - 4, to: index * 0.5 - 3.5 })).map((bin) => ({
    ...bin,
    count: trades.filter(({ pnl }) => pnl >= bin.from && pnl < bin.to).length,
  }));

const STATISTICS: IHtmlReport["statistics"] = [
  {
    title: "Headline",
    items: [
      { label: "Result", value: 38.412, format: "signedPercent", hint: "With compounding." },
      { label: "Deepest drawdown", value: -18.3, format: "signedPercent", hint: "From peak to trough." },
      { label: "Trades", value: 1_234, format: "count", hint: "Closed trades." },
      { label: "Win rate", value: 54.1, format: "percent", hint: "Trades above zero." },
      { label: "Sharpe, a year", value: 1.234567, format: "ratio", hint: "Daily returns, root of 365." },
      { label: "Profit factor", value: null, format: "ratio", hint: "Wins over losses." },
    ],
  },
  {
    title: "Trades",
    items: [
      {
        label: "Win rate, low",
        value: 51.2,
        format: "percent",
        hint: "Lower end of the 95 % interval (Wilson, 1927).",
      },
      { label: "Win rate, high", value: 57, format: "percent", hint: "Upper end of the 95 % interval." },
      { label: "Expectancy", value: 0.1234, format: "signedPercent", hint: "What a trade earns on average." },
      { label: "Payoff ratio", value: 1.31, hint: "Mean win over mean loss." },
      { label: "Longest run of losses", value: 7, format: "count", hint: "" },
    ],
  },
  {
    title: "Risk",
    items: [
      { label: "Drawdown lasted", value: 61_234, format: "duration", hint: "Longest time below a peak." },
      { label: "Deepest on", value: REPORT_START + 99 * DAY, format: "time", hint: "When it was deepest." },
      {
        label: "Probabilistic Sharpe",
        value: 0.953,
        format: "probability",
        hint: "Above zero (Bailey, 2012).",
      },
      { label: "Calmar", value: Number.NaN, hint: "Result a year over the deepest drawdown." },
    ],
  },
];

const FACTS: IHtmlReport["facts"] = [
  { label: "Strategy", value: "trend-pullback" },
  { label: "Symbol", value: "BTCUSDT" },
  { label: "Exchange", value: "binance" },
  { label: "Frame", value: "2024-01-01 to 2025-02-24" },
  { label: "Fill policy", value: "pessimistic" },
  { label: "Costs", value: "fee 0.1 %, slippage 0.1 % a fill" },
  { label: "Library", value: "backtest-connection-kit 0.1.0" },
  { label: "Node.js", value: "20.20.2" },
];

/** The report of a back-test with so many trades. */
export const createHtmlReport = (tradeCount = 300): IHtmlReport => {
  const trades = createTrades(tradeCount);
  return {
    title: "Back-test of trend-pullback on BTCUSDT",
    facts: FACTS,
    curves: [createCurve("trend-pullback")],
    priceOutline: createOutline(),
    trades,
    statistics: STATISTICS,
    monthly: createMonths(),
    distribution: createBins(trades),
    gaps: [
      { since: REPORT_START + 3 * DAY, until: REPORT_START + 3 * DAY + 17 * MINUTE },
      { since: REPORT_START + 40 * DAY, until: REPORT_START + 41 * DAY },
    ],
    warnings: ["One signal call in twenty failed."],
  };
};

/** The report of a walker over five strategies, one of which failed. */
export const createWalkerReport = (): IHtmlReport => {
  const names = ["trend-pullback", "mean-reversion", "breakout", "volatility-squeeze"];
  const trades = names.flatMap((strategyName, index) =>
    createTrades(60, index + 5).map((trade) => ({ ...trade, strategyName })),
  );
  return {
    ...createHtmlReport(0),
    title: "Walker intraday-ideas on BTCUSDT",
    curves: names.map((name, index) => createCurve(name, index + 10)),
    trades,
    distribution: createBins(trades),
    comparison: {
      columns: ["Strategy", "Sharpe", "Result", "Drawdown", "Trades", "Deflated Sharpe"],
      rows: [
        ["trend-pullback", "1.52", "+38.41 %", "18.30 %", "60", "0.91"],
        ["breakout", "0.61", "+9.95 %", "22.10 %", "112", "0.42"],
        ["mean-reversion", "-0.20", "-3.10 %", "25.00 %", "60", "0.11"],
        ["volatility-squeeze", "N/A", "N/A", "N/A", "0", "N/A"],
      ],
      failures: [{ strategyName: "news-reader", error: "getSignal: the feed is closed" }],
    },
  };
};

/** An empty report: a run in which nothing happened. */
export const createEmptyReport = (): IHtmlReport => ({
  title: "Nothing happened",
  facts: [],
  curves: [],
  priceOutline: [],
  trades: [],
  statistics: [],
  monthly: [],
  distribution: [],
  gaps: [],
  warnings: [],
});

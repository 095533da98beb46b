import type { IStrategyTickResultClosed } from "backtest-connection-kit";
import Table from "cli-table3";
import type { BacktestCandlesResult } from "./run-backtest.js";

/** What the report says about the candles. */
export interface ReportSubject {
  readonly symbol: string;
  /** Where the candles come from, in words. */
  readonly source: string;
  /** Open time of the first candle, UTC ms. */
  readonly firstTimestamp: number;
  /** Open time of the last candle, UTC ms. */
  readonly lastTimestamp: number;
  /** Number of candles. */
  readonly candleCount: number;
  /** Digits after the decimal point of a price. */
  readonly priceDigits: number;
}

/** How the report is written. */
export interface ReportStyle {
  /** Whether gains, losses and headings are coloured. */
  readonly hasColors: boolean;
}

const MINUTE_MS = 60_000;
/** A longer list is cut in the middle, for nobody reads it to the end. */
const MAX_SHOWN_TRADES = 100;

const CLOSE_REASONS: Readonly<Record<IStrategyTickResultClosed["closeReason"], string>> = {
  take_profit: "take profit",
  stop_loss: "stop loss",
  time_expired: "expired",
};

const ANSI = { bold: 1, red: 31, green: 32 } as const;

const paint = (text: string, color: keyof typeof ANSI, { hasColors }: ReportStyle): string =>
  hasColors ? `\u001B[${ANSI[color]}m${text}\u001B[0m` : text;

const formatTime = (timestamp: number): string =>
  new Date(timestamp).toISOString().slice(0, 16).replace("T", " ");

const formatPercent = (value: number): string => `${value.toFixed(2)} %`;

const formatPnl = (value: number, style: ReportStyle): string => {
  const rounded = value.toFixed(2);
  const isZero = Number(rounded) === 0;
  const text = isZero ? "0.00" : value > 0 ? `+${rounded}` : rounded;
  return isZero ? text : paint(text, value > 0 ? "green" : "red", style);
};

const formatNullable = (value: number | null, format: (value: number) => string): string =>
  value === null ? "–" : format(value);

const countNoun = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Horizontal lines only, drawn with what every terminal and log file can show. */
const TABLE_CHARS = {
  top: "─",
  "top-mid": "──",
  "top-left": "─",
  "top-right": "─",
  mid: "─",
  "left-mid": "─",
  "mid-mid": "──",
  "right-mid": "─",
  bottom: "─",
  "bottom-mid": "──",
  "bottom-left": "─",
  "bottom-right": "─",
  left: " ",
  middle: "  ",
  right: " ",
} as const;

const TABLE_STYLE = { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true };

/** Cells are padded to the width of their column; at the end of a line that only gets in the way of copying. */
const writeTable = (table: { toString(): string }): string => table.toString().replaceAll(/ +$/gm, "");

const TRADE_COLUMNS = [
  { label: "#", align: "right" },
  { label: "Opened (UTC)", align: "left" },
  { label: "Closed (UTC)", align: "left" },
  { label: "Side", align: "left" },
  { label: "Entry by", align: "left" },
  { label: "Entry", align: "right" },
  { label: "Exit", align: "right" },
  { label: "Reason", align: "left" },
  { label: "PnL %", align: "right" },
] as const;

const createTradeRow = (
  { signal, closeTimestamp, closeReason, pnl }: IStrategyTickResultClosed,
  number: number,
  priceDigits: number,
  style: ReportStyle,
): string[] => [
  String(number),
  formatTime(signal.pendingAt),
  formatTime(closeTimestamp),
  signal.position,
  signal.entry,
  pnl.priceOpen.toFixed(priceDigits),
  pnl.priceClose.toFixed(priceDigits),
  CLOSE_REASONS[closeReason],
  formatPnl(pnl.pnlPercentage, style),
];

/**
 * Writes the table of trades, one line per trade; a long list is cut in the middle.
 *
 * @param closed - the trades in the order they closed
 */
export const renderTrades = (
  closed: readonly IStrategyTickResultClosed[],
  priceDigits: number,
  style: ReportStyle,
): string => {
  if (closed.length === 0) {
    return "There were no trades.";
  }
  const table = new Table({
    head: TRADE_COLUMNS.map(({ label }) => paint(label, "bold", style)),
    colAligns: TRADE_COLUMNS.map(({ align }) => align),
    chars: TABLE_CHARS,
    style: TABLE_STYLE,
  });
  const rows = closed.map((trade, index) => createTradeRow(trade, index + 1, priceDigits, style));
  const hidden = rows.length - MAX_SHOWN_TRADES;
  if (hidden <= 0) {
    table.push(...rows);
  } else {
    const half = MAX_SHOWN_TRADES / 2;
    const note = `… ${countNoun(hidden, "more trade")} …`;
    table.push(
      ...rows.slice(0, half),
      [{ content: note, colSpan: TRADE_COLUMNS.length, hAlign: "center" }],
      ...rows.slice(-half),
    );
  }
  return writeTable(table);
};

const describeCancelled = (cancelled: BacktestCandlesResult["cancelled"]): string => {
  const counts = new Map<string, number>();
  for (const { reason } of cancelled) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const reasons = [...counts]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([reason, count]) => `${count} ${reason.replaceAll("_", " ")}`);
  return reasons.length === 0 ? "0" : `${cancelled.length} (${reasons.join(", ")})`;
};

const describeCandles = ({ source, firstTimestamp, lastTimestamp, candleCount }: ReportSubject): string => {
  const minutes = (lastTimestamp - firstTimestamp) / MINUTE_MS + 1;
  const missing = minutes - candleCount;
  return `${source}, ${countNoun(candleCount, "minute")}${missing > 0 ? `, ${missing} missing` : ""}`;
};

const createSummaryRows = (
  subject: ReportSubject,
  result: BacktestCandlesResult,
  style: ReportStyle,
): [string, string][] => {
  const { closed, cancelled, refusedSignals, startTimestamp, endTimestamp, settings, statistics } = result;
  const range = (from: number, to: number): string => `${formatTime(from)} to ${formatTime(to)} UTC`;
  const pnl = (value: number | null): string =>
    formatNullable(value, (known) => `${formatPnl(known, style)} %`);
  const count = (matches: (trade: IStrategyTickResultClosed) => boolean): number =>
    closed.filter(matches).length;
  const countBy = (reason: IStrategyTickResultClosed["closeReason"]): number =>
    count(({ closeReason }) => closeReason === reason);
  const isLong = ({ signal }: IStrategyTickResultClosed): boolean => signal.position === "long";
  const isMarket = ({ signal }: IStrategyTickResultClosed): boolean => signal.entry === "market";
  const results = closed.map(({ pnl: { pnlPercentage } }) => pnlPercentage);
  const trades = closed.length;
  const { winRate, winCount, totalPnl, avgPnl, maxDrawdown, profitFactor } = statistics;
  return [
    ["Symbol", subject.symbol],
    ["Candles", describeCandles(subject)],
    ["Data", range(subject.firstTimestamp, subject.lastTimestamp + MINUTE_MS)],
    ["Decisions", range(startTimestamp, endTimestamp)],
    ["Trades", `${trades} (${count(isLong)} long, ${trades - count(isLong)} short)`],
    ["Entries", `${count(isMarket)} market, ${trades - count(isMarket)} limit`],
    [
      "Exits",
      `${countBy("take_profit")} take profit, ${countBy("stop_loss")} stop loss, ${countBy("time_expired")} expired`,
    ],
    ["Cancelled orders", describeCancelled(cancelled)],
    ["Refused by risk", countNoun(refusedSignals, "signal")],
    ["Win rate", formatNullable(winRate, (rate) => `${formatPercent(rate)} (${winCount} of ${trades})`)],
    ["Total PnL", formatNullable(totalPnl, (total) => `${pnl(total)} (sum over the trades)`)],
    ["Average PnL", pnl(avgPnl)],
    ["Best trade", pnl(trades > 0 ? Math.max(...results) : null)],
    ["Worst trade", pnl(trades > 0 ? Math.min(...results) : null)],
    ["Max drawdown", formatNullable(maxDrawdown, (fall) => `${formatPercent(fall)} (of the account)`)],
    ["Profit factor", formatNullable(profitFactor, (factor) => factor.toFixed(2))],
    ["Fill policy", settings.CC_FILL_POLICY],
    [
      "Costs",
      `${settings.CC_PERCENT_FEE} % fee and ${settings.CC_PERCENT_SLIPPAGE} % slippage per transaction, included in PnL`,
    ],
  ];
};

/** Writes the summary, one figure per line. The same results give the same text. */
export const renderSummary = (
  subject: ReportSubject,
  result: BacktestCandlesResult,
  style: ReportStyle,
): string => {
  const table = new Table({ chars: TABLE_CHARS, style: TABLE_STYLE });
  table.push(...createSummaryRows(subject, result, style));
  return writeTable(table);
};

/** Writes trades and summary. */
export const renderReport = (
  subject: ReportSubject,
  result: BacktestCandlesResult,
  style: ReportStyle,
): string =>
  [
    paint("Trades", "bold", style),
    renderTrades(result.closed, subject.priceDigits, style),
    "",
    paint("Summary", "bold", style),
    renderSummary(subject, result, style),
    "",
  ].join("\n");

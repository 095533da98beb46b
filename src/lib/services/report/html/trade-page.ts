import type { ISignalRow } from "../../../../interfaces/Signal.interface";
import type { IStrategyTickResultClosed } from "../../../../interfaces/Strategy.interface";
import { distribute } from "../../../../math/distribution";
import { MINUTE_MS } from "../../../../math/interval";
import { monthlyReturns } from "../../../../math/monthly-returns";
import type { IRunFacts } from "../../../../model/RunFacts.model";
import type { ITradeStatistics } from "../../../../model/TradeStatistics.model";
import { formatCount, formatTime } from "../../../../utils/format-report";
import { LIBRARY_VERSION } from "../../../../utils/library-version";
import { warnOfShareRead } from "../read-share";
import type { IHtmlFact, IHtmlReport, IHtmlTrade } from "./html-model";
import { groupStatistics } from "./statistics-groups";

/** Fewer trades than this say little. */
const FEW_TRADES = 30;

/** What a page about trades is made of. */
export interface ITradePageSource {
  readonly title: string;
  readonly facts: readonly IHtmlFact[];
  readonly curveLabel: string;
  /** Oldest first. */
  readonly trades: readonly IStrategyTickResultClosed[];
  readonly statistics: ITradeStatistics;
  readonly run: IRunFacts | null;
  /** The position that is still open. */
  readonly openSignal: ISignalRow | null;
}

/** A trade as the page lists it. */
export const toHtmlTrade = (trade: IStrategyTickResultClosed): IHtmlTrade => {
  const { signal, closeTimestamp, currentPrice, pnl, closeReason } = trade;
  return {
    strategyName: trade.strategyName,
    signalId: signal.id,
    symbol: signal.symbol,
    position: signal.position,
    entryTime: signal.pendingAt,
    entryPrice: signal.priceOpen,
    exitTime: closeTimestamp,
    exitPrice: currentPrice,
    takeProfit: signal.priceTakeProfit,
    stopLoss: signal.priceStopLoss,
    pnl: pnl.pnlPercentage,
    closeReason,
    durationMinutes: (closeTimestamp - signal.pendingAt) / MINUTE_MS,
    note: signal.note ?? "",
  };
};

/** What was run, and with what. */
export const listRunFacts = (run: IRunFacts | null): readonly IHtmlFact[] => [
  ...(run === null ? [] : describeRun(run)),
  { label: "Written with", value: `backtest-connection-kit ${LIBRARY_VERSION}, Node ${process.version}` },
];

/** An instant without its seconds. */
const formatMinute = (time: number): string => formatTime(time).slice(0, 16).replace("T", " ");

const describeRun = ({ settings, ...run }: IRunFacts): IHtmlFact[] => [
  { label: "Exchange", value: run.exchangeName },
  ...(run.frameName === "" ? [] : [{ label: "Frame", value: run.frameName }]),
  { label: "Period", value: `${formatMinute(run.startTime)} to ${formatMinute(run.endTime)}` },
  { label: "Fill policy", value: settings.CC_FILL_POLICY },
  { label: "Slippage", value: `${settings.CC_PERCENT_SLIPPAGE} % of each price` },
  { label: "Fee", value: `${settings.CC_PERCENT_FEE} % per transaction` },
  {
    label: "Calls of getSignal",
    value: `${run.answeredSignalCalls} answered, ${run.failedSignalCalls} failed`,
  },
];

const warnOfGaps = ({ gapCount, gaps }: IRunFacts): string => {
  const limit =
    gapCount > gaps.length ? ` The report knows where the newest ${gaps.length} of them are.` : "";
  return `The candles have ${formatCount(gapCount, "gap", "gaps")}: nothing was touched there, whatever the market did.${limit}`;
};

/** What a reader should know of a run before he believes its figures. */
export const listRunWarnings = (run: IRunFacts): readonly string[] => {
  const shareWarning = warnOfShareRead(run);
  return [
    ...(run.gapCount > 0 ? [warnOfGaps(run)] : []),
    ...(shareWarning === null ? [] : [shareWarning]),
    ...(run.failedSignalCalls > 0
      ? [`${formatCount(run.failedSignalCalls, "call", "calls")} of getSignal failed.`]
      : []),
    ...(run.hasSettingsChanged
      ? ["The settings changed during the run: its trades did not all cost the same."]
      : []),
    ...(run.settings.CC_FILL_POLICY === "optimistic"
      ? ["The fill policy is optimistic: where a candle leaves it open, it was taken as a win."]
      : []),
  ];
};

const describeOpen = ({ id, position, pendingAt }: ISignalRow): string => {
  const since = Number.isFinite(pendingAt) ? ` since ${formatMinute(pendingAt)}` : "";
  return `A position is open (${position}, ${id}${since}): the account counts what it was last worth, trades and results count closed ones only.`;
};

const listWarnings = ({ trades, run, openSignal }: ITradePageSource): readonly string[] => [
  ...(run === null && trades.length === 0 ? ["Nothing has run: the figures say nothing."] : []),
  ...(openSignal === null ? [] : [describeOpen(openSignal)]),
  ...(trades.length < FEW_TRADES
    ? [`${formatCount(trades.length, "trade is", "trades are")} too few to tell skill from luck.`]
    : []),
  ...(run === null ? [] : listRunWarnings(run)),
];

/** A page about the trades of one strategy on one symbol. */
export const createTradePage = (source: ITradePageSource): IHtmlReport => {
  const { title, facts, curveLabel, trades, statistics, run } = source;
  return {
    title,
    facts: [...facts, ...listRunFacts(run)],
    curves: [{ label: curveLabel, points: statistics.equityCurve }],
    priceOutline: run?.priceOutline ?? [],
    trades: trades.map(toHtmlTrade),
    statistics: groupStatistics(trades.length, statistics),
    monthly: monthlyReturns(statistics.equityCurve),
    distribution: distribute(trades.map(({ pnl }) => pnl.pnlPercentage)),
    gaps: run?.gaps ?? [],
    warnings: listWarnings(source),
  };
};

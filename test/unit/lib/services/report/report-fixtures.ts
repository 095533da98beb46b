import type {
  BacktestStatisticsModel,
  ISignalRow,
  IStrategyTickResult,
  IStrategyTickResultClosed,
} from "../../../../../src/index";
import type { IRunStart } from "../../../../../src/interfaces/Collector.interface";
import { TradeBook } from "../../../../../src/lib/services/report/TradeBook";
import { summarizeTrades } from "../../../../../src/lib/services/report/trade-statistics";
import { at, longRow, SETTINGS } from "../../../client/signal-fixtures";

/** Whose report it is. */
export const PAIR = { symbol: "BTCUSDT", strategyName: "strategy", backtest: true } as const;

/** A back-test that began. */
export const RUN: IRunStart = {
  ...PAIR,
  exchangeName: "exchange",
  frameName: "frame",
  settings: SETTINGS,
  startTime: null,
};

const NAMES = { strategyName: "strategy", exchangeName: "exchange", symbol: "BTCUSDT" } as const;

/** A trade of a given result, from one minute to another. */
export const closedTrade = (
  pnlPercentage: number,
  from: number,
  until: number,
  changes: Partial<ISignalRow> & { backtest?: boolean } = {},
): IStrategyTickResultClosed => {
  const { backtest = true, ...row } = changes;
  return {
    ...NAMES,
    backtest,
    action: "closed",
    signal: longRow({ id: `trade-${from}`, pendingAt: at(from), scheduledAt: at(from), ...row }),
    currentPrice: 100 + pnlPercentage,
    closeReason: pnlPercentage > 0 ? "take_profit" : "stop_loss",
    closeTimestamp: at(until),
    pnl: { pnlPercentage, priceOpen: 100, priceClose: 100 + pnlPercentage },
  };
};

/** A result of any other kind. */
export const resultOf = (
  action: Exclude<IStrategyTickResult["action"], "closed">,
  changes: Partial<ISignalRow> & { backtest?: boolean; price?: number; until?: number } = {},
): IStrategyTickResult => {
  const { backtest = true, price = 100, until = 0, ...row } = changes;
  const base = { ...NAMES, backtest, currentPrice: price };
  const signal = longRow(row);
  switch (action) {
    case "idle":
      return { ...base, action, signal: null };
    case "active":
      return { ...base, action, signal, percentTp: 10, percentSl: 0 };
    case "opened":
      return { ...base, action, signal };
    case "scheduled":
      return { ...base, action, signal: { ...signal, _isScheduled: true } };
    case "cancelled":
      return {
        ...base,
        action,
        signal: { ...signal, _isScheduled: true },
        reason: "timeout",
        closeTimestamp: at(until),
      };
  }
};

const MINUTES_PER_DAY = 1440;

/** The statistics of a back-test with a trade a day, of given results, and idle days behind them. */
export const statisticsOf = (results: readonly number[], idleDays = 0): BacktestStatisticsModel => {
  const book = new TradeBook(RUN);
  book.beginFrame(at(0));
  results.forEach((result, day) => {
    book.addResult(closedTrade(result, day * MINUTES_PER_DAY + 10, day * MINUTES_PER_DAY + 500), 0);
  });
  book.finish(at((results.length + idleDays) * MINUTES_PER_DAY));
  return {
    signalList: book.trades.toReversed(),
    totalSignals: book.trades.length,
    ...summarizeTrades(book),
    run: book.describeRun(),
  };
};

import type { ISignalRow, IStrategyTickResult, IStrategyTickResultClosed } from "../../../../../src/index";
import type { IRunStart } from "../../../../../src/interfaces/Collector.interface";
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

import type { ISignalRow, IStrategyTickResult } from "../../../../../src/index";

const NAMES = { strategyName: "strategy", exchangeName: "exchange", symbol: "BTCUSDT", backtest: false };

const createRow = (time: number): ISignalRow => ({
  id: "id",
  position: "long",
  note: "",
  priceOpen: 100,
  priceTakeProfit: 110,
  priceStopLoss: 90,
  minuteEstimatedTime: 30,
  symbol: NAMES.symbol,
  strategyName: NAMES.strategyName,
  exchangeName: NAMES.exchangeName,
  scheduledAt: time,
  pendingAt: time,
  _isScheduled: false,
  entry: "market",
});

/** A tick that found nothing. */
export const createIdle = (): IStrategyTickResult => ({
  ...NAMES,
  action: "idle",
  signal: null,
  currentPrice: 100,
});

type Transition = Exclude<IStrategyTickResult, { action: "idle" } | { action: "active" }>;

/** A transition that happened at `time` (ms). */
export const createResult = (action: Transition["action"], time: number): Transition => {
  const row = createRow(time);
  switch (action) {
    case "scheduled":
      return { ...NAMES, action, currentPrice: 100, signal: { ...row, _isScheduled: true, entry: "limit" } };
    case "opened":
      return { ...NAMES, action, currentPrice: 100, signal: row };
    case "closed":
      return {
        ...{ ...NAMES, action, currentPrice: 110, signal: row },
        closeReason: "take_profit",
        closeTimestamp: time,
        pnl: { pnlPercentage: 9, priceOpen: 100, priceClose: 110 },
      };
    case "cancelled":
      return { ...NAMES, action, currentPrice: 100, signal: row, reason: "timeout", closeTimestamp: time };
  }
};

import type { IExchangeCallbacks } from "../../../interfaces/Exchange.interface";
import type { IStrategyCallbacks } from "../../../interfaces/Strategy.interface";

/** Callbacks of a strategy that ask for the real ones at each call. */
export const askStrategyCallbacks = (live: Partial<IStrategyCallbacks>): Partial<IStrategyCallbacks> => ({
  onTick: (...args) => live.onTick?.(...args),
  onOpen: (...args) => live.onOpen?.(...args),
  onActive: (...args) => live.onActive?.(...args),
  onIdle: (...args) => live.onIdle?.(...args),
  onClose: (...args) => live.onClose?.(...args),
  onSchedule: (...args) => live.onSchedule?.(...args),
  onCancel: (...args) => live.onCancel?.(...args),
  onWrite: (...args) => live.onWrite?.(...args),
  onPartialProfit: (...args) => live.onPartialProfit?.(...args),
  onPartialLoss: (...args) => live.onPartialLoss?.(...args),
});

/** The same of an exchange. */
export const askExchangeCallbacks = (live: Partial<IExchangeCallbacks>): Partial<IExchangeCallbacks> => ({
  onCandleData: (...args) => live.onCandleData?.(...args),
});

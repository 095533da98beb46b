import { StrategyError } from "../errors/StrategyError";
import type { IStrategyParams } from "../interfaces/Strategy.interface";

/** Which strategy an error is about. */
type NamedStrategy = Pick<IStrategyParams, "strategyName" | "symbol">;

/** A step was asked for that needs a signal. */
export const createNothingHeldError = ({ strategyName, symbol }: NamedStrategy): StrategyError =>
  new StrategyError("STRATEGY_NOTHING_HELD", `strategy ${strategyName} on ${symbol} holds no signal`);

/** A step went on although its client was cleared. */
export const createClearedError = ({ strategyName, symbol }: NamedStrategy): StrategyError =>
  new StrategyError(
    "STRATEGY_CLEARED",
    `strategy ${strategyName} on ${symbol} was cleared while it was at work; its signal is dropped`,
  );

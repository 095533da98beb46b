import { TradingError } from "./TradingError";

/** A strategy client used in a way it cannot work. */
export class StrategyError extends TradingError {}

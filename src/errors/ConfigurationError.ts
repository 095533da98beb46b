import { TradingError } from "./TradingError";

/** Settings that break a rule. */
export class ConfigurationError extends TradingError {}

import { TradingError } from "./TradingError";

/** A run that cannot start. */
export class RunError extends TradingError {}

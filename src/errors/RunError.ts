import { TradingError } from "./TradingError";

/** A run that cannot start or go on. */
export class RunError extends TradingError {}

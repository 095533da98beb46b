import { TradingError } from "./TradingError";

/** A call outside of the run or the instant it belongs to. */
export class ContextError extends TradingError {}

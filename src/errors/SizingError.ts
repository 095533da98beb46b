import { TradingError } from "./TradingError";

/** A size that cannot be worked out. */
export class SizingError extends TradingError {}

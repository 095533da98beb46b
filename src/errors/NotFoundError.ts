import { TradingError } from "./TradingError";

/** A name that nobody registered. */
export class NotFoundError extends TradingError {}

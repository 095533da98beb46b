import { TradingError } from "./TradingError";

/** State that could not be kept, found again or trusted. */
export class PersistError extends TradingError {}

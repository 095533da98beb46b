import { TradingError } from "./TradingError";

/** A milestone tracker used in a way it cannot work. */
export class PartialError extends TradingError {}

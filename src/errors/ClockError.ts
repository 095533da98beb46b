import { TradingError } from "./TradingError";

/** A simulated clock that cannot do what it was asked. */
export class ClockError extends TradingError {}

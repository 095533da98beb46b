import { TradingError } from "./TradingError";

/** A signal that cannot be accepted. */
export class SignalError extends TradingError {}

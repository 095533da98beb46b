import { TradingError } from "./TradingError";

/** Market data that cannot be read or trusted. */
export class ExchangeError extends TradingError {}

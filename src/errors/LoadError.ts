import { TradingError } from "./TradingError";

/** A part of the library that could not be loaded. */
export class LoadError extends TradingError {}

import { TradingError } from "./TradingError";

/** A period that cannot be walked. */
export class FrameError extends TradingError {}

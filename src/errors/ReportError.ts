import { TradingError } from "./TradingError";

/** A report that cannot be kept. */
export class ReportError extends TradingError {}

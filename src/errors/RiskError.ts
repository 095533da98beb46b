import { TradingError } from "./TradingError";

/** A risk profile used in a way it cannot work. */
export class RiskError extends TradingError {}

import { TradingError } from "./TradingError";

/** A mock exchange that was scripted wrongly, or that fails on demand. */
export class MockError extends TradingError {}

import { TradingError } from "./TradingError";

/** A part of a generated program or of a conversation that cannot be written. */
export class TemplateError extends TradingError {}

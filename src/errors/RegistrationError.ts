import { TradingError } from "./TradingError";

/** A schema that cannot be registered. */
export class RegistrationError extends TradingError {}

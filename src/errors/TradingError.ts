import type { ErrorCode } from "./catalogue";

/**
 * Base of every error this library throws. `code` is stable and can be relied on; the message names the thing that is
 * wrong and what to do; `cause` keeps the error underneath.
 */
export class TradingError extends Error {
  /**
   * @param code - stable code from the catalogue
   * @param message - what is wrong and what to do
   * @param options - `cause`: the error underneath
   */
  public constructor(
    public readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

import type { IOptimizerStrategy } from "../interfaces/Optimizer.interface";
import type { ErrorCode } from "./catalogue";
import { TradingError } from "./TradingError";

/** What an {@link OptimizerError} keeps. */
export interface OptimizerErrorOptions extends ErrorOptions {
  /** Strategies that were made before. */
  readonly strategies?: readonly IOptimizerStrategy[];
}

/** An optimizer that could not finish. What it had made until then is not lost. */
export class OptimizerError extends TradingError {
  /** The strategies that were made before it failed, in the order they were made. */
  public readonly strategies: readonly IOptimizerStrategy[];

  /**
   * @param code - stable code from the catalogue
   * @param message - what is wrong and what to do
   * @param options - `cause`: the error underneath; `strategies`: what was made before
   */
  public constructor(code: ErrorCode, message: string, options: OptimizerErrorOptions = {}) {
    super(code, message, options);
    this.strategies = Object.freeze([...(options.strategies ?? [])]);
  }
}

import { RunError } from "../errors/RunError";
import { describeValue } from "../utils/describe-value";

/**
 * A run needs to know what it trades.
 * @param source - the public call that asks
 * @throws RunError `SYMBOL_INVALID`
 */
export const checkSymbol = (symbol: unknown, source: string): void => {
  if (typeof symbol !== "string" || symbol === "") {
    throw new RunError(
      "SYMBOL_INVALID",
      `symbol must be a non-empty string, got ${describeValue(symbol)} source=${source}`,
    );
  }
};

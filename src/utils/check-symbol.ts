import { RunError } from "../errors/RunError";
import { describeValue } from "./describe-value";

/**
 * A run needs to know what it trades.
 * @param source - the call that asks
 * @throws RunError `SYMBOL_INVALID`
 */
export const checkSymbol = (symbol: unknown, source: string): void => {
  if (typeof symbol !== "string" || symbol === "") {
    const given = symbol === "" ? '""' : describeValue(symbol);
    throw new RunError("SYMBOL_INVALID", `symbol must be a non-empty string, got ${given} source=${source}`);
  }
};

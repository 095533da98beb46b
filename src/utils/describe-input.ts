import { describeValue } from "./describe-value";

/** Text for a value where a number was asked for: a text that looks like one is told from it. */
export const describeInput = (value: unknown): string =>
  typeof value === "string" || typeof value === "bigint"
    ? `${String(value)} (a ${typeof value})`
    : describeValue(value);

import { describeValue } from "./describe-value";

/** What was thrown may be anything, also an object whose properties throw. */
const readProperty = (value: unknown, key: string): unknown => {
  try {
    return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  } catch {
    return undefined;
  }
};

const toText = (value: unknown): string => {
  try {
    return String(value);
  } catch {
    return describeValue(value);
  }
};

/**
 * The text of whatever was thrown: a string as it is, else the message of `error.error`, of `error.data`, of the error
 * itself, else its text.
 */
export const toErrorMessage = (error: unknown): string => {
  const candidates = [
    error,
    readProperty(readProperty(error, "error"), "message"),
    readProperty(readProperty(error, "data"), "message"),
    readProperty(error, "message"),
  ];
  return candidates.find((candidate) => typeof candidate === "string") ?? toText(error);
};

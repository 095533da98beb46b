import { isObjectLike } from "./object-like";

/**
 * Text for a value of any type inside a message: what a template string would give, but objects and functions are named
 * by their kind, so that no conversion of theirs runs or throws.
 */
export const describeValue = (value: unknown): string => {
  if (isObjectLike(value)) {
    try {
      return Object.prototype.toString.call(value);
    } catch {
      // A proxy that refuses even this.
      return "[object]";
    }
  }
  return String(value);
};

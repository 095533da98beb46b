/** Whether a value is an object, and no function. */
export const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Whether a value can have properties of its own: an object or a function. */
export const isObjectLike = (value: unknown): value is object =>
  isObject(value) || typeof value === "function";

/** Whether a value can have properties of its own: an object or a function. */
export const isObjectLike = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function";

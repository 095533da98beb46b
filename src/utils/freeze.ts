const freezeInside = (value: unknown, seen: Set<object>): void => {
  if (typeof value !== "object" || value === null || value instanceof Date || seen.has(value)) {
    return;
  }
  seen.add(value);
  Object.freeze(value);
  for (const inner of Object.values(value)) {
    freezeInside(inner, seen);
  }
};

/** Freezes a value and everything it holds. Dates and functions are left as they are. */
export const deepFreeze = <T>(value: T): T => {
  freezeInside(value, new Set());
  return value;
};

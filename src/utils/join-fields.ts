/**
 * The fields of both, the second's where they share a name. The same as spreading both into a literal, which takes the runtime
 * microseconds when many fields are new; only a field named `__proto__` has to be spread, to stay a field.
 */
export const joinFields = <First extends object, Second extends object>(
  first: First,
  second: Second,
): Omit<First, keyof Second> & Second =>
  Object.hasOwn(first, "__proto__") || Object.hasOwn(second, "__proto__")
    ? { ...first, ...second }
    : Object.assign({}, first, second);

const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  // The second test also knows a plain object of another realm (worker, vm).
  return prototype === null || (typeof prototype === "object" && Object.getPrototypeOf(prototype) === null);
};

/** `undefined` stands for "not plain data". */
const copyValue = (value: unknown, ancestors: readonly object[]): unknown => {
  if (value === null || ["boolean", "number", "string"].includes(typeof value)) {
    return value;
  }
  if (typeof value !== "object" || ancestors.includes(value)) {
    return undefined;
  }
  const path = [...ancestors, value];
  if (Array.isArray(value)) {
    // A place in a list keeps its number, as in JSON.
    return Object.freeze(value.map((item: unknown) => copyValue(item, path) ?? null));
  }
  return isPlainObject(value) ? copyFields(value, path) : undefined;
};

const copyFields = (source: object, path: readonly object[]): Readonly<Record<string, unknown>> =>
  // fromEntries defines fields and never calls a setter, so a field named __proto__ stays a field.
  Object.freeze(
    Object.fromEntries(
      Object.entries(source)
        .map(([name, value]): [string, unknown] => [name, copyValue(value, path)])
        .filter(([, value]) => value !== undefined),
    ),
  );

/**
 * A deep, deeply frozen copy of what an object holds as plain data: booleans, numbers, strings, null, lists and plain
 * objects of these. Everything else (functions, dates, class instances, references back to a parent) is left out, since it
 * could neither be frozen nor written to disk.
 * @param source - copied by its own enumerable string keys; may be of a class itself
 */
export const copyPlainFields = (source: object): Readonly<Record<string, unknown>> =>
  copyFields(source, [source]);

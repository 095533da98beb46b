type Fields = Readonly<Record<string, unknown>>;

const isPlainObject = (value: object): value is Fields => {
  const prototype: unknown = Object.getPrototypeOf(value);
  // The second test also knows a plain object of another realm (worker, vm).
  return prototype === null || (typeof prototype === "object" && Object.getPrototypeOf(prototype) === null);
};

/** `undefined` stands for "not plain data". */
const copyValue = (value: unknown, ancestors: readonly object[]): unknown => {
  const kind = typeof value;
  if (kind === "number" || kind === "string" || kind === "boolean" || value === null) {
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
  return isPlainObject(value) ? Object.freeze(copyFields(value, path)) : undefined;
};

const copyFields = (source: Fields, path: readonly object[]): Record<string, unknown> => {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(source)) {
    const value = copyValue(source[name], path);
    if (value === undefined) {
      continue;
    }
    if (name === "__proto__") {
      // Defined, for a setter would make it something else than a field.
      Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
    } else {
      copy[name] = value;
    }
  }
  return copy;
};

/**
 * A deep copy of what an object holds as plain data: booleans, numbers, strings, null, lists and plain objects of these, the
 * last two deeply frozen. Everything else (functions, dates, class instances, references back to a parent) is left out, since it
 * could neither be frozen nor written to disk.
 * @param source - copied by its own enumerable string keys; may be of a class itself
 */
export const copyPlainFields = (source: Fields): Record<string, unknown> => copyFields(source, [source]);

import { isObject } from "../../utils/object-like";

const REQUIRED_FIELDS = ["key", "label", "format", "isVisible"] as const;
const TEXT_FIELDS = ["key", "label"] as const;
const FUNCTION_FIELDS = ["format", "isVisible"] as const;

const isNonBlank = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

const showText = (value: unknown): string => (typeof value === "string" ? `"${value}"` : typeof value);

const findColumnProblems = (place: string, column: object): string[] => {
  const missing = REQUIRED_FIELDS.filter((field) => !(field in column)).map(
    (field) => `${place}: Missing required field "${field}"`,
  );
  const texts = TEXT_FIELDS.map((field): [string, unknown] => [field, Reflect.get(column, field)])
    .filter(([, value]) => !isNonBlank(value))
    .map(([field, value]) => `${place}.${field} must be a non-empty string, got ${showText(value)}`);
  const functions = FUNCTION_FIELDS.map((field): [string, unknown] => [field, Reflect.get(column, field)])
    .filter(([, value]) => typeof value !== "function")
    .map(([field, value]) => `${place}.${field} must be a function, got "${typeof value}"`);
  return [...missing, ...texts, ...functions];
};

const findDuplicates = (name: string, columns: readonly unknown[]): string[] => {
  const places = new Map<string, number[]>();
  columns.forEach((column, index) => {
    const key: unknown = isObject(column) ? Reflect.get(column, "key") : undefined;
    if (isNonBlank(key)) {
      places.set(key, [...(places.get(key) ?? []), index]);
    }
  });
  return [...places]
    .filter(([, indexes]) => indexes.length > 1)
    .map(([key, indexes]) => `${name}: Duplicate key "${key}" at indexes ${indexes.join(", ")}`);
};

const findCollectionProblems = (name: string, columns: unknown): string[] => {
  if (!Array.isArray(columns)) {
    return [`${name} is not an array, got ${typeof columns}`];
  }
  // A hole in a list is visited like any other place.
  const entries = Array.from<unknown>(columns);
  const problems = entries.flatMap((column, index) => {
    const place = `${name}[${index}]`;
    return isObject(column)
      ? findColumnProblems(place, column)
      : [`${place}: Column must be an object, got ${typeof column}`];
  });
  return [...problems, ...findDuplicates(name, entries)];
};

/**
 * Checks the columns of all tables.
 * @param columns - lists of columns by the name of their table; may come from untyped code
 * @returns every problem found, in the order of the tables; empty when they are sound
 */
export const findColumnsProblems = (columns: object): string[] =>
  Object.entries(columns).flatMap(([name, collection]: [string, unknown]) =>
    findCollectionProblems(name, collection),
  );

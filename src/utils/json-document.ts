import { describeValue } from "./describe-value";

/** JSON would leave these out, or turn them into `null`. */
const isLost = (value: unknown): boolean =>
  value === undefined ||
  typeof value === "function" ||
  typeof value === "symbol" ||
  (typeof value === "number" && !Number.isFinite(value));

const refuseLost = (key: string, value: unknown): unknown => {
  if (isLost(value)) {
    throw new TypeError(
      `${key === "" ? "the document" : key} is ${describeValue(value)}, which JSON cannot keep`,
    );
  }
  return value;
};

/** Below this depth JSON itself has to look, which also notices cycles. */
const DEEPEST_LOOK = 16;

/** Whether a value is plain data of which JSON loses nothing. Says no when in doubt. */
const isKept = (value: unknown, depth = 0): boolean => {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      return value === null || (depth < DEEPEST_LOOK && areFieldsKept(value, depth + 1));
    default:
      return false;
  }
};

const areFieldsKept = (value: object, depth: number): boolean => {
  if ("toJSON" in value) {
    return false;
  }
  // The holes of an array would be passed over as if there were nothing.
  const fields: readonly unknown[] = Array.isArray(value) ? Array.from<unknown>(value) : Object.values(value);
  return fields.every((field) => isKept(field, depth));
};

/**
 * The JSON text of a document, without spaces.
 * @throws TypeError for what JSON would lose: `undefined`, functions, symbols and non-finite numbers at any depth, big
 * integers and cycles
 */
export const stringifyDocument = (document: unknown): string =>
  // Asking about each field from inside of JSON takes several times as long as looking first.
  isKept(document) ? JSON.stringify(document) : JSON.stringify(document, refuseLost);

/**
 * A document as a store gives it back: a copy that shares nothing with the original.
 * @throws TypeError as `stringifyDocument`
 */
export const copyDocument = (document: unknown): unknown => JSON.parse(stringifyDocument(document));

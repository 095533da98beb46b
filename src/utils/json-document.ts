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

/**
 * The JSON text of a document, without spaces.
 * @throws TypeError for what JSON would lose: `undefined`, functions, symbols and non-finite numbers at any depth, big
 * integers and cycles
 */
export const stringifyDocument = (document: unknown): string => JSON.stringify(document, refuseLost);

/**
 * A document as a store gives it back: a copy that shares nothing with the original.
 * @throws TypeError as `stringifyDocument`
 */
export const copyDocument = (document: unknown): unknown => JSON.parse(stringifyDocument(document));

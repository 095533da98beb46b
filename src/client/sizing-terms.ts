import { SizingError } from "../errors/SizingError";
import type {
  ISizingLimits,
  ISizingSchema,
  ISizingSchemaBase,
  ISizingTerms,
  SizingMethod,
  SizingName,
  SizingRule,
} from "../interfaces/Sizing.interface";
import { findUnknownSizingField, SIZING_CALLBACKS } from "../math/sizing-fields";
import type { SizingNumber } from "../math/sizing-ranges";
import { isSizingNumber, SIZING_RANGES } from "../math/sizing-ranges";
import { describeInput } from "../utils/describe-input";
import { describeValue } from "../utils/describe-value";
import { findUnknownCallback } from "../utils/known-names";
import { readField } from "../utils/read-field";

/** A quarter of Kelly: most of the growth of the full stake with a small part of its swings. */
const DEFAULT_KELLY_MULTIPLIER = 0.25;

/** Two average true ranges: a usual distance between entry and stop. */
const DEFAULT_ATR_MULTIPLIER = 2;

/** Schemas of all methods in one, whatever the method. */
interface AnySchema extends Omit<ISizingSchemaBase, "sizingName" | "note"> {
  readonly method: SizingMethod;
  readonly riskPercentage?: number | undefined;
  readonly kellyMultiplier?: number | undefined;
  readonly atrMultiplier?: number | undefined;
}

const createProblem = (sizingName: SizingName, problem: string, cause?: unknown): SizingError =>
  new SizingError("SIZING_SCHEMA_INVALID", `${problem} (sizingName=${sizingName})`, { cause });

/** Each field is read once, so that what is checked is what is used. */
const readSchema = (sizingName: SizingName, schema: AnySchema): AnySchema => {
  const read = <K extends keyof AnySchema>(field: K): AnySchema[K] =>
    readField(schema, field, (reason, cause) =>
      createProblem(sizingName, `${field} of the schema ${reason}`, cause),
    );
  return {
    method: read("method"),
    riskPercentage: read("riskPercentage"),
    kellyMultiplier: read("kellyMultiplier"),
    atrMultiplier: read("atrMultiplier"),
    maxPositionPercentage: read("maxPositionPercentage"),
    minPositionSize: read("minPositionSize"),
    maxPositionSize: read("maxPositionSize"),
    callbacks: read("callbacks"),
  };
};

const requireNumber = (sizingName: SizingName, field: SizingNumber, value: number | undefined): number => {
  if (!isSizingNumber(field, value)) {
    const problem = `${field} of the schema must be ${SIZING_RANGES[field].rule}, got ${field}=${describeInput(value)}`;
    throw createProblem(sizingName, problem);
  }
  return value;
};

const readRule = (sizingName: SizingName, schema: AnySchema): SizingRule => {
  const { method, riskPercentage } = schema;
  const { kellyMultiplier = DEFAULT_KELLY_MULTIPLIER, atrMultiplier = DEFAULT_ATR_MULTIPLIER } = schema;
  switch (method) {
    case "fixed-percentage":
      return { method, riskPercentage: requireNumber(sizingName, "riskPercentage", riskPercentage) };
    case "kelly-criterion":
      return { method, kellyMultiplier: requireNumber(sizingName, "kellyMultiplier", kellyMultiplier) };
    case "atr-based":
      return {
        method,
        riskPercentage: requireNumber(sizingName, "riskPercentage", riskPercentage),
        atrMultiplier: requireNumber(sizingName, "atrMultiplier", atrMultiplier),
      };
    default:
      throw new SizingError(
        "SIZING_METHOD_UNKNOWN",
        `ClientSizing calculate: unknown method ${describeValue(method)} (sizingName=${sizingName})`,
      );
  }
};

/** Of what is no function, or has a name nobody calls, nobody could be told; callbacks may need their `this`. */
const readCallback = (sizingName: SizingName, { callbacks }: AnySchema): ISizingTerms["onCalculate"] => {
  if (callbacks === undefined || callbacks === null) {
    return undefined;
  }
  if (typeof callbacks !== "object") {
    const problem = `callbacks of the schema must be an object of functions, got ${describeInput(callbacks)}`;
    throw createProblem(sizingName, problem);
  }
  const onCalculate: unknown = readField(callbacks, "onCalculate", (reason, cause) =>
    createProblem(sizingName, `callbacks.onCalculate of the schema ${reason}`, cause),
  );
  const isMissing = onCalculate === undefined || onCalculate === null;
  if (!isMissing && typeof onCalculate !== "function") {
    const problem = `callbacks.onCalculate of the schema must be a function, got ${describeInput(onCalculate)}`;
    throw createProblem(sizingName, problem);
  }
  const unknown = findUnknownCallback(callbacks, SIZING_CALLBACKS);
  if (unknown !== undefined) {
    throw createProblem(sizingName, `unknown callbacks.${unknown.name} of the schema: ${unknown.rule}`);
  }
  return isMissing
    ? undefined
    : (quantity, params): unknown => Reflect.apply(onCalculate, callbacks, [quantity, params]);
};

/** The numbers of other methods keep their rules, for the method may change again. */
const checkOtherNumbers = (sizingName: SizingName, schema: AnySchema): void => {
  for (const field of ["riskPercentage", "kellyMultiplier", "atrMultiplier"] as const) {
    if (schema[field] !== undefined) {
      requireNumber(sizingName, field, schema[field]);
    }
  }
};

const checkNames = (sizingName: SizingName, schema: ISizingSchema): void => {
  const unknown = findUnknownSizingField(schema);
  if (unknown !== undefined) {
    throw createProblem(sizingName, `unknown field ${unknown.name} of the schema: ${unknown.rule}`);
  }
};

const readLimits = (sizingName: SizingName, schema: AnySchema): ISizingLimits => {
  const { maxPositionPercentage, minPositionSize, maxPositionSize } = schema;
  const read = (field: SizingNumber, value: number | undefined): number | undefined =>
    value === undefined ? undefined : requireNumber(sizingName, field, value);
  return {
    maxPositionPercentage: read("maxPositionPercentage", maxPositionPercentage),
    minPositionSize: read("minPositionSize", minPositionSize),
    maxPositionSize: read("maxPositionSize", maxPositionSize),
  };
};

/**
 * What a schema says now, defaults filled in and checked again, as at its registration: schemas are kept by reference, so anybody
 * may have changed one since.
 * @param sizingName - the name it is registered under
 * @param schema - each of its fields is read once; one that cannot be read breaks its rule
 * @throws SizingError `SIZING_METHOD_UNKNOWN`; `SIZING_SCHEMA_INVALID` for the first field that breaks its rule
 */
export const readSizingTerms = (sizingName: SizingName, schema: ISizingSchema): ISizingTerms => {
  const read = readSchema(sizingName, schema);
  const terms = {
    rule: readRule(sizingName, read),
    limits: readLimits(sizingName, read),
    onCalculate: readCallback(sizingName, read),
  };
  checkOtherNumbers(sizingName, read);
  checkNames(sizingName, schema);
  return terms;
};

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
import type { SizingNumber } from "../math/sizing-ranges";
import { isSizingNumber, SIZING_RANGES } from "../math/sizing-ranges";
import { describeInput } from "../utils/describe-input";
import { describeValue } from "../utils/describe-value";

/** A quarter of Kelly: most of the growth of the full stake with a small part of its swings. */
const DEFAULT_KELLY_MULTIPLIER = 0.25;

/** Two average true ranges: a usual distance between entry and stop. */
const DEFAULT_ATR_MULTIPLIER = 2;

/** Schemas of all methods in one, so that each field is read once, whatever the method. */
interface AnySchema extends ISizingSchemaBase {
  readonly method: SizingMethod;
  readonly riskPercentage?: number | undefined;
  readonly kellyMultiplier?: number | undefined;
  readonly atrMultiplier?: number | undefined;
}

const requireNumber = (sizingName: SizingName, field: SizingNumber, value: number | undefined): number => {
  if (!isSizingNumber(field, value)) {
    throw new SizingError(
      "SIZING_SCHEMA_INVALID",
      `${field} of the schema must be ${SIZING_RANGES[field].rule}, got ${field}=${describeInput(value)} (sizingName=${sizingName})`,
    );
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

/** Of what is no function nobody could be told; callbacks may need their `this`. */
const readCallback = (sizingName: SizingName, { callbacks }: AnySchema): ISizingTerms["onCalculate"] => {
  const onCalculate: unknown = callbacks?.onCalculate;
  if (onCalculate === undefined || onCalculate === null) {
    return undefined;
  }
  if (typeof onCalculate !== "function") {
    throw new SizingError(
      "SIZING_SCHEMA_INVALID",
      `callbacks.onCalculate of the schema must be a function, got ${describeInput(onCalculate)} (sizingName=${sizingName})`,
    );
  }
  return (quantity, params): unknown => Reflect.apply(onCalculate, callbacks, [quantity, params]);
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
 * What a schema says now, defaults filled in and checked again: schemas are kept by reference, so anybody may have changed one
 * since its registration.
 * @param sizingName - the name it is registered under
 * @param schema - each of its fields is read once
 * @throws SizingError `SIZING_METHOD_UNKNOWN`; `SIZING_SCHEMA_INVALID` for the first field that breaks its rule
 */
export const readSizingTerms = (sizingName: SizingName, schema: ISizingSchema): ISizingTerms => ({
  rule: readRule(sizingName, schema),
  limits: readLimits(sizingName, schema),
  onCalculate: readCallback(sizingName, schema),
});

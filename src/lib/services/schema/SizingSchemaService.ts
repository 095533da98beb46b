import * as z from "zod";
import type { ISizingCallbacks, ISizingSchema, SizingMethod } from "../../../interfaces/Sizing.interface";
import type { SizingNumber } from "../../../math/sizing-ranges";
import { isSizingNumber, SIZING_RANGES } from "../../../math/sizing-ranges";
import { describeInput } from "../../../utils/describe-input";
import { createCallbacksField, createNoteField } from "./schema-fields";
import { SchemaRegistry } from "./SchemaRegistry";

const CALLBACKS = ["onCalculate"] as const satisfies readonly (keyof ISizingCallbacks)[];

const METHODS = [
  "fixed-percentage",
  "kelly-criterion",
  "atr-based",
] as const satisfies readonly SizingMethod[];

const createNumberField = (
  field: SizingNumber,
  label: string,
  describeMissing: (problem: string) => string = (problem) => problem,
): z.ZodType =>
  z.custom((value) => isSizingNumber(field, value), {
    error: ({ input }) => {
      const problem = `invalid ${field} for ${label}: it must be ${SIZING_RANGES[field].rule}, got ${describeInput(input)}`;
      return typeof input === "number" ? problem : describeMissing(problem);
    },
  });

/** Nothing is the default here: how much to risk is for the user to say. */
const createRiskField = (method: SizingMethod, label: string): z.ZodType =>
  createNumberField("riskPercentage", label, () => `missing riskPercentage for ${method} sizing (${label})`);

const createLimitFields = (label: string) => ({
  maxPositionPercentage: createNumberField("maxPositionPercentage", label).optional(),
  minPositionSize: createNumberField("minPositionSize", label).optional(),
  maxPositionSize: createNumberField("maxPositionSize", label).optional(),
  note: createNoteField(label),
  callbacks: createCallbacksField(CALLBACKS, label),
});

const describeMethodProblem = (schema: unknown, label: string): string => {
  const method: unknown = Reflect.get(Object(schema), "method");
  return typeof method === "string"
    ? `unknown method for ${label} method=${method}: it must be one of ${METHODS.join(", ")}`
    : `missing method for ${label}`;
};

const createSizingShape = (label: string): z.ZodType => {
  const limits = createLimitFields(label);
  return z.discriminatedUnion(
    "method",
    [
      z.object({
        method: z.literal("fixed-percentage"),
        riskPercentage: createRiskField("fixed-percentage", label),
        ...limits,
      }),
      z.object({
        method: z.literal("kelly-criterion"),
        kellyMultiplier: createNumberField("kellyMultiplier", label).optional(),
        ...limits,
      }),
      z.object({
        method: z.literal("atr-based"),
        riskPercentage: createRiskField("atr-based", label),
        atrMultiplier: createNumberField("atrMultiplier", label).optional(),
        ...limits,
      }),
    ],
    { error: ({ input }) => describeMethodProblem(input, label) },
  );
};

/** The sizings that `addSizing` has stored. */
export class SizingSchemaService extends SchemaRegistry<ISizingSchema> {
  public constructor() {
    super({ kind: "sizing", nameField: "sizingName", createShape: createSizingShape });
  }
}

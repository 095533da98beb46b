import * as z from "zod/mini";
import type { ISizingSchema, SizingMethod } from "../../../interfaces/Sizing.interface";
import { findUnknownSizingField, SIZING_CALLBACKS } from "../../../math/sizing-fields";
import type { SizingNumber } from "../../../math/sizing-ranges";
import { isSizingNumber, SIZING_RANGES } from "../../../math/sizing-ranges";
import { describeInput } from "../../../utils/describe-input";
import { createKnownCallbacksField, createNoteField } from "./schema-fields";
import { SchemaRegistry, type SchemaShape } from "./SchemaRegistry";
import { isObject } from "../../../utils/object-like";

const METHODS = [
  "fixed-percentage",
  "kelly-criterion",
  "atr-based",
] as const satisfies readonly SizingMethod[];

const createNumberField = (
  field: SizingNumber,
  label: string,
  describeMissing: (problem: string) => string = (problem) => problem,
): z.ZodMiniType =>
  z.custom((value) => isSizingNumber(field, value), {
    error: ({ input }) => {
      const problem = `invalid ${field} for ${label}: it must be ${SIZING_RANGES[field].rule}, got ${describeInput(input)}`;
      return typeof input === "number" ? problem : describeMissing(problem);
    },
  });

/** Nothing is the default here: how much to risk is for the user to say. */
const createRiskField = (method: SizingMethod, label: string): z.ZodMiniType =>
  createNumberField("riskPercentage", label, () => `missing riskPercentage for ${method} sizing (${label})`);

/** Schemas of all methods share their fields, so that one can be turned into another; a number counts where it stands. */
const createCommonFields = (label: string) => ({
  riskPercentage: z.optional(createNumberField("riskPercentage", label)),
  kellyMultiplier: z.optional(createNumberField("kellyMultiplier", label)),
  atrMultiplier: z.optional(createNumberField("atrMultiplier", label)),
  maxPositionPercentage: z.optional(createNumberField("maxPositionPercentage", label)),
  minPositionSize: z.optional(createNumberField("minPositionSize", label)),
  maxPositionSize: z.optional(createNumberField("maxPositionSize", label)),
  note: createNoteField(label),
  callbacks: createKnownCallbacksField(SIZING_CALLBACKS, label),
});

const describeMethodProblem = (schema: unknown, label: string): string => {
  const method: unknown = Reflect.get(Object(schema), "method");
  return typeof method === "string"
    ? `unknown method for ${label} method=${method}: it must be one of ${METHODS.join(", ")}`
    : `missing method for ${label}`;
};

const createValueShape = (label: string): z.ZodMiniType => {
  const fields = createCommonFields(label);
  return z.discriminatedUnion(
    "method",
    [
      z.looseObject({
        method: z.literal("fixed-percentage"),
        ...fields,
        riskPercentage: createRiskField("fixed-percentage", label),
      }),
      z.looseObject({ method: z.literal("kelly-criterion"), ...fields }),
      z.looseObject({
        method: z.literal("atr-based"),
        ...fields,
        riskPercentage: createRiskField("atr-based", label),
      }),
    ],
    { error: ({ input }) => describeMethodProblem(input, label) },
  );
};

/** The names are looked for in the schema itself, and not in what its values were copied to: it may be an instance of a class. */
const createNameShape = (label: string): z.ZodMiniType =>
  z.custom().check(
    z.superRefine((schema: unknown, context) => {
      const unknown = isObject(schema) ? findUnknownSizingField(schema) : undefined;
      if (unknown !== undefined) {
        const message = `unknown field ${unknown.name} for ${label}: ${unknown.rule}`;
        context.addIssue({ code: "custom", message });
      }
    }),
  );

const createSizingShape = (label: string): SchemaShape => {
  const [values, names] = [createValueShape(label), createNameShape(label)];
  return {
    safeParse: (schema) => {
      const checked = values.safeParse(schema);
      return checked.success ? names.safeParse(schema) : checked;
    },
  };
};

/** The sizings that `addSizing` has stored. */
export class SizingSchemaService extends SchemaRegistry<ISizingSchema> {
  public constructor() {
    super({ kind: "sizing", nameField: "sizingName", createShape: createSizingShape });
  }
}

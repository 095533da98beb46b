import * as z from "zod";
import type {
  ISizingCallbacks,
  ISizingSchema,
  ISizingSchemaATR,
  ISizingSchemaFixedPercentage,
  ISizingSchemaKelly,
  SizingMethod,
} from "../../../interfaces/Sizing.interface";
import type { SizingNumber } from "../../../math/sizing-ranges";
import { isSizingNumber, SIZING_RANGES } from "../../../math/sizing-ranges";
import { describeInput } from "../../../utils/describe-input";
import { createKnownCallbacksField, createNoteField } from "./schema-fields";
import { SchemaRegistry } from "./SchemaRegistry";

type SizingField = keyof ISizingSchemaFixedPercentage | keyof ISizingSchemaKelly | keyof ISizingSchemaATR;

const CALLBACKS = ["onCalculate"] as const satisfies readonly (keyof ISizingCallbacks)[];

const METHODS = [
  "fixed-percentage",
  "kelly-criterion",
  "atr-based",
] as const satisfies readonly SizingMethod[];

/** Those of all methods. Written as an object, so that the compiler misses a field that is not here. */
const FIELDS: Readonly<Record<SizingField, true>> = {
  sizingName: true,
  method: true,
  riskPercentage: true,
  kellyMultiplier: true,
  atrMultiplier: true,
  maxPositionPercentage: true,
  minPositionSize: true,
  maxPositionSize: true,
  note: true,
  callbacks: true,
};

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

/** Schemas of all methods share their fields, so that one can be turned into another; a number counts where it stands. */
const createCommonFields = (label: string) => ({
  riskPercentage: createNumberField("riskPercentage", label).optional(),
  kellyMultiplier: createNumberField("kellyMultiplier", label).optional(),
  atrMultiplier: createNumberField("atrMultiplier", label).optional(),
  maxPositionPercentage: createNumberField("maxPositionPercentage", label).optional(),
  minPositionSize: createNumberField("minPositionSize", label).optional(),
  maxPositionSize: createNumberField("maxPositionSize", label).optional(),
  note: createNoteField(label),
  callbacks: createKnownCallbacksField(CALLBACKS, label),
});

/** A misspelt limit would be no limit. */
const describeStranger = (schema: object, label: string): string | undefined => {
  const stranger = Object.keys(schema).find((field) => !Object.hasOwn(FIELDS, field));
  return stranger === undefined
    ? undefined
    : `unknown field ${stranger} for ${label}: it must be one of ${Object.keys(FIELDS).join(", ")}`;
};

const describeMethodProblem = (schema: unknown, label: string): string => {
  const method: unknown = Reflect.get(Object(schema), "method");
  return typeof method === "string"
    ? `unknown method for ${label} method=${method}: it must be one of ${METHODS.join(", ")}`
    : `missing method for ${label}`;
};

const createSizingShape = (label: string): z.ZodType => {
  const fields = createCommonFields(label);
  return z
    .discriminatedUnion(
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
    )
    .superRefine((schema, context) => {
      const message = describeStranger(schema, label);
      if (message !== undefined) {
        context.addIssue({ code: "custom", message });
      }
    });
};

/** The sizings that `addSizing` has stored. */
export class SizingSchemaService extends SchemaRegistry<ISizingSchema> {
  public constructor() {
    super({ kind: "sizing", nameField: "sizingName", createShape: createSizingShape });
  }
}

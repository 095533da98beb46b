import * as z from "zod/mini";
import type { IRiskCallbacks, IRiskSchema } from "../../../interfaces/Risk.interface";
import { onFirstUse } from "../../../utils/on-first-use";
import { createCallbacksField, createNoteField, isFunction } from "./schema-fields";
import { SchemaRegistry } from "./SchemaRegistry";

const CALLBACKS = ["onRejected", "onAllowed"] as const satisfies readonly (keyof IRiskCallbacks)[];

const getRuleSchema = onFirstUse(() =>
  z.object(
    {
      validate: z.custom(isFunction, { error: ".validate must be a function" }),
      note: z.nullish(z.string({ error: ".note must be a text" })),
    },
    { error: " must be a function or an object with a validate function" },
  ),
);

/** What is wrong with one entry of `validations`, if anything. */
const findRuleProblem = (entry: unknown): string | undefined =>
  isFunction(entry) ? undefined : getRuleSchema().safeParse(entry).error?.issues[0]?.message;

const createValidationsField = (label: string): z.ZodMiniType =>
  z.nullish(
    z.array(z.unknown(), { error: `validations is not an array for ${label}` }).check(
      z.superRefine((entries, context) => {
        for (const [index, entry] of entries.entries()) {
          const problem = findRuleProblem(entry);
          if (problem !== undefined) {
            const message = `invalid validations for ${label}: validations[${index}]${problem}`;
            context.addIssue({ code: "custom", message });
          }
        }
      }),
    ),
  );

const createRiskShape = (label: string): z.ZodMiniType =>
  z.object({
    validations: createValidationsField(label),
    note: createNoteField(label),
    callbacks: createCallbacksField(CALLBACKS, label),
  });

/** The risk profiles that `addRisk` has stored. */
export class RiskSchemaService extends SchemaRegistry<IRiskSchema> {
  public constructor() {
    super({ kind: "risk", nameField: "riskName", createShape: createRiskShape });
  }
}

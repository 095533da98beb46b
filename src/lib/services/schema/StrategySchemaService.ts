import * as z from "zod/mini";
import type { IStrategyCallbacks, IStrategySchema } from "../../../interfaces/Strategy.interface";
import { SIGNAL_INTERVALS } from "../../../math/interval";
import { describeValue } from "../../../utils/describe-value";
import {
  createCallbacksField,
  createFunctionField,
  createIntervalField,
  createNoteField,
} from "./schema-fields";
import { SchemaRegistry } from "./SchemaRegistry";

const CALLBACKS = [
  "onTick",
  "onOpen",
  "onActive",
  "onIdle",
  "onClose",
  "onSchedule",
  "onCancel",
  "onWrite",
  "onPartialProfit",
  "onPartialLoss",
] as const satisfies readonly (keyof IStrategyCallbacks)[];

const isName = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

const listEntries = (entries: readonly unknown[]): string => entries.map(describeValue).join(",");

const createRiskListField = (label: string): z.ZodMiniType =>
  z.nullish(
    z
      .array(z.unknown(), {
        error: (issue) => `invalid riskList for ${label} system=${describeValue(issue.input)}`,
      })
      .check(
        z.superRefine((entries, context) => {
          if (new Set(entries).size !== entries.length) {
            const message = `found duplicate riskList for ${label} riskList=[${listEntries(entries)}]`;
            context.addIssue({ code: "custom", message });
          }
          if (!entries.every(isName)) {
            const message = `invalid riskList for ${label} riskList=[${listEntries(entries)}]`;
            context.addIssue({ code: "custom", message });
          }
        }),
      ),
  );

const createStrategyShape = (label: string): z.ZodMiniType =>
  z.object({
    riskName: z.nullish(z.custom(isName, { error: "invalid riskName" })),
    riskList: createRiskListField(label),
    interval: createIntervalField(SIGNAL_INTERVALS, label),
    getSignal: createFunctionField("getSignal", label),
    note: createNoteField(label),
    callbacks: createCallbacksField(CALLBACKS, label),
  });

/** The strategies that `addStrategy` has stored. */
export class StrategySchemaService extends SchemaRegistry<IStrategySchema> {
  public constructor() {
    super({ kind: "strategy", nameField: "strategyName", createShape: createStrategyShape });
  }
}

import * as z from "zod/mini";
import type { WalkerMetric } from "../../../contract/Walker.contract";
import type { IWalkerCallbacks, IWalkerSchema } from "../../../interfaces/Walker.interface";
import { createCallbacksField, createNoteField } from "./schema-fields";
import { SchemaRegistry } from "./SchemaRegistry";

const CALLBACKS = [
  "onStrategyStart",
  "onStrategyComplete",
  "onStrategyError",
  "onComplete",
] as const satisfies readonly (keyof IWalkerCallbacks)[];

const METRICS = [
  "sharpeRatio",
  "annualizedSharpeRatio",
  "winRate",
  "totalPnl",
  "certaintyRatio",
  "avgPnl",
  "expectedYearlyReturns",
] as const satisfies readonly WalkerMetric[];

const createNameField = (field: string, label: string): z.ZodMiniType =>
  z.string({ error: `missing ${field} for ${label}` });

const createWalkerShape = (label: string): z.ZodMiniType =>
  z.object({
    exchangeName: createNameField("exchangeName", label),
    frameName: createNameField("frameName", label),
    strategies: z
      .array(z.string({ error: `strategies must be names for ${label}` }), {
        error: `strategies must be an array for ${label}`,
      })
      .check(
        z.minLength(1, { error: `strategies array cannot be empty for ${label}` }),
        z.refine((names) => new Set(names).size === names.length, {
          error: `strategies must differ from each other for ${label}`,
        }),
      ),
    metric: z.nullish(z.enum(METRICS, { error: `metric must be one of ${METRICS.join(", ")} for ${label}` })),
    note: createNoteField(label),
    callbacks: createCallbacksField(CALLBACKS, label),
  });

/** The walkers that `addWalker` has stored. */
export class WalkerSchemaService extends SchemaRegistry<IWalkerSchema> {
  public constructor() {
    super({ kind: "walker", nameField: "walkerName", createShape: createWalkerShape });
  }
}

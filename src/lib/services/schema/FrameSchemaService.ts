import * as z from "zod/mini";
import type { IFrameCallbacks, IFrameSchema } from "../../../interfaces/Frame.interface";
import { FRAME_INTERVALS } from "../../../math/interval";
import { createCallbacksField, createIntervalField, createNoteField } from "./schema-fields";
import { SchemaRegistry } from "./SchemaRegistry";

const CALLBACKS = ["onTimeframe"] as const satisfies readonly (keyof IFrameCallbacks)[];

const createDateField = (field: string, label: string): z.ZodMiniDate =>
  z.date({
    error: (issue) =>
      issue.input instanceof Date
        ? `invalid ${field} for ${label}: it is an Invalid Date`
        : `missing ${field} for ${label}`,
  });

const createFrameShape = (label: string): z.ZodMiniType =>
  z
    .object({
      interval: createIntervalField(FRAME_INTERVALS, label),
      startDate: createDateField("startDate", label),
      endDate: createDateField("endDate", label),
      note: createNoteField(label),
      callbacks: createCallbacksField(CALLBACKS, label),
    })
    .check(
      z.superRefine(({ startDate, endDate }, context) => {
        if (startDate > endDate) {
          context.addIssue({
            code: "custom",
            message: `startDate=${startDate.toISOString()} is later than endDate=${endDate.toISOString()} for ${label}`,
          });
        }
      }),
    );

/** The periods that `addFrame` has stored. */
export class FrameSchemaService extends SchemaRegistry<IFrameSchema> {
  public constructor() {
    super({ kind: "frame", nameField: "frameName", createShape: createFrameShape });
  }
}

import * as z from "zod/mini";
import type { IExchangeCallbacks, IExchangeSchema } from "../../../interfaces/Exchange.interface";
import {
  createCallbacksField,
  createDurationField,
  createFunctionField,
  createNoteField,
} from "./schema-fields";
import { SchemaRegistry } from "./SchemaRegistry";

const CALLBACKS = ["onCandleData"] as const satisfies readonly (keyof IExchangeCallbacks)[];

const createExchangeShape = (label: string): z.ZodMiniType =>
  z.object({
    getCandles: createFunctionField("getCandles", label),
    formatPrice: createFunctionField("formatPrice", label),
    formatQuantity: createFunctionField("formatQuantity", label),
    timeoutMs: createDurationField("timeoutMs", label),
    note: createNoteField(label),
    callbacks: createCallbacksField(CALLBACKS, label),
  });

/** The exchanges that `addExchange` has stored. */
export class ExchangeSchemaService extends SchemaRegistry<IExchangeSchema> {
  public constructor() {
    super({ kind: "exchange", nameField: "exchangeName", createShape: createExchangeShape });
  }
}

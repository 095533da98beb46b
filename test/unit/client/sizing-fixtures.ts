import { vi } from "vitest";
import { ClientSizing } from "../../../src/client/ClientSizing";
import type {
  ISizingCalculateParams,
  ISizingCallbacks,
  ISizingSchema,
} from "../../../src/interfaces/Sizing.interface";
import { SILENT_LOGGER } from "./risk-fixtures";

export const ACCOUNT = Object.freeze({ symbol: "BTCUSDT", accountBalance: 10_000, priceOpen: 100 });

/** A sound schema and sound params of each method. */
export const METHODS = [
  {
    schema: { sizingName: "fixed", method: "fixed-percentage", riskPercentage: 1 },
    params: { ...ACCOUNT, method: "fixed-percentage", priceStopLoss: 96 },
    size: 25,
  },
  {
    schema: { sizingName: "kelly", method: "kelly-criterion", kellyMultiplier: 0.5 },
    params: { ...ACCOUNT, method: "kelly-criterion", winRate: 0.5, winLossRatio: 2 },
    size: 12.5,
  },
  {
    schema: { sizingName: "atr", method: "atr-based", riskPercentage: 1, atrMultiplier: 4 },
    params: { ...ACCOUNT, method: "atr-based", atr: 2 },
    size: 12.5,
  },
] as const satisfies readonly { schema: ISizingSchema; params: ISizingCalculateParams; size: number }[];

/** A changed copy of a schema or of params; the changes may break it. */
export const change = <T extends object>(value: T, changes: Readonly<Record<string, unknown>>): T =>
  Object.assign({ ...value }, changes);

/** A client with recorded effects. */
export const createSizing = (schema: ISizingSchema) => {
  const warn = vi.fn<(topic: string, ...args: unknown[]) => void>();
  const reportError = vi.fn<(error: unknown) => void>();
  const logger = { ...SILENT_LOGGER, warn };
  const sizing = new ClientSizing({ sizingName: schema.sizingName, schema, logger, reportError });
  return { sizing, warn, reportError };
};

/** A client whose callback is recorded. */
export const createTold = (schema: ISizingSchema) => {
  const onCalculate = vi.fn<ISizingCallbacks["onCalculate"]>();
  return { onCalculate, ...createSizing({ ...schema, callbacks: { onCalculate } }) };
};

import type { IExchangeSchema } from "../../../../src/interfaces/Exchange.interface";
import type { IFrameSchema } from "../../../../src/interfaces/Frame.interface";
import type { IOptimizerSchema } from "../../../../src/interfaces/Optimizer.interface";
import type { IRiskSchema } from "../../../../src/interfaces/Risk.interface";
import type { ISizingSchema } from "../../../../src/interfaces/Sizing.interface";
import type { IStrategySchema } from "../../../../src/interfaces/Strategy.interface";

/** Schemas that can be registered; `changes` may break them. */
const change = <T extends object>(schema: T, changes: Readonly<Record<string, unknown>>): T =>
  Object.assign(schema, changes);

export const createExchangeSchema = (changes: Readonly<Record<string, unknown>> = {}): IExchangeSchema =>
  change(
    {
      exchangeName: "e",
      getCandles: () => Promise.resolve([]),
      formatPrice: () => Promise.resolve(""),
      formatQuantity: () => Promise.resolve(""),
    },
    changes,
  );

export const createStrategySchema = (changes: Readonly<Record<string, unknown>> = {}): IStrategySchema =>
  change({ strategyName: "s", interval: "5m" as const, getSignal: () => Promise.resolve(null) }, changes);

export const createFrameSchema = (changes: Readonly<Record<string, unknown>> = {}): IFrameSchema =>
  change(
    {
      frameName: "f",
      interval: "1d" as const,
      startDate: new Date("2024-01-01T00:00:00Z"),
      endDate: new Date("2024-01-02T00:00:00Z"),
    },
    changes,
  );

export const createRiskSchema = (changes: Readonly<Record<string, unknown>> = {}): IRiskSchema =>
  change({ riskName: "r" }, changes);

export const createSizingSchema = (changes: Readonly<Record<string, unknown>> = {}): ISizingSchema =>
  change({ sizingName: "z", method: "fixed-percentage" as const, riskPercentage: 1 }, changes);
export const createOptimizerSchema = (changes: Readonly<Record<string, unknown>> = {}): IOptimizerSchema =>
  change(
    {
      optimizerName: "o",
      rangeTrain: [
        { startDate: new Date("2024-01-01T00:00:00Z"), endDate: new Date("2024-01-02T00:00:00Z") },
      ],
      rangeTest: { startDate: new Date("2024-02-01T00:00:00Z"), endDate: new Date("2024-02-02T00:00:00Z") },
      source: [() => [{ id: 1 }]],
      getPrompt: () => "buy",
    },
    changes,
  );

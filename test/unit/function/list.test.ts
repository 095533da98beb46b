import { describe, expect, it } from "vitest";
import {
  addExchange,
  addFrame,
  addOptimizer,
  addRisk,
  addSizing,
  addStrategy,
} from "../../../src/function/add";
import {
  listExchanges,
  listFrames,
  listOptimizers,
  listRisks,
  listSizings,
  listStrategies,
} from "../../../src/function/list";
import {
  createExchangeSchema,
  createFrameSchema,
  createOptimizerSchema,
  createRiskSchema,
  createSizingSchema,
  createStrategySchema,
} from "../lib/services/schema-samples";

/** Checks one kind: empty at first, then the very objects in order, in a new array at each call. */
const checkList = async <T>(
  add: (schema: T) => void,
  list: () => Promise<T[]>,
  schemas: readonly T[],
): Promise<void> => {
  expect(await list()).toEqual([]);
  for (const schema of schemas) {
    add(schema);
  }
  const found = await list();
  expect(found).toHaveLength(schemas.length);
  expect(found.every((schema, index) => schema === schemas[index])).toBe(true);
  found.length = 0;
  expect(await list()).toHaveLength(schemas.length);
};

describe("lists of what is registered", () => {
  it("exchanges", () =>
    checkList(addExchange, listExchanges, [
      createExchangeSchema({ exchangeName: "z", note: "kept" }),
      createExchangeSchema({ exchangeName: "a" }),
    ]));

  it("strategies", () =>
    checkList(addStrategy, listStrategies, [
      createStrategySchema({ strategyName: "z", callbacks: { onTick: () => undefined } }),
      createStrategySchema({ strategyName: "a" }),
    ]));

  it("frames", () =>
    checkList(addFrame, listFrames, [
      createFrameSchema({ frameName: "z" }),
      createFrameSchema({ frameName: "a" }),
    ]));

  it("risks", () =>
    checkList(addRisk, listRisks, [
      createRiskSchema({ riskName: "z" }),
      createRiskSchema({ riskName: "a" }),
    ]));

  it("sizings", () =>
    checkList(addSizing, listSizings, [
      createSizingSchema({ sizingName: "z", note: "kept", callbacks: { onCalculate: () => undefined } }),
      createSizingSchema({ sizingName: "a" }),
    ]));

  it("optimizers", () =>
    checkList(addOptimizer, listOptimizers, [
      createOptimizerSchema({ optimizerName: "z", note: "kept", callbacks: { onData: () => undefined } }),
      createOptimizerSchema({ optimizerName: "a" }),
    ]));

  it("leave out what was refused (pitfall 142)", async () => {
    expect(() => addFrame(createFrameSchema({ frameName: "broken", interval: "9m" }))).toThrow(
      "unknown interval",
    );
    expect((await listFrames()).some((schema) => schema.frameName === "broken")).toBe(false);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addOptimizer, lib, Optimizer } from "../../../src/index";
import { createSimulatedClock, type SimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock } from "../../../src/utils/clock";
import { uniqueName } from "../../support/run";
import { createOptimizerSchema } from "../lib/services/schema-samples";

let clock: SimulatedClock;
let restoreClock: () => void;

beforeEach(() => {
  clock = createSimulatedClock({ start: 0 });
  restoreClock = setClock(clock);
});

afterEach(() => {
  restoreClock();
});

const createName = (): string => {
  const optimizerName = uniqueName("optimizer");
  addOptimizer(createOptimizerSchema({ optimizerName }));
  return optimizerName;
};

const METHODS = ["getData", "getCode", "dump"] as const;

describe("Optimizer", () => {
  it("hands everything on, also when its methods are detached", async () => {
    const optimizerName = createName();
    const service = lib.optimizerGlobalService;
    const getData = vi.spyOn(service, "getData").mockResolvedValue([]);
    const getCode = vi.spyOn(service, "getCode").mockResolvedValue("code");
    const write = vi.spyOn(service, "dump").mockResolvedValue(undefined);
    const { getData: data, getCode: code, dump } = Optimizer;
    expect(await data("BTCUSDT", { optimizerName })).toEqual([]);
    expect(await code("BTCUSDT", { optimizerName })).toBe("code");
    expect(await dump("BTCUSDT", { optimizerName }, "./out")).toBeUndefined();
    await dump("BTCUSDT", { optimizerName });
    expect(getData.mock.calls).toEqual([["BTCUSDT", optimizerName]]);
    expect(getCode.mock.calls).toEqual([["BTCUSDT", optimizerName]]);
    expect(write.mock.calls).toEqual([
      ["BTCUSDT", optimizerName, "./out"],
      ["BTCUSDT", optimizerName, undefined],
    ]);
  });

  it.each(METHODS)("%s of an unknown name rejects and says who asked", async (method) => {
    await expect(Optimizer[method]("BTCUSDT", { optimizerName: "nobody" })).rejects.toMatchObject({
      code: "NAME_UNKNOWN",
      message: `optimizer nobody not found source=OptimizerUtils.${method}`,
    });
  });

  it.each(
    METHODS.flatMap((method) =>
      [undefined, null, {}, { optimizerName: 5 }, "text"].map((context) => [method, context] as const),
    ),
  )("%s with the context %j rejects", async (method, context) => {
    const call: unknown = Reflect.apply(Optimizer[method], undefined, ["BTCUSDT", context]);
    await expect(call).rejects.toMatchObject({ code: "NAME_UNKNOWN" });
  });

  it.each(
    METHODS.flatMap((method) => [undefined, null, "", 5, {}].map((symbol) => [method, symbol] as const)),
  )("%s of the symbol %j rejects", async (method, symbol) => {
    const context = { optimizerName: createName() };
    const call: unknown = Reflect.apply(Optimizer[method], undefined, [symbol, context]);
    await expect(call).rejects.toMatchObject({
      code: "SYMBOL_INVALID",
      message: expect.stringContaining(`source=OptimizerUtils.${method}`),
    });
  });

  it.each([null, 5, {}])("a path that is %j rejects", async (path) => {
    const call: unknown = Reflect.apply(Optimizer.dump, undefined, [
      "BTCUSDT",
      { optimizerName: createName() },
      path,
    ]);
    await expect(call).rejects.toMatchObject({ code: "OPTIMIZER_DUMP_FAILED" });
  });

  it("a schema that is replaced takes effect at the next call", async () => {
    const optimizerName = createName();
    const context = { optimizerName };
    expect((await clock.runUntil(Optimizer.getData("BTCUSDT", context)))[0]?.strategy).toBe("buy");
    lib.optimizerSchemaService.override(
      optimizerName,
      createOptimizerSchema({ optimizerName, getPrompt: () => "sell" }),
    );
    expect((await clock.runUntil(Optimizer.getData("BTCUSDT", context)))[0]?.strategy).toBe("sell");
  });
});

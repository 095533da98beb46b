import { describe, expect, it } from "vitest";
import { addSizing, lib, listSizings, PositionSize } from "../../src/index";
import type {
  IPositionSizeATRParams,
  IPositionSizeFixedPercentageParams,
  IPositionSizeKellyParams,
  ISizingCalculateParams,
  ISizingCalculateParamsATR,
  ISizingCalculateParamsFixedPercentage,
  ISizingCalculateParamsKelly,
  ISizingSchema,
  ISizingSchemaATR,
  ISizingSchemaFixedPercentage,
  ISizingSchemaKelly,
} from "../../src/index";
import { flatMinutes, MINUTE, START } from "../support/market";
import { runBacktest, signalsAt, uniqueName } from "../support/run";

const fixed = (changes: Partial<ISizingSchemaFixedPercentage> = {}): ISizingSchemaFixedPercentage => ({
  sizingName: uniqueName("fixed"),
  method: "fixed-percentage",
  riskPercentage: 2,
  ...changes,
});
const kelly = (changes: Partial<ISizingSchemaKelly> = {}): ISizingSchemaKelly => ({
  sizingName: uniqueName("kelly"),
  method: "kelly-criterion",
  ...changes,
});
const atr = (changes: Partial<ISizingSchemaATR> = {}): ISizingSchemaATR => ({
  sizingName: uniqueName("atr"),
  method: "atr-based",
  riskPercentage: 1,
  ...changes,
});

const register = <T extends ISizingSchema>(schema: T): T => {
  addSizing(schema);
  return schema;
};

describe("what users have always relied on", () => {
  it("the three methods give their worked values", async () => {
    const ask = PositionSize;
    expect(await ask.fixedPercentage("BTCUSDT", 10_000, 50_000, 49_000, register(fixed()))).toBeCloseTo(
      0.2,
      12,
    );
    expect(await ask.kellyCriterion("BTCUSDT", 10_000, 100, 0.55, 1.5, register(kelly()))).toBeCloseTo(
      6.25,
      9,
    );
    expect(await ask.atrBased("BTCUSDT", 10_000, 100, 5, register(atr()))).toBeCloseTo(10, 12);
  });

  it("a sizing of another method: method mismatch", async () => {
    const { sizingName } = register(kelly());
    await expect(PositionSize.fixedPercentage("BTCUSDT", 10_000, 100, 99, { sizingName })).rejects.toThrow(
      `Sizing method mismatch: sizing "${sizingName}" is configured as "kelly-criterion" but "fixed-percentage" was requested at source=PositionSize.fixedPercentage`,
    );
  });

  it("an unknown name: not found, until it is registered", async () => {
    const schema = atr();
    const ask = (): Promise<number> => PositionSize.atrBased("BTCUSDT", 10_000, 100, 5, schema);
    await expect(ask()).rejects.toThrow(`sizing ${schema.sizingName} not found source=PositionSize.atrBased`);
    register(schema);
    expect(await ask()).toBe(10);
  });

  it.each<[string, Partial<ISizingSchemaFixedPercentage>, number]>([
    ["the minimum lifts", { minPositionSize: 300 }, 300],
    ["the share of the balance caps", { maxPositionPercentage: 50 }, 50],
    ["the maximum caps", { maxPositionSize: 7 }, 7],
    [
      "all three: the smaller cap",
      { minPositionSize: 300, maxPositionPercentage: 50, maxPositionSize: 60 },
      50,
    ],
  ])("the constraints: %s", async (_, limits, size) => {
    const context = register(fixed(limits));
    expect(await PositionSize.fixedPercentage("BTCUSDT", 10_000, 100, 99, context)).toBe(size);
  });

  it.each(["method", "riskPercentage"])(
    "a getter of %s that throws is an error with its cause",
    async (field) => {
      const failure = new Error("not today");
      const schema = fixed();
      const context = register(schema);
      Object.defineProperty(schema, field, {
        get: () => {
          throw failure;
        },
      });
      await expect(PositionSize.fixedPercentage("BTCUSDT", 10_000, 100, 99, context)).rejects.toMatchObject({
        code: "SIZING_SCHEMA_INVALID",
        message: `${field} of the schema cannot be read: not today (sizingName=${context.sizingName})`,
        cause: failure,
      });
    },
  );

  it("a Kelly multiplier of 0 gives 0", async () => {
    const context = register(kelly({ kellyMultiplier: 0 }));
    expect(await PositionSize.kellyCriterion("BTCUSDT", 10_000, 100, 0.55, 1.5, context)).toBe(0);
  });

  it("a name is given once: already exist", () => {
    const schema = register(fixed());
    expect(() => addSizing(schema)).toThrow(`sizing ${schema.sizingName} already exist`);
  });

  it("a registration that failed leaves its name free, and unknown", async () => {
    const schema = fixed();
    const { sizingName } = schema;
    expect(() => addSizing({ ...schema, riskPercentage: Number.NaN })).toThrow("riskPercentage");
    await expect(PositionSize.fixedPercentage("BTCUSDT", 10_000, 100, 99, schema)).rejects.toThrow(
      `sizing ${sizingName} not found`,
    );
    expect((await listSizings()).some((listed) => listed.sizingName === sizingName)).toBe(false);
    register(schema);
    expect(await PositionSize.fixedPercentage("BTCUSDT", 10_000, 100, 99, schema)).toBe(200);
  });

  it("onCalculate gets exactly the number that is returned, and the params with their method", async () => {
    const told: [number, ISizingCalculateParams][] = [];
    const context = register(
      kelly({ callbacks: { onCalculate: (quantity, params) => void told.push([quantity, params]) } }),
    );
    const size = await PositionSize.kellyCriterion("BTCUSDT", 10_000, 100, 0.55, 1.5, context);
    const params: IPositionSizeKellyParams = {
      symbol: "BTCUSDT",
      accountBalance: 10_000,
      priceOpen: 100,
      winRate: 0.55,
      winLossRatio: 1.5,
    };
    const asked: ISizingCalculateParamsKelly = { ...params, method: "kelly-criterion" };
    expect(told).toEqual([[size, asked]]);
  });

  it("lists hold the very objects, with note, method and callbacks", async () => {
    const schema = register(atr({ note: "kept", callbacks: { onCalculate: () => undefined } }));
    const listed = (await listSizings()).find(({ sizingName }) => sizingName === schema.sizingName);
    expect(listed).toBe(schema);
    expect(listed).toMatchObject({ note: "kept", method: "atr-based" });
    expect(listed?.callbacks?.onCalculate).toBeTypeOf("function");
  });

  it("the services on lib take params with their method", async () => {
    const account = { symbol: "BTCUSDT", accountBalance: 10_000, priceOpen: 100 };
    const stop: IPositionSizeFixedPercentageParams = { ...account, priceStopLoss: 99 };
    const byStop: ISizingCalculateParamsFixedPercentage = { ...stop, method: "fixed-percentage" };
    const range: IPositionSizeATRParams = { ...account, atr: 5 };
    const byRange: ISizingCalculateParamsATR = { ...range, method: "atr-based" };
    const schema = register(fixed());
    expect(await lib.sizingGlobalService.calculate(byStop, schema)).toBe(200);
    expect(await lib.sizingConnectionService.calculate(byStop, schema)).toBe(200);
    await expect(lib.sizingGlobalService.calculate(byRange, schema)).rejects.toThrow(
      "Params method mismatch: expected fixed-percentage, got atr-based",
    );
  });
});

describe("a sizing inside of a strategy", () => {
  it("sizes each signal where it is made, and what it throws is the strategy's own failure", async () => {
    const context = register(fixed());
    const sizes: number[] = [];
    const signal = {
      position: "long",
      priceTakeProfit: 103,
      priceStopLoss: 98,
      minuteEstimatedTime: 5,
    } as const;
    const plan = signalsAt({ 12: signal, 30: { ...signal, priceStopLoss: 95 } });
    const { yielded, errors } = await runBacktest({
      minutes: flatMinutes(60),
      to: 50,
      strategy: {
        getSignal: async (symbol, when) => {
          const wanted = await plan(symbol, when);
          if (wanted) {
            const balance = when.getTime() > START + 20 * MINUTE ? 0 : 10_000;
            sizes.push(
              await PositionSize.fixedPercentage(symbol, balance, 100, wanted.priceStopLoss, context),
            );
          }
          return wanted;
        },
      },
    });
    expect(sizes).toEqual([100]);
    expect(yielded).toHaveLength(1);
    expect(errors).toEqual([expect.objectContaining({ code: "SIZING_INPUT_INVALID" })]);
  });
});

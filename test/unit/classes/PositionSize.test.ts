import { describe, expect, it, vi } from "vitest";
import { PositionSize } from "../../../src/classes/PositionSize";
import { addSizing } from "../../../src/function/add";
import { listenError } from "../../../src/function/listen-errors";
import { setLogger } from "../../../src/function/setup";
import type { ISizingSchema } from "../../../src/interfaces/Sizing.interface";
import { lib } from "../../../src/lib/index";
import { uniqueName } from "../../support/run";
import { METHODS } from "../client/sizing-fixtures";
import { SILENT_LOGGER } from "../client/risk-fixtures";
import { createSizingSchema } from "../lib/services/schema-samples";

const [{ schema: FIXED }, { schema: KELLY }, { schema: ATR }] = METHODS;

const register = (schema: ISizingSchema): { sizingName: string } => {
  const sizingName = uniqueName("sizing");
  addSizing({ ...schema, sizingName });
  return { sizingName };
};

type Context = { sizingName: string };
const CALLS = [
  {
    name: "fixedPercentage",
    schema: FIXED,
    call: (context: Context) => PositionSize.fixedPercentage("BTCUSDT", 10_000, 100, 96, context),
    params: METHODS[0].params,
    size: 25,
  },
  {
    name: "kellyCriterion",
    schema: KELLY,
    call: (context: Context) => PositionSize.kellyCriterion("BTCUSDT", 10_000, 100, 0.5, 2, context),
    params: METHODS[1].params,
    size: 12.5,
  },
  {
    name: "atrBased",
    schema: ATR,
    call: (context: Context) => PositionSize.atrBased("BTCUSDT", 10_000, 100, 2, context),
    params: METHODS[2].params,
    size: 12.5,
  },
] as const;

describe("PositionSize", () => {
  it("is a class of static methods", () => {
    expect(PositionSize).toBeTypeOf("function");
    expect(new PositionSize()).toBeInstanceOf(PositionSize);
  });

  describe.each(CALLS)("$name", ({ name, schema, call, params, size }) => {
    const others = CALLS.filter((other) => other.name !== name);

    it("gives the size, and tells the callback the same one with all params", async () => {
      const onCalculate = vi.fn();
      const answer = call(register({ ...schema, callbacks: { onCalculate } }));
      expect(onCalculate).toHaveBeenCalledExactlyOnceWith(size, params);
      expect(await answer).toBe(size);
    });

    it("an unknown sizing is a rejection until it is registered (pitfall 148)", async () => {
      const sizingName = uniqueName("late");
      const answer = call({ sizingName });
      await expect(answer).rejects.toMatchObject({
        code: "NAME_UNKNOWN",
        message: `sizing ${sizingName} not found source=PositionSize.${name}`,
      });
      addSizing({ ...schema, sizingName });
      expect(await call({ sizingName })).toBe(size);
    });

    it("a sizing of another method is a rejection", async () => {
      for (const { schema: other } of others) {
        const context = register(other);
        await expect(call(context)).rejects.toMatchObject({
          name: "SizingError",
          code: "SIZING_METHOD_MISMATCH",
          message: `Sizing method mismatch: sizing "${context.sizingName}" is configured as "${other.method}" but "${schema.method}" was requested at source=PositionSize.${name}`,
        });
      }
    });

    it("works detached from its class", async () => {
      const detached: unknown = Reflect.get(PositionSize, name);
      const { symbol, accountBalance, priceOpen, method: _method, ...own } = params;
      const args = [symbol, accountBalance, priceOpen, ...Object.values(own), register(schema)];
      expect(detached).toBeTypeOf("function");
      expect(await Reflect.apply(PositionSize[name], undefined, args)).toBe(size);
    });

    it.each([[undefined], [null]])("%j instead of a context is a rejection", async (context) => {
      const { symbol, accountBalance, priceOpen, method: _method, ...own } = params;
      const args = [symbol, accountBalance, priceOpen, ...Object.values(own), context];
      await expect(Reflect.apply(PositionSize[name], PositionSize, args)).rejects.toThrow(
        `sizing undefined not found source=PositionSize.${name}`,
      );
    });
  });

  it("the name is read once, so that what is checked is what is used", async () => {
    const names = [register(FIXED).sizingName, register({ ...FIXED, riskPercentage: 100 }).sizingName];
    const context = {
      get sizingName(): string {
        return names.shift() ?? "";
      },
    };
    expect(await PositionSize.fixedPercentage("BTCUSDT", 10_000, 100, 96, context)).toBe(25);
    expect(names).toHaveLength(1);
  });

  it("an override counts from the next call on (pitfall 145)", async () => {
    const context = register(FIXED);
    const { sizingName } = context;
    const size = (): Promise<number> => PositionSize.fixedPercentage("BTCUSDT", 10_000, 100, 96, context);
    expect(await size()).toBe(25);
    const old = lib.sizingConnectionService.getSizing(sizingName);
    lib.sizingSchemaService.override(sizingName, createSizingSchema({ sizingName, riskPercentage: 2 }));
    expect(lib.sizingConnectionService.getSizing.has(sizingName)).toBe(false);
    expect(await size()).toBe(50);
    expect(lib.sizingConnectionService.getSizing(sizingName)).not.toBe(old);
    lib.sizingSchemaService.override(
      sizingName,
      createSizingSchema({ sizingName, method: "kelly-criterion", riskPercentage: undefined }),
    );
    await expect(size()).rejects.toMatchObject({ code: "SIZING_METHOD_MISMATCH" });
  });

  it("a logger that changes what it gets changes no size", async () => {
    const spoil = (_topic: string, ...args: unknown[]): void => {
      for (const value of args.flatMap((arg) => [arg, Reflect.get(Object(arg), "params")])) {
        if (typeof value === "object" && value !== null) {
          Object.assign(value, { accountBalance: 1e9, priceStopLoss: 99.9 });
        }
      }
    };
    setLogger({ ...SILENT_LOGGER, log: spoil, debug: spoil, info: spoil });
    const { sizingName } = register(FIXED);
    const params = { ...METHODS[0].params };
    expect(await PositionSize.fixedPercentage("BTCUSDT", 10_000, 100, 96, { sizingName })).toBe(25);
    expect(await lib.sizingGlobalService.calculate(params, { sizingName })).toBe(25);
    expect(await lib.sizingConnectionService.calculate(params, { sizingName })).toBe(25);
    setLogger(SILENT_LOGGER);
    expect(params).toEqual(METHODS[0].params);
  });

  it("leverage is warned of through the user's logger (pitfall 127)", async () => {
    const warn = vi.fn();
    setLogger({ ...SILENT_LOGGER, warn });
    const context = register(FIXED);
    await PositionSize.fixedPercentage("BTCUSDT", 10_000, 100, 99.5, context);
    setLogger(SILENT_LOGGER);
    expect(warn.mock.calls).toEqual([
      [
        "ClientSizing calculate: the position is worth more than the balance",
        { ...context, symbol: "BTCUSDT", quantity: 200, notional: 20_000, accountBalance: 10_000 },
        {},
        {},
      ],
    ]);
  });

  it("a callback that rejects later is heard by listenError (pitfall 116)", async () => {
    const heard = vi.fn();
    const stop = listenError(heard);
    const failure = new Error("later");
    const context = register({ ...FIXED, callbacks: { onCalculate: () => Promise.reject(failure) } });
    expect(await PositionSize.fixedPercentage("BTCUSDT", 10_000, 100, 96, context)).toBe(25);
    stop();
    expect(heard).toHaveBeenCalledExactlyOnceWith(failure);
  });
});

import { describe, expect, it, vi } from "vitest";
import type { ISizingCalculateParams, ISizingSchema } from "../../../src/interfaces/Sizing.interface";
import { isInsideUserCode } from "../../../src/utils/call-chain";
import { yieldToEventLoop } from "../../../src/utils/clock";
import { describeValue } from "../../../src/utils/describe-value";
import { ACCOUNT, change, createSizing, createTold, METHODS } from "./sizing-fixtures";

type Changes = Readonly<Record<string, unknown>>;

const [FIXED, KELLY, ATR] = METHODS;

const calculate = (schema: ISizingSchema, params: ISizingCalculateParams): Promise<number> =>
  createSizing(schema).sizing.calculate(params);

/** Untyped code hands in anything. */
const calculateUntyped = (schema: ISizingSchema, params: unknown): Promise<unknown> => {
  const { sizing } = createSizing(schema);
  return Promise.resolve(Reflect.apply(sizing.calculate, sizing, [params]));
};

const invalid = (message: string): unknown =>
  expect.objectContaining({ name: "SizingError", code: "SIZING_INPUT_INVALID", message });

const addUp = (value: number, count: number): number => {
  let sum = 0;
  for (let added = 0; added < count; added += 1) {
    sum += value;
  }
  return sum;
};

const BAD_NUMBERS = [0, -1, Number.NaN, Infinity, -Infinity, undefined, null, "5", 5n, {}, [5]];

describe("ClientSizing", () => {
  it.each(METHODS)("$schema.method: $size", async ({ schema, params, size }) => {
    expect(await calculate(schema, params)).toBe(size);
  });

  it("keeps nothing: a call does not depend on the one before, nor on one at the same time", async () => {
    const { sizing } = createSizing(FIXED.schema);
    const more = { ...FIXED.params, accountBalance: 20_000 };
    expect(await Promise.all([FIXED.params, more, FIXED.params].map((one) => sizing.calculate(one)))).toEqual(
      [25, 50, 25],
    );
  });

  describe("limits", () => {
    it("a minimum above both caps gives the smaller cap, never more than it (pitfall 124)", async () => {
      const schema = { ...FIXED.schema, minPositionSize: 1000, maxPositionPercentage: 10 };
      expect(await calculate(schema, FIXED.params)).toBe(10);
      expect(await calculate({ ...schema, maxPositionSize: 3 }, FIXED.params)).toBe(3);
    });

    it("no edge stays without a position, whatever the minimum (pitfall 125)", async () => {
      const schema = { ...KELLY.schema, minPositionSize: 5 };
      expect(await calculate(schema, { ...KELLY.params, winRate: 0.1, winLossRatio: 1 })).toBe(0);
    });

    it("a multiplier of 0 gives exactly 0, whatever the minimum", async () => {
      expect(await calculate({ ...KELLY.schema, kellyMultiplier: 0, minPositionSize: 5 }, KELLY.params)).toBe(
        0,
      );
    });

    it.each([{ maxPositionPercentage: 0 }, { maxPositionSize: 0 }])("%j is a limit", async (limit) => {
      expect(await calculate({ ...FIXED.schema, ...limit }, FIXED.params)).toBe(0);
    });
  });

  describe("a position worth more than the balance (pitfall 127)", () => {
    it("is warned of once, with its numbers, and given as it is", async () => {
      const { sizing, warn } = createSizing(FIXED.schema);
      expect(await sizing.calculate({ ...FIXED.params, priceStopLoss: 99.5 })).toBe(200);
      expect(warn).toHaveBeenCalledExactlyOnceWith(
        "ClientSizing calculate: the position is worth more than the balance",
        { sizingName: "fixed", symbol: "BTCUSDT", quantity: 200, notional: 20_000, accountBalance: 10_000 },
      );
    });

    it("a cap keeps a stop next to the entry from exploding the size, and nothing is warned of", async () => {
      const { sizing, warn } = createSizing({ ...FIXED.schema, maxPositionPercentage: 100 });
      expect(await sizing.calculate({ ...FIXED.params, priceStopLoss: 99.9999 })).toBe(100);
      expect(warn).not.toHaveBeenCalled();
    });

    it("one worth the whole balance is not warned of, also when rounding lifts it above", async () => {
      const { sizing, warn } = createSizing({ ...FIXED.schema, maxPositionPercentage: 100 });
      for (let priceOpen = 1.1; priceOpen < 100; priceOpen += 0.37) {
        await sizing.calculate({ ...FIXED.params, priceOpen, priceStopLoss: priceOpen * 1.0001 });
      }
      expect(warn).not.toHaveBeenCalled();
    });
  });

  it("a stop above the entry counts by its distance, for the side is not known here (pitfall 128)", async () => {
    expect(await calculate(FIXED.schema, { ...FIXED.params, priceStopLoss: 104 })).toBe(25);
  });

  describe("inputs (pitfall 126)", () => {
    const positive = [
      ...METHODS.flatMap((method) => [
        { ...method, field: "accountBalance", label: "accountBalance" },
        { ...method, field: "priceOpen", label: "priceOpen" },
      ]),
      { ...FIXED, field: "priceStopLoss", label: "priceStopLoss" },
      { ...KELLY, field: "winLossRatio", label: "winLossRatio" },
      { ...ATR, field: "atr", label: "ATR" },
    ];
    it.each(positive)(
      "$schema.method: $field must be positive and finite",
      async ({ schema, params, field, label }) => {
        for (const value of BAD_NUMBERS) {
          const text = describeValue(value);
          const given = typeof value === "string" || typeof value === "bigint" ? ` (a ${typeof value})` : "";
          const error: unknown = await calculateUntyped(schema, change(params, { [field]: value })).catch(
            (reason: unknown) => reason,
          );
          expect(error).toMatchObject({ name: "SizingError", code: "SIZING_INPUT_INVALID" });
          const message = error instanceof Error ? error.message : "";
          expect(message.startsWith(`${label} must be positive and finite, got ${field}=`)).toBe(true);
          expect(message).toContain(text);
          expect(message.endsWith(`${given} (sizingName=${schema.sizingName})`)).toBe(true);
        }
      },
    );

    it("a balance of 0 is refused: there is nothing to size", async () => {
      await expect(calculate(FIXED.schema, { ...FIXED.params, accountBalance: 0 })).rejects.toThrow(
        invalid("accountBalance must be positive and finite, got accountBalance=0 (sizingName=fixed)"),
      );
    });

    it.each([...BAD_NUMBERS, 1, 55])("a win rate of %s", async (winRate) => {
      await expect(calculateUntyped(KELLY.schema, change(KELLY.params, { winRate }))).rejects.toThrow(
        /^winRate must be between 0 and 1, both excluded, got winRate=.* \(sizingName=kelly\)$/,
      );
    });

    it("a stop at the entry", async () => {
      await expect(calculate(FIXED.schema, { ...FIXED.params, priceStopLoss: 100 })).rejects.toThrow(
        invalid(
          "Stop-loss distance cannot be zero: priceStopLoss must differ from priceOpen by more than rounding, got priceStopLoss=100 (sizingName=fixed)",
        ),
      );
    });

    it.each([
      [0.1 + 0.2, 0.3],
      [0.3, 0.1 + 0.2],
      [50_000.3, (50_000.3 * 1.1) / 1.1 + 2 ** -37],
      [addUp(0.1, 100), 10],
      [addUp(0.1, 10_000), 1000],
      [50_000, addUp(0.01, 5_000_000 / 1000) * 1000],
    ])("a stop at the entry but for rounding: %d and %d", async (priceOpen, priceStopLoss) => {
      await expect(calculate(FIXED.schema, { ...FIXED.params, priceOpen, priceStopLoss })).rejects.toThrow(
        /^Stop-loss distance cannot be zero/,
      );
    });

    it("but not one that is a little further away", async () => {
      const priceStopLoss = 100 * (1 + 2e-12);
      expect(await calculate(FIXED.schema, { ...FIXED.params, priceStopLoss })).toBeGreaterThan(0);
    });

    it.each([[Number.MIN_VALUE], [1e-300], [5e-14], [1e-10]])(
      "an ATR of %d at a price of 100",
      async (atr) => {
        await expect(calculate(ATR.schema, { ...ATR.params, atr })).rejects.toThrow(
          invalid(`ATR must be more than the rounding of priceOpen (100), got atr=${atr} (sizingName=atr)`),
        );
      },
    );

    it("but not one that is a little more than rounding", async () => {
      expect(await calculate(ATR.schema, { ...ATR.params, atr: 1.25e-10 })).toBe(2e11);
    });

    it.each([[1e-17], [Number.MIN_VALUE], [4.9e-11]])(
      "an ATR of 2 at a price of 100, times a multiplier of %d",
      async (atrMultiplier) => {
        await expect(calculate({ ...ATR.schema, atrMultiplier }, ATR.params)).rejects.toThrow(
          invalid(
            `ATR times atrMultiplier (${atrMultiplier}) must be more than the rounding of priceOpen (100), got atr=2 (sizingName=atr)`,
          ),
        );
      },
    );

    it("an ATR that is rounding stays so, whatever it is multiplied by", async () => {
      await expect(
        calculate({ ...ATR.schema, atrMultiplier: 1e10 }, { ...ATR.params, atr: 1e-12 }),
      ).rejects.toThrow(/^ATR must be more than the rounding of priceOpen/);
    });

    it.each([[""], [undefined], [null], [5], [{}]])("the symbol %j", async (symbol) => {
      await expect(calculateUntyped(FIXED.schema, change(FIXED.params, { symbol }))).rejects.toThrow(
        /^symbol must be a non-empty string, got symbol=.*\(sizingName=fixed\)$/,
      );
    });

    it.each([[undefined], [null], [5], ["text"]])("%j instead of params", async (params) => {
      await expect(calculateUntyped(FIXED.schema, params)).rejects.toThrow(
        /^params must be an object, got params=/,
      );
    });

    it("an input of any object counts, be it a getter of its class, and each is read once", async () => {
      const reads: string[] = [];
      const read = <T>(field: string, values: readonly T[]): T | undefined => {
        reads.push(field);
        return values[reads.filter((one) => one === field).length - 1];
      };
      class Account {
        public readonly method = "fixed-percentage";
        public readonly symbol = "BTCUSDT";
        public get accountBalance(): unknown {
          return read("accountBalance", [10_000, Number.NaN]);
        }
        public get priceOpen(): unknown {
          return read("priceOpen", [100, 0]);
        }
        public get priceStopLoss(): unknown {
          return read("priceStopLoss", [96, 100]);
        }
      }
      const { sizing, onCalculate } = createTold(FIXED.schema);
      expect(await Reflect.apply(sizing.calculate, sizing, [new Account()])).toBe(25);
      expect(reads.toSorted()).toEqual(["accountBalance", "priceOpen", "priceStopLoss"]);
      expect(onCalculate).toHaveBeenCalledExactlyOnceWith(25, FIXED.params);
    });
  });

  it("a getter of the params that throws is an error that names its field, with what it threw", async () => {
    const failure = new Error("not today");
    const params = Object.defineProperty({ ...FIXED.params }, "priceStopLoss", {
      get: () => {
        throw failure;
      },
    });
    await expect(calculate(FIXED.schema, params)).rejects.toMatchObject({
      name: "SizingError",
      code: "SIZING_INPUT_INVALID",
      message: "priceStopLoss cannot be read: not today (sizingName=fixed)",
      cause: failure,
    });
  });

  describe("methods", () => {
    it.each(METHODS)("$schema.method takes no params of another", async ({ schema }) => {
      for (const { params } of METHODS.filter((other) => other.schema.method !== schema.method)) {
        await expect(calculate(schema, params)).rejects.toMatchObject({
          code: "SIZING_METHOD_MISMATCH",
          message: `Params method mismatch: expected ${schema.method}, got ${params.method} (sizingName=${schema.sizingName})`,
        });
      }
    });

    it("params without a method", async () => {
      await expect(calculateUntyped(FIXED.schema, { ...ACCOUNT, priceStopLoss: 96 })).rejects.toThrow(
        "Params method mismatch: expected fixed-percentage, got undefined",
      );
    });
  });

  describe("a schema that was changed after its registration", () => {
    it("counts as it is now", async () => {
      const schema: ISizingSchema = { ...FIXED.schema };
      const { sizing } = createSizing(schema);
      expect(await sizing.calculate(FIXED.params)).toBe(25);
      schema.riskPercentage = 2;
      expect(await sizing.calculate(FIXED.params)).toBe(50);
    });

    it.each<[Changes, string]>([
      [{ riskPercentage: Number.NaN }, "SIZING_SCHEMA_INVALID"],
      [{ maxPositionSize: -1 }, "SIZING_SCHEMA_INVALID"],
      [{ maxPositonSize: 1 }, "SIZING_SCHEMA_INVALID"],
      [{ method: "martingale" }, "SIZING_METHOD_UNKNOWN"],
      [{ method: "atr-based" }, "SIZING_METHOD_MISMATCH"],
    ])("to %j: %s, and nobody is told of a size (pitfall 126)", async (changes, code) => {
      const onCalculate = vi.fn();
      const schema = { ...FIXED.schema, callbacks: { onCalculate } };
      const { sizing } = createSizing(schema);
      await sizing.calculate(FIXED.params);
      Object.assign(schema, changes);
      await expect(sizing.calculate(FIXED.params)).rejects.toMatchObject({ name: "SizingError", code });
      expect(onCalculate).toHaveBeenCalledTimes(1);
    });
  });

  it("numbers that leave the range of doubles are an error that shows them, and nobody is told", async () => {
    const { sizing, onCalculate } = createTold(FIXED.schema);
    const params = { ...FIXED.params, accountBalance: 1e300, priceOpen: 1e-12, priceStopLoss: 2e-12 };
    await expect(sizing.calculate(params)).rejects.toMatchObject({
      code: "SIZING_RESULT_INVALID",
      message:
        "sizing fixed has no size for symbol=BTCUSDT, accountBalance=1e+300, priceOpen=1e-12, priceStopLoss=2e-12, method=fixed-percentage: a step of its formula is too large or too small for a number; correct these values, or those of the schema",
    });
    expect(onCalculate).not.toHaveBeenCalled();
  });

  describe("onCalculate", () => {
    it.each(METHODS)(
      "$schema.method: called once, at once, with the final size and the params with their method",
      async ({ schema, params }) => {
        const { sizing, onCalculate } = createTold({ ...schema, maxPositionSize: 3 });
        const answer = sizing.calculate(params);
        expect(onCalculate).toHaveBeenCalledExactlyOnceWith(3, params);
        expect(await answer).toBe(3);
        expect(onCalculate).toHaveBeenCalledTimes(1);
      },
    );

    it("is told of a size of zero, too", async () => {
      const { sizing, onCalculate } = createTold({ ...KELLY.schema, kellyMultiplier: 0 });
      await sizing.calculate(KELLY.params);
      expect(onCalculate).toHaveBeenCalledExactlyOnceWith(0, KELLY.params);
    });

    it("is called on its callbacks, as user code", async () => {
      const seen: unknown[] = [];
      const callbacks = {
        prefix: "size",
        onCalculate(quantity: number): void {
          seen.push(this.prefix, quantity, isInsideUserCode());
        },
      };
      await calculate({ ...FIXED.schema, callbacks }, FIXED.params);
      expect(seen).toEqual(["size", 25, true]);
    });

    it("what it throws fails the calculation", async () => {
      const failure = new Error("callback");
      const { sizing, reportError } = createSizing({
        ...FIXED.schema,
        callbacks: {
          onCalculate: () => {
            throw failure;
          },
        },
      });
      await expect(sizing.calculate(FIXED.params)).rejects.toBe(failure);
      expect(reportError).not.toHaveBeenCalled();
    });

    it("a promise of it is not waited for, and reported when it rejects", async () => {
      const failure = new Error("later");
      let fail = (_reason: Error): void => undefined;
      const gate = new Promise<void>((_resolve, reject) => {
        fail = reject;
      });
      const { sizing, reportError } = createSizing({
        ...FIXED.schema,
        callbacks: { onCalculate: () => gate },
      });
      expect(await sizing.calculate(FIXED.params)).toBe(25);
      expect(reportError).not.toHaveBeenCalled();
      fail(failure);
      await gate.catch(() => undefined);
      expect(reportError).toHaveBeenCalledExactlyOnceWith(failure);
    });

    it("an answer that starts its work at each then is started once", async () => {
      let starts = 0;
      const lazy = {
        then: (resolve: () => void): void => {
          starts += 1;
          resolve();
        },
      };
      const schema = change(FIXED.schema, { callbacks: { onCalculate: () => lazy } });
      expect(await createSizing(schema).sizing.calculate(FIXED.params)).toBe(25);
      await yieldToEventLoop();
      expect(starts).toBe(1);
    });

    it("what it changes in the params it is given changes no size", async () => {
      const { sizing } = createSizing({
        ...FIXED.schema,
        callbacks: {
          onCalculate: (_quantity, params) => {
            params.accountBalance = 1;
          },
        },
      });
      const params = { ...FIXED.params };
      expect(await sizing.calculate(params)).toBe(25);
      expect(params).toEqual(FIXED.params);
    });
  });
});

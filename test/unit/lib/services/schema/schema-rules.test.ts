import { beforeEach, describe, expect, it } from "vitest";
import { CANDLE_INTERVALS, FRAME_INTERVALS, SIGNAL_INTERVALS } from "../../../../../src/math/interval";
import { createRegistrationContainer } from "../registration-container";
import {
  createExchangeSchema,
  createFrameSchema,
  createRiskSchema,
  createSizingSchema,
  createStrategySchema,
} from "../schema-samples";

type Changes = Readonly<Record<string, unknown>>;

const doNothing = (): void => undefined;
const withoutPrototype: unknown = Object.create(null);

let services: ReturnType<typeof createRegistrationContainer>;

beforeEach(() => {
  services = createRegistrationContainer();
});

const refusal = (message: string): unknown => expect.objectContaining({ code: "SCHEMA_INVALID", message });

/** Names that no schema may have (pitfall 143). */
const BAD_NAMES: readonly unknown[] = [undefined, null, 5, "", "  ", {}];

describe("rules of strategy schemas", () => {
  const register = (changes: Changes): void =>
    services.strategySchemaService.register("s", createStrategySchema(changes));

  it.each(BAD_NAMES)("the name %j is missing", (strategyName) => {
    expect(() => register({ strategyName })).toThrow(
      refusal("strategy schema validation failed: missing strategyName"),
    );
  });

  it.each<[Changes, string]>([
    [{ riskName: 5 }, "invalid riskName"],
    [{ riskName: "" }, "invalid riskName"],
    [{ riskName: false }, "invalid riskName"],
    [{ riskList: "a" }, "invalid riskList for strategyName=s system=a"],
    [{ riskList: { a: 1 } }, "invalid riskList for strategyName=s system=[object Object]"],
    [{ riskList: ["a", "b", "a"] }, "found duplicate riskList for strategyName=s riskList=[a,b,a]"],
    [{ riskList: [1, 1] }, "found duplicate riskList for strategyName=s riskList=[1,1]"],
    [{ riskList: ["a", 1] }, "invalid riskList for strategyName=s riskList=[a,1]"],
    [{ riskList: ["a", ""] }, "invalid riskList for strategyName=s riskList=[a,]"],
    [{ riskList: [withoutPrototype] }, "invalid riskList for strategyName=s riskList=[[object Object]]"],
    [{ interval: undefined }, "missing interval for strategyName=s"],
    [{ interval: 5 }, "missing interval for strategyName=s"],
    [
      { interval: "7m" },
      "unknown interval for strategyName=s interval=7m: it must be one of 1m, 3m, 5m, 15m, 30m, 1h",
    ],
    [{ getSignal: undefined }, "missing getSignal for strategyName=s"],
    [{ getSignal: "x" }, "missing getSignal for strategyName=s"],
    [{ note: 5 }, "invalid note for strategyName=s: it must be a text"],
    [{ callbacks: 5 }, "invalid callbacks for strategyName=s: they must be an object of functions"],
    [{ callbacks: [] }, "invalid callbacks for strategyName=s: they must be an object of functions"],
    [{ callbacks: { onOpen: 1 } }, "invalid callbacks.onOpen for strategyName=s: it must be a function"],
  ])("%j is refused: %s (pitfalls 18, 140, 143)", (changes, problem) => {
    expect(() => register(changes)).toThrow(refusal(`strategy schema validation failed: ${problem}`));
  });

  it("the first broken rule is the one that is reported", () => {
    expect(() => register({ riskName: 5, riskList: 5, interval: 5, getSignal: 5 })).toThrow(
      "invalid riskName",
    );
    expect(() => register({ riskList: 5, interval: 5, getSignal: 5 })).toThrow("invalid riskList");
    expect(() => register({ interval: 5, getSignal: 5 })).toThrow("missing interval");
  });

  it.each<[Changes]>([
    [{ riskName: undefined, riskList: undefined, note: undefined, callbacks: undefined }],
    [{ riskName: null, riskList: null, note: null, callbacks: null }],
    [{ riskName: "a", riskList: ["a", "b"] }],
    [{ riskList: [] }],
    [{ note: "" }],
    [{ callbacks: { onOpen: undefined, onTick: doNothing, ofMyOwn: 5 } }],
  ])("%j is accepted", (changes) => {
    expect(() => register(changes)).not.toThrow();
  });

  it.each(SIGNAL_INTERVALS)("the interval %s is known", (interval) => {
    expect(() => register({ interval })).not.toThrow();
  });

  it("an instance of a class with methods is a schema", () => {
    class Callbacks {
      public onOpen(): void {
        return undefined;
      }
    }
    class Strategy {
      public readonly strategyName = "s";
      public readonly interval = "1h";
      public readonly callbacks = new Callbacks();
      public getSignal(): Promise<null> {
        return Promise.resolve(null);
      }
    }
    const schema = new Strategy();
    services.strategySchemaService.register("s", schema);
    expect(services.strategySchemaService.get("s")).toBe(schema);
  });
});

describe("rules of exchange schemas", () => {
  const register = (changes: Changes): void =>
    services.exchangeSchemaService.register("e", createExchangeSchema(changes));

  it.each(BAD_NAMES)("the name %j is missing", (exchangeName) => {
    expect(() => register({ exchangeName })).toThrow(
      refusal("exchange schema validation failed: missing exchangeName"),
    );
  });

  it.each<[Changes, string]>([
    [{ getCandles: 5, formatPrice: 5, formatQuantity: 5 }, "missing getCandles for exchangeName=e"],
    [{ formatPrice: 5, formatQuantity: 5 }, "missing formatPrice for exchangeName=e"],
    [{ formatQuantity: undefined }, "missing formatQuantity for exchangeName=e"],
    [{ note: {} }, "invalid note for exchangeName=e: it must be a text"],
    [
      { callbacks: { onCandleData: "x" } },
      "invalid callbacks.onCandleData for exchangeName=e: it must be a function",
    ],
  ])("%j is refused: %s (pitfall 143)", (changes, problem) => {
    expect(() => register(changes)).toThrow(refusal(`exchange schema validation failed: ${problem}`));
  });
});

describe("rules of frame schemas", () => {
  const register = (changes: Changes): void =>
    services.frameSchemaService.register("f", createFrameSchema(changes));

  it.each(BAD_NAMES)("the name %j is missing", (frameName) => {
    expect(() => register({ frameName })).toThrow(
      refusal("frame schema validation failed: missing frameName"),
    );
  });

  it.each<[Changes, string]>([
    [{ interval: undefined }, "missing interval for frameName=f"],
    [
      { interval: "9m" },
      `unknown interval for frameName=f interval=9m: it must be one of ${FRAME_INTERVALS.join(", ")}`,
    ],
    [{ startDate: "2024-01-01" }, "missing startDate for frameName=f"],
    [{ startDate: undefined, endDate: undefined }, "missing startDate for frameName=f"],
    [{ endDate: 0 }, "missing endDate for frameName=f"],
    [{ startDate: new Date(NaN) }, "invalid startDate for frameName=f: it is an Invalid Date"],
    [{ endDate: new Date(NaN) }, "invalid endDate for frameName=f: it is an Invalid Date"],
    [
      { startDate: new Date(1), endDate: new Date(0) },
      "startDate=1970-01-01T00:00:00.001Z is later than endDate=1970-01-01T00:00:00.000Z for frameName=f",
    ],
    [
      { callbacks: { onTimeframe: 1 } },
      "invalid callbacks.onTimeframe for frameName=f: it must be a function",
    ],
  ])("%j is refused: %s (pitfalls 17, 18, 143)", (changes, problem) => {
    expect(() => register(changes)).toThrow(refusal(`frame schema validation failed: ${problem}`));
  });

  it("a frame of one instant is accepted", () => {
    expect(() => register({ startDate: new Date(5), endDate: new Date(5) })).not.toThrow();
  });

  it.each([...CANDLE_INTERVALS, "12h", "1d", "3d"])("the interval %s is known", (interval) => {
    expect(() => register({ interval })).not.toThrow();
  });
});

describe("rules of risk schemas", () => {
  const register = (changes: Changes): void =>
    services.riskSchemaService.register("r", createRiskSchema(changes));

  it.each(BAD_NAMES)("the name %j is missing", (riskName) => {
    expect(() => register({ riskName })).toThrow(refusal("risk schema validation failed: missing riskName"));
  });

  it.each<[Changes, string]>([
    [{ validations: {} }, "validations is not an array for riskName=r"],
    [{ validations: "x" }, "validations is not an array for riskName=r"],
    [
      { validations: [doNothing, 5] },
      "invalid validations for riskName=r: validations[1] must be a function or an object with a validate function",
    ],
    [
      { validations: [null] },
      "invalid validations for riskName=r: validations[0] must be a function or an object with a validate function",
    ],
    [
      // A hole, as deleting an entry leaves it.
      { validations: new Array<unknown>(1) },
      "invalid validations for riskName=r: validations[0] must be a function or an object with a validate function",
    ],
    [
      { validations: [{ note: "no rule" }] },
      "invalid validations for riskName=r: validations[0].validate must be a function",
    ],
    [
      { validations: [{ validate: doNothing, note: 5 }] },
      "invalid validations for riskName=r: validations[0].note must be a text",
    ],
    [{ note: 5 }, "invalid note for riskName=r: it must be a text"],
    [{ callbacks: { onAllowed: 1 } }, "invalid callbacks.onAllowed for riskName=r: it must be a function"],
    [{ callbacks: { onRejected: {} } }, "invalid callbacks.onRejected for riskName=r: it must be a function"],
  ])("%j is refused: %s (pitfall 143)", (changes, problem) => {
    expect(() => register(changes)).toThrow(refusal(`risk schema validation failed: ${problem}`));
  });

  it.each<[Changes]>([
    [{}],
    [{ validations: undefined }],
    [{ validations: null }],
    [{ validations: [] }],
    [{ validations: [doNothing, { validate: doNothing }, { validate: doNothing, note: "n" }] }],
  ])("%j is accepted", (changes) => {
    expect(() => register(changes)).not.toThrow();
  });
});

describe("rules of sizing schemas", () => {
  const register = (changes: Changes): void =>
    services.sizingSchemaService.register("z", createSizingSchema(changes));

  const kelly = { method: "kelly-criterion", riskPercentage: undefined };
  const atr = { method: "atr-based" };

  it.each(BAD_NAMES)("the name %j is missing", (sizingName) => {
    expect(() => register({ sizingName })).toThrow(
      refusal("sizing schema validation failed: missing sizingName"),
    );
  });

  const RISK = "it must be a percentage above 0 and at most 100, got";
  const SHARE = "it must be a percentage of at least 0 and at most 100, got";
  const QUANTITY = "it must be a finite number of at least 0, got";
  it.each<[Changes, string]>([
    [{ method: undefined, riskPercentage: "1" }, "missing method for sizingName=z"],
    [{ method: 5 }, "missing method for sizingName=z"],
    [{ method: null }, "missing method for sizingName=z"],
    [
      { method: "martingale" },
      "unknown method for sizingName=z method=martingale: it must be one of fixed-percentage, kelly-criterion, atr-based",
    ],
    [{ riskPercentage: undefined }, "missing riskPercentage for fixed-percentage sizing (sizingName=z)"],
    [{ riskPercentage: "1" }, "missing riskPercentage for fixed-percentage sizing (sizingName=z)"],
    [{ ...atr, riskPercentage: null }, "missing riskPercentage for atr-based sizing (sizingName=z)"],
    [{ riskPercentage: NaN }, `invalid riskPercentage for sizingName=z: ${RISK} NaN`],
    [{ riskPercentage: 0 }, `invalid riskPercentage for sizingName=z: ${RISK} 0`],
    [{ riskPercentage: -1 }, `invalid riskPercentage for sizingName=z: ${RISK} -1`],
    [{ riskPercentage: 100.5 }, `invalid riskPercentage for sizingName=z: ${RISK} 100.5`],
    [{ ...atr, riskPercentage: Infinity }, `invalid riskPercentage for sizingName=z: ${RISK} Infinity`],
    [
      { ...atr, atrMultiplier: 0 },
      "invalid atrMultiplier for sizingName=z: it must be a finite number above 0, got 0",
    ],
    [
      { ...atr, atrMultiplier: "2" },
      "invalid atrMultiplier for sizingName=z: it must be a finite number above 0, got 2 (a string)",
    ],
    [
      { ...atr, atrMultiplier: null },
      "invalid atrMultiplier for sizingName=z: it must be a finite number above 0, got null",
    ],
    [{ ...kelly, kellyMultiplier: -1 }, `invalid kellyMultiplier for sizingName=z: ${QUANTITY} -1`],
    [
      { ...kelly, kellyMultiplier: Infinity },
      `invalid kellyMultiplier for sizingName=z: ${QUANTITY} Infinity`,
    ],
    [{ ...kelly, kellyMultiplier: null }, `invalid kellyMultiplier for sizingName=z: ${QUANTITY} null`],
    ...[{}, kelly, atr].flatMap((method): [Changes, string][] => [
      [
        { ...method, maxPositionPercentage: 101 },
        `invalid maxPositionPercentage for sizingName=z: ${SHARE} 101`,
      ],
      [{ ...method, minPositionSize: NaN }, `invalid minPositionSize for sizingName=z: ${QUANTITY} NaN`],
      [{ ...method, maxPositionSize: null }, `invalid maxPositionSize for sizingName=z: ${QUANTITY} null`],
      [{ ...method, note: 5 }, "invalid note for sizingName=z: it must be a text"],
      [
        { ...method, callbacks: { onCalculate: 1 } },
        "invalid callbacks.onCalculate for sizingName=z: it must be a function",
      ],
    ]),
  ])("%j is refused: %s (pitfalls 126, 143)", (changes, problem) => {
    expect(() => register(changes)).toThrow(refusal(`sizing schema validation failed: ${problem}`));
  });

  const FIELDS =
    "sizingName, method, riskPercentage, kellyMultiplier, atrMultiplier, maxPositionPercentage, minPositionSize, maxPositionSize, note, callbacks";

  it.each([[{}], [kelly], [atr]])("a misspelt limit would be none, so it is refused: %j", (method) => {
    for (const [field, value, hint] of [
      ["maxPositionSzie", 5, " (did you mean maxPositionSize?)"],
      ["maxPositionPercent", 1, " (did you mean maxPositionPercentage?)"],
      ["x", null, ""],
    ] as const) {
      expect(() => register({ ...method, [field]: value })).toThrow(
        refusal(
          `sizing schema validation failed: unknown field ${field} for sizingName=z: it must be one of ${FIELDS}${hint}`,
        ),
      );
    }
  });

  describe("an instance of a class", () => {
    class Sizing {
      public readonly sizingName = "z";
      public readonly method = "kelly-criterion";
      public readonly callbacks = { onCalculate: doNothing };
      private readonly seen = new Map<string, number>();
      private calls = 0;
      public get kellyMultiplier(): number {
        return this.calls + this.seen.size + 0.5;
      }
      public count(): void {
        this.calls += 1;
      }
    }

    it("is a schema, with fields of its own", () => {
      const sizing = new Sizing();
      expect(() => services.sizingSchemaService.register("z", sizing)).not.toThrow();
      expect(services.sizingSchemaService.get("z")).toBe(sizing);
    });

    it.each([
      ["maxPositonSize", " (did you mean maxPositionSize?)"],
      ["lastSize", ""],
      ["callback", " (did you mean callbacks?)"],
    ])("but a field that may be meant for one of a schema is refused: %s", (field, hint) => {
      const sizing = Object.assign(new Sizing(), { [field]: 5 });
      expect(() => services.sizingSchemaService.register("z", sizing)).toThrow(
        refusal(
          `sizing schema validation failed: unknown field ${field} for sizingName=z: it must be one of ${FIELDS}${hint}; if it is the class's own, give it another name or make it #${field}`,
        ),
      );
    });

    it("what it has no value for is no field", () => {
      const sizing = Object.assign(new Sizing(), { lastSize: undefined });
      expect(() => services.sizingSchemaService.register("z", sizing)).not.toThrow();
    });
  });

  it.each<[Changes, string]>([
    [{ ...kelly, riskPercentage: NaN }, `invalid riskPercentage for sizingName=z: ${RISK} NaN`],
    [{ ...atr, kellyMultiplier: -1 }, `invalid kellyMultiplier for sizingName=z: ${QUANTITY} -1`],
    [
      { atrMultiplier: 0 },
      "invalid atrMultiplier for sizingName=z: it must be a finite number above 0, got 0",
    ],
  ])("a number of another method keeps its rule, for the method may change: %j", (changes, problem) => {
    expect(() => register(changes)).toThrow(refusal(`sizing schema validation failed: ${problem}`));
  });

  it.each([
    ["oncalculate", doNothing, " (did you mean onCalculate?)"],
    ["onCalculated", 5, " (did you mean onCalculate?)"],
    ["calculate", doNothing, " (did you mean onCalculate?)"],
    ["tell", doNothing, ""],
  ])("a callback that nobody would call is refused: %s", (name, value, hint) => {
    expect(() => register({ callbacks: { [name]: value } })).toThrow(
      refusal(
        `sizing schema validation failed: unknown callbacks.${name} for sizingName=z: it must be one of onCalculate${hint}`,
      ),
    );
  });

  it("the first broken rule is the one that is reported", () => {
    const all = { ...atr, riskPercentage: 0, atrMultiplier: 0, maxPositionPercentage: -1, note: 5 };
    expect(() => register(all)).toThrow("invalid riskPercentage");
    expect(() => register({ ...all, riskPercentage: 1 })).toThrow("invalid atrMultiplier");
    expect(() => register({ ...all, riskPercentage: 1, atrMultiplier: 1 })).toThrow(
      "invalid maxPositionPercentage",
    );
  });

  it("a refused schema leaves its name free (pitfall 142)", () => {
    expect(() => register({ riskPercentage: 0 })).toThrow("invalid riskPercentage");
    expect(services.sizingSchemaService.has("z")).toBe(false);
    expect(services.sizingSchemaService.list()).toEqual([]);
    expect(() => register({})).not.toThrow();
  });

  it.each<[Changes]>([
    [{}],
    [{ riskPercentage: 100, maxPositionPercentage: 0, minPositionSize: 0, maxPositionSize: 0 }],
    [{ maxPositionPercentage: undefined, minPositionSize: undefined, maxPositionSize: undefined }],
    [{ ...kelly }],
    [{ ...kelly, kellyMultiplier: undefined }],
    [{ ...kelly, kellyMultiplier: 0 }],
    [{ ...kelly, kellyMultiplier: 2 }],
    [{ ...atr, atrMultiplier: undefined }],
    [{ ...atr, atrMultiplier: 0.5, note: null, callbacks: null }],
    // A number that means nothing to the method.
    [{ ...kelly, riskPercentage: 5, atrMultiplier: 3 }],
    [{ kellyMultiplier: 1, atrMultiplier: undefined }],
    [{ callbacks: { onCalculate: doNothing, prefix: "size", once: true } }],
    // What is undefined is as good as absent.
    [{ foo: undefined, maxPositionSzie: undefined }],
    [{ callbacks: { onCalculated: undefined, calculate: undefined } }],
  ])("%j is accepted", (changes) => {
    expect(() => register(changes)).not.toThrow();
  });
});

import { describe, expect, it } from "vitest";
import { RegistrationError } from "../../../src/errors/RegistrationError";
import {
  addExchange,
  addFrame,
  addOptimizer,
  addRisk,
  addSizing,
  addStrategy,
} from "../../../src/function/add";
import { lib } from "../../../src/lib/index";
import {
  createExchangeSchema,
  createFrameSchema,
  createOptimizerSchema,
  createRiskSchema,
  createSizingSchema,
  createStrategySchema,
} from "../lib/services/schema-samples";

const KINDS = [
  {
    kind: "exchange",
    add: addExchange,
    create: () => createExchangeSchema({ exchangeName: "added" }),
    get: () => lib.exchangeSchemaService.get("added"),
  },
  {
    kind: "strategy",
    add: addStrategy,
    create: () => createStrategySchema({ strategyName: "added" }),
    get: () => lib.strategySchemaService.get("added"),
  },
  {
    kind: "frame",
    add: addFrame,
    create: () => createFrameSchema({ frameName: "added" }),
    get: () => lib.frameSchemaService.get("added"),
  },
  {
    kind: "risk",
    add: addRisk,
    create: () => createRiskSchema({ riskName: "added" }),
    get: () => lib.riskSchemaService.get("added"),
  },
  {
    kind: "sizing",
    add: addSizing,
    create: () => createSizingSchema({ sizingName: "added" }),
    get: () => lib.sizingSchemaService.get("added"),
  },
  {
    kind: "optimizer",
    noun: "template",
    add: addOptimizer,
    create: () => createOptimizerSchema({ optimizerName: "added" }),
    get: () => lib.optimizerSchemaService.get("added"),
  },
] as const;

describe.each(KINDS)("adding a $kind", ({ kind, add, create, get, ...rest }) => {
  const noun = "noun" in rest ? rest.noun : "schema";
  const addUntyped = (schema: unknown): unknown => Reflect.apply(add, undefined, [schema]);

  it.each([[undefined], [null], [5], ["text"], [[]], [() => 1]])(
    "refuses %j instead of a schema",
    (schema) => {
      expect(() => addUntyped(schema)).toThrow(
        expect.objectContaining({
          code: "SCHEMA_INVALID",
          message: `${kind} ${noun} validation failed: missing ${kind}Name`,
        }),
      );
    },
  );

  it("leaves nothing behind when it fails, stores by reference when it works, and takes a name once", () => {
    expect(() => addUntyped({ ...create(), callbacks: 5 })).toThrow(RegistrationError);
    expect(get).toThrow(`not registered name=added registryName=${kind}Schema`);

    const schema = create();
    expect(addUntyped(schema)).toBeUndefined();
    expect(get()).toBe(schema);

    expect(() => addUntyped(create())).toThrow(
      expect.objectContaining({ code: "NAME_TAKEN", message: `${kind} added already exist` }),
    );
    expect(get()).toBe(schema);
  });
});

it("a logger that edits what it is shown changes nothing that is registered", () => {
  const spoil = (_topic: string, shown: unknown): void => {
    if (typeof shown === "object" && shown !== null && "schema" in shown) {
      Object.assign(shown.schema ?? {}, { maxPositionSize: 1e9 });
    }
  };
  const ignore = (): void => undefined;
  lib.loggerService.setLogger({ log: ignore, debug: ignore, info: spoil, warn: ignore });
  addSizing(createSizingSchema({ sizingName: "capped", maxPositionSize: 0.01 }));
  expect(lib.sizingSchemaService.get("capped").maxPositionSize).toBe(0.01);
});

describe("adding a strategy", () => {
  it("does not ask whether its risk profiles exist yet", () => {
    expect(() =>
      addStrategy(
        createStrategySchema({ strategyName: "early", riskName: "later", riskList: ["much later"] }),
      ),
    ).not.toThrow();
  });
});

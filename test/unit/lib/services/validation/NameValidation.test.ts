import { beforeEach, describe, expect, it } from "vitest";
import { NotFoundError } from "../../../../../src/errors/NotFoundError";
import { createRegistrationContainer } from "../registration-container";
import {
  createExchangeSchema,
  createFrameSchema,
  createOptimizerSchema,
  createRiskSchema,
  createSizingSchema,
  createStrategySchema,
} from "../schema-samples";

const unknown = (message: string): unknown => expect.objectContaining({ code: "NAME_UNKNOWN", message });

describe("validation of names", () => {
  let services: ReturnType<typeof createRegistrationContainer>;

  beforeEach(() => {
    services = createRegistrationContainer();
  });

  it("each kind says which name was not found and who asked", () => {
    const {
      exchangeValidationService,
      frameValidationService,
      riskValidationService,
      strategyValidationService,
    } = services;
    expect(() => exchangeValidationService.validate("x", "BacktestUtils.run")).toThrow(NotFoundError);
    expect(() => exchangeValidationService.validate("x", "BacktestUtils.run")).toThrow(
      unknown("exchange x not found source=BacktestUtils.run"),
    );
    expect(() => frameValidationService.validate("x", "a")).toThrow(unknown("frame x not found source=a"));
    expect(() => riskValidationService.validate("x", "a")).toThrow(unknown("risk x not found source=a"));
    expect(() => strategyValidationService.validate("x", "a")).toThrow(
      unknown("strategy x not found source=a"),
    );
    expect(() => services.optimizerValidationService.validate("x", "OptimizerUtils.getData")).toThrow(
      unknown("optimizer x not found source=OptimizerUtils.getData"),
    );
  });

  it("a registered name passes", () => {
    services.exchangeSchemaService.register("e", createExchangeSchema());
    services.frameSchemaService.register("f", createFrameSchema());
    services.riskSchemaService.register("r", createRiskSchema());
    services.strategySchemaService.register("s", createStrategySchema());
    services.optimizerSchemaService.register("o", createOptimizerSchema());
    expect(() => {
      services.optimizerValidationService.validate("o", "a");
      services.exchangeValidationService.validate("e", "a");
      services.frameValidationService.validate("f", "a");
      services.riskValidationService.validate("r", "a");
      services.strategyValidationService.validate("s", "a");
    }).not.toThrow();
  });

  it("a name that was unknown once is found after it was registered (pitfall 148)", () => {
    expect(() => services.frameValidationService.validate("f", "a")).toThrow(NotFoundError);
    services.frameSchemaService.register("f", createFrameSchema());
    expect(() => services.frameValidationService.validate("f", "a")).not.toThrow();
  });

  it("a built-in property name is not found (pitfall 144)", () => {
    expect(() => services.riskValidationService.validate("toString", "a")).toThrow(NotFoundError);
  });

  it("a value that is no name is not found", () => {
    const validate = (name: unknown): unknown =>
      Reflect.apply(services.frameValidationService.validate, services.frameValidationService, [name, "a"]);
    expect(() => validate(undefined)).toThrow("frame undefined not found source=a");
    expect(() => validate(Object.create(null))).toThrow("frame [object Object] not found source=a");
  });

  it("a sizing is checked first, then its method, as it is now", () => {
    const { sizingValidationService, sizingSchemaService } = services;
    const validate = (): void => sizingValidationService.validate("z", "PositionSize.atrBased", "atr-based");
    expect(validate).toThrow(unknown("sizing z not found source=PositionSize.atrBased"));
    const schema = createSizingSchema();
    sizingSchemaService.register("z", schema);
    expect(validate).toThrow(
      expect.objectContaining({
        name: "SizingError",
        code: "SIZING_METHOD_MISMATCH",
        message:
          'Sizing method mismatch: sizing "z" is configured as "fixed-percentage" but "atr-based" was requested at source=PositionSize.atrBased',
      }),
    );
    expect(() => sizingValidationService.validate("z", "a")).not.toThrow();
    expect(() => sizingValidationService.validate("z", "a", "fixed-percentage")).not.toThrow();
    sizingSchemaService.override("z", createSizingSchema({ method: "atr-based" }));
    expect(validate).not.toThrow();
  });

  it("a strategy is checked first, then its riskName, then its riskList in order, all with one source", () => {
    const validate = (): void => services.strategyValidationService.validate("s", "BacktestUtils.run");
    const message = (kind: string, name: string): unknown =>
      unknown(`${kind} ${name} not found source=BacktestUtils.run`);

    expect(validate).toThrow(message("strategy", "s"));
    services.strategySchemaService.register(
      "s",
      createStrategySchema({ riskName: "first", riskList: ["second", "third"] }),
    );
    for (const riskName of ["first", "second", "third"]) {
      expect(validate).toThrow(message("risk", riskName));
      services.riskSchemaService.register(riskName, createRiskSchema({ riskName }));
    }
    expect(validate).not.toThrow();
  });

  it("a strategy with a riskList alone is checked too", () => {
    services.strategySchemaService.register("s", createStrategySchema({ riskList: ["only"] }));
    expect(() => services.strategyValidationService.validate("s", "a")).toThrow(
      unknown("risk only not found source=a"),
    );
  });
});

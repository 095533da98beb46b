import { beforeEach, describe, expect, it } from "vitest";
import { NotFoundError } from "../../../../../src/errors/NotFoundError";
import { RegistrationError } from "../../../../../src/errors/RegistrationError";
import { createRegistrationContainer } from "../registration-container";
import { createFrameSchema, createStrategySchema } from "../schema-samples";

describe("a registry of schemas", () => {
  let services: ReturnType<typeof createRegistrationContainer>;

  beforeEach(() => {
    services = createRegistrationContainer();
  });

  it("keeps the object it was given and finds it by name", () => {
    const schema = createStrategySchema({ strategyName: "a", note: "kept" });
    services.strategySchemaService.register("a", schema);
    expect(services.strategySchemaService.get("a")).toBe(schema);
    expect(services.strategySchemaService.has("a")).toBe(true);
    expect(services.strategySchemaService.has("b")).toBe(false);
  });

  it("lists the same objects in order of registration, in a new array each time", () => {
    const names = ["10", "b", "2", "a"];
    const schemas = names.map((strategyName) => createStrategySchema({ strategyName }));
    for (const schema of schemas) {
      services.strategySchemaService.register(schema.strategyName, schema);
    }
    const list = services.strategySchemaService.list();
    expect(list).toEqual(schemas);
    expect(list.every((schema, index) => schema === schemas[index])).toBe(true);
    list.length = 0;
    expect(services.strategySchemaService.list()).toHaveLength(4);
  });

  it("refuses a name that is in use and keeps the first schema", () => {
    const first = createFrameSchema();
    services.frameSchemaService.register("f", first);
    const register = (): void => services.frameSchemaService.register("f", createFrameSchema());
    expect(register).toThrow(RegistrationError);
    expect(register).toThrow(
      expect.objectContaining({ code: "NAME_TAKEN", message: "frame f already exist" }),
    );
    expect(services.frameSchemaService.get("f")).toBe(first);
  });

  it("gives the same name once per kind", () => {
    services.frameSchemaService.register("x", createFrameSchema({ frameName: "x" }));
    services.strategySchemaService.register("x", createStrategySchema({ strategyName: "x" }));
    expect(services.strategySchemaService.list()).toHaveLength(1);
  });

  it("leaves the name of a refused schema free (pitfall 142)", () => {
    const broken = createStrategySchema({ getSignal: undefined });
    expect(() => services.strategySchemaService.register("s", broken)).toThrow("missing getSignal");
    expect(services.strategySchemaService.has("s")).toBe(false);
    expect(services.strategySchemaService.list()).toEqual([]);
    services.strategySchemaService.register("s", createStrategySchema());
    expect(services.strategySchemaService.has("s")).toBe(true);
  });

  it.each(["toString", "constructor", "__proto__", "hasOwnProperty"])(
    "treats the built-in property name %s like any other (pitfall 144)",
    (frameName) => {
      expect(services.frameSchemaService.has(frameName)).toBe(false);
      expect(() => services.frameSchemaService.get(frameName)).toThrow(NotFoundError);
      const schema = createFrameSchema({ frameName });
      services.frameSchemaService.register(frameName, schema);
      expect(services.frameSchemaService.get(frameName)).toBe(schema);
    },
  );

  it("names itself and what is missing when a name is unknown", () => {
    const get = (): unknown => services.strategySchemaService.get("nobody");
    expect(get).toThrow(NotFoundError);
    expect(get).toThrow("not registered name=nobody registryName=strategySchema");
    expect(get).toThrow(expect.objectContaining({ code: "NAME_UNKNOWN" }));
  });

  it("refuses to store a schema under another name than its own", () => {
    expect(() => services.frameSchemaService.register("other", createFrameSchema())).toThrow(
      "frame schema validation failed: frameName=f cannot be registered as other",
    );
    expect(services.frameSchemaService.list()).toEqual([]);
  });

  it("replaces a registered schema in its place", () => {
    const replacement = createFrameSchema({ frameName: "a", interval: "1h" });
    services.frameSchemaService.register("a", createFrameSchema({ frameName: "a" }));
    services.frameSchemaService.register("b", createFrameSchema({ frameName: "b" }));
    services.frameSchemaService.override("a", replacement);
    expect(services.frameSchemaService.get("a")).toBe(replacement);
    expect(services.frameSchemaService.list().map((schema) => schema.frameName)).toEqual(["a", "b"]);
  });

  it("keeps the old schema when the replacement breaks a rule", () => {
    const old = createFrameSchema();
    services.frameSchemaService.register("f", old);
    expect(() => services.frameSchemaService.override("f", createFrameSchema({ interval: "9m" }))).toThrow(
      RegistrationError,
    );
    expect(services.frameSchemaService.get("f")).toBe(old);
  });

  it("has nothing to replace under an unknown name", () => {
    expect(() => services.frameSchemaService.override("f", createFrameSchema())).toThrow(NotFoundError);
    expect(services.frameSchemaService.has("f")).toBe(false);
  });
});

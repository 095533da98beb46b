import { describe, expect, it } from "vitest";
import * as entry from "../../../src/index";
import { errorEmitter } from "../../../src/config/emitters";
import { inject } from "../../../src/lib/core/di";
import { TYPES } from "../../../src/lib/core/types";
import { lib } from "../../../src/lib/index";

/** What api.md names as part of the surface and exists in this version. */
const PUBLIC_KEYS = [
  "loggerService",
  "executionContextService",
  "methodContextService",
  "exchangeSchemaService",
  "strategySchemaService",
  "frameSchemaService",
  "riskSchemaService",
  "sizingSchemaService",
  "optimizerSchemaService",
  "exchangeValidationService",
  "strategyValidationService",
  "frameValidationService",
  "riskValidationService",
  "sizingValidationService",
  "optimizerValidationService",
  "columnValidationService",
  "exchangeConnectionService",
  "strategyConnectionService",
  "frameConnectionService",
  "riskConnectionService",
  "partialConnectionService",
  "sizingConnectionService",
  "optimizerConnectionService",
  "exchangeGlobalService",
  "strategyGlobalService",
  "frameGlobalService",
  "riskGlobalService",
  "partialGlobalService",
  "sizingGlobalService",
  "optimizerGlobalService",
  "optimizerTemplateService",
] as const satisfies readonly (keyof typeof lib)[];

/** Ports that only live runs use; they are replaced through adapters and not handed out. */
const PORT_KEYS = ["runCollector", "strategyPersistence", "riskPersistence", "partialPersistence"];

const libEntries = Object.entries(lib);

describe("the container", () => {
  it.each(PUBLIC_KEYS)("has %s", (key) => {
    expect(lib[key]).toBeTypeOf("object");
  });

  it("is what users get", () => {
    expect(entry.lib).toBe(lib);
  });

  it("every symbol stands for the service of its own name (seed: DI symbols)", () => {
    for (const [name, symbol] of Object.entries(TYPES)) {
      expect(symbol.description).toBe(name);
    }
    expect(new Set(Object.values(TYPES)).size).toBe(Object.keys(TYPES).length);
  });

  it("every service has a symbol, and every symbol is a service or a port", () => {
    expect([...Object.keys(lib), ...PORT_KEYS].sort()).toEqual(Object.keys(TYPES).sort());
  });

  it.each(libEntries)(
    "%s is what its symbol injects, an instance of the class of its name",
    (name, service) => {
      const symbol = Object.entries(TYPES).find(([key]) => key === name)?.[1];
      expect(symbol === undefined ? undefined : inject(symbol)).toBe(service);
      const instance: object = Object.getPrototypeOf(service);
      expect(instance.constructor.name).toBe(`${name.charAt(0).toUpperCase()}${name.slice(1)}`);
    },
  );

  it("services hold each other under the names of their symbols, and all hold the same ones", () => {
    const services = new Map<string, unknown>(libEntries);
    const links = libEntries.flatMap(([, service]) =>
      Object.entries<unknown>(Object.getPrototypeOf(service)).filter(([field]) => field.endsWith("Service")),
    );
    expect(links.length).toBeGreaterThan(50);
    for (const [field, collaborator] of links) {
      expect(collaborator).toBe(services.get(field));
    }
  });

  it("the seed's strategy service has the injected fields of the seed", () => {
    const { strategyConnectionService: service } = lib;
    for (const field of [
      "loggerService",
      "executionContextService",
      "methodContextService",
      "strategySchemaService",
      "exchangeConnectionService",
      "riskConnectionService",
      "partialConnectionService",
    ] as const) {
      expect(service[field]).toBeTypeOf("object");
    }
  });

  it("state is shared: what one accessor stores, another one reads", () => {
    const name = "shared-by-accessors";
    lib.riskSchemaService.register(name, { riskName: name });
    expect(lib.riskConnectionService.riskSchemaService.has(name)).toBe(true);
    expect(lib.strategyValidationService.riskValidationService.validate(name, "test")).toBeUndefined();
  });

  it("what a handler of errorEmitter throws goes to the logger (pitfall 115)", async () => {
    const warnings: unknown[] = [];
    lib.loggerService.setLogger({
      log: () => undefined,
      debug: () => undefined,
      info: () => undefined,
      warn: (...line) => void warnings.push(line.slice(0, 2)),
    });
    const failure = new Error("handler");
    const stop = errorEmitter.attach(() => Promise.reject(failure));
    await errorEmitter.next(new Error("first"));
    stop();
    expect(warnings).toEqual([["errorEmitter handler failed", { error: failure }]]);
  });
});

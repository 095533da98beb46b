import { beforeEach, describe, expect, it } from "vitest";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { SizingGlobalService } from "../../../../../src/lib/services/global/SizingGlobalService";
import { METHODS } from "../../../client/sizing-fixtures";
import { createConnectionContainer } from "../connection-container";
import { createSizingSchema } from "../schema-samples";

const [{ params: PARAMS }, { params: KELLY_PARAMS }] = METHODS;

describe("SizingGlobalService", () => {
  let services: ReturnType<typeof createConnectionContainer>;
  let service: SizingGlobalService;

  beforeEach(() => {
    services = createConnectionContainer();
    service = services.sizingGlobalService;
    services.sizingSchemaService.register("z", createSizingSchema());
  });

  it("is what TYPES.sizingGlobalService injects", () => {
    expect(inject(TYPES.sizingGlobalService)).toBeInstanceOf(SizingGlobalService);
  });

  it("works without any context", async () => {
    expect(await service.calculate(PARAMS, { sizingName: "z" })).toBe(25);
    expect(services.sizingConnectionService.getSizing.keys()).toEqual(["z"]);
  });

  it("an unknown sizing is refused until it is registered (pitfall 148)", async () => {
    const late = { sizingName: "late" };
    await expect(service.calculate(PARAMS, late)).rejects.toMatchObject({
      code: "NAME_UNKNOWN",
      message: "sizing late not found source=sizingGlobalService calculate",
    });
    services.sizingSchemaService.register("late", createSizingSchema({ sizingName: "late" }));
    expect(await service.calculate(PARAMS, late)).toBe(25);
  });

  it("params of another method", async () => {
    await expect(service.calculate(KELLY_PARAMS, { sizingName: "z" })).rejects.toThrow(
      "Params method mismatch: expected fixed-percentage, got kelly-criterion",
    );
  });

  it("the name is read once, so that what is checked is what is used", async () => {
    const names = ["z", "another"];
    const context = {
      get sizingName(): string {
        return names.shift() ?? "";
      },
    };
    expect(await service.calculate(PARAMS, context)).toBe(25);
    expect(names).toEqual(["another"]);
  });

  it.each([[undefined], [null], ["z"]])("%j instead of a context", async (context) => {
    await expect(Reflect.apply(service.calculate, service, [PARAMS, context])).rejects.toThrow(
      "sizing undefined not found source=sizingGlobalService calculate",
    );
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import type { IMethodContext } from "../../../../../src/interfaces/Context.interface";
import { getSettings, setConfig } from "../../../../../src/config/params";
import { lib } from "../../../../../src/lib/index";
import { MethodContextService } from "../../../../../src/lib/services/context/MethodContextService";
import { useSettings } from "../../../../support/run";

const service = lib.settingsContextService;

const createContext = (): IMethodContext => ({ strategyName: "s", exchangeName: "e", frameName: "f" });

const feeInside = (context: IMethodContext): number =>
  MethodContextService.runInContext(() => service.getSettings().CC_PERCENT_FEE, context);

beforeEach(() => {
  useSettings();
});

describe("which settings are in force (pitfall 146)", () => {
  it("outside of a run the current ones", () => {
    expect(service.getSettings()).toBe(getSettings());
    setConfig({ CC_PERCENT_FEE: 0.05 });
    expect(service.getSettings().CC_PERCENT_FEE).toBe(0.05);
  });

  it("in a run that has pinned them those of its start, in any other run the current ones", () => {
    const pinned = createContext();
    const twin = createContext();
    service.pin(pinned);
    setConfig({ CC_PERCENT_FEE: 0.05 });
    expect(feeInside(pinned)).toBe(0.1);
    expect(feeInside(twin)).toBe(0.05);
  });

  it("each of two parallel runs keeps its own, and pinning again takes the current ones", () => {
    const first = createContext();
    const second = createContext();
    service.pin(first);
    setConfig({ CC_PERCENT_FEE: 0.05 });
    service.pin(second);
    setConfig({ CC_PERCENT_FEE: 0.01 });
    expect([feeInside(first), feeInside(second)]).toEqual([0.1, 0.05]);
    service.pin(first);
    expect([feeInside(first), feeInside(second)]).toEqual([0.01, 0.05]);
  });
});

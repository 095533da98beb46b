import { describe, expect, it, vi } from "vitest";
import { NOOP_RISK } from "../../../src/client/noop-risk";
import { RiskProfiles } from "../../../src/client/risk-profiles";
import type { IRisk } from "../../../src/interfaces/Risk.interface";
import { createStrategyHarness } from "../../support/strategy-client";
import { longRow } from "./signal-fixtures";

/** What a strategy with these profiles enters to ask for a place, and what it is told. */
const request = (risk: IRisk) => {
  const { params } = createStrategyHarness({ minutes: [], risk }).client;
  const runInContext = vi.spyOn(params.execution, "runInContext");
  const row = longRow();
  const approval = new RiskProfiles(params).requestPlace(row, row, row.pendingAt);
  const instants = runInContext.mock.calls.map(([, { when }]) => when.getTime());
  runInContext.mockRestore();
  return { approval, instants, row };
};

describe("a place in the risk profiles", () => {
  it("is asked for at the instant of the question", () => {
    const { approval, instants, row } = request({ ...NOOP_RISK });
    expect(instants).toEqual([row.pendingAt]);
    expect(approval).toMatchObject({ isApproved: true, signal: { row } });
  });

  it("takes no context where there is no profile to see it", () => {
    const { approval, instants, row } = request(NOOP_RISK);
    expect(instants).toEqual([]);
    expect(approval).toMatchObject({ isApproved: true, signal: { row } });
  });
});

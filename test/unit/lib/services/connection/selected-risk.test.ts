import { describe, expect, it } from "vitest";
import { MergeRisk } from "../../../../../src/client/MergeRisk";
import { NOOP_RISK } from "../../../../../src/client/noop-risk";
import type { IRisk, IRiskProfile } from "../../../../../src/interfaces/Risk.interface";
import { SelectedRisk, selectRisk } from "../../../../../src/lib/services/connection/selected-risk";

const createProfile = (riskName: string): IRiskProfile => ({
  ...NOOP_RISK,
  riskName,
  decide: () => Promise.reject(new Error("not asked")),
});

describe("the profiles of a strategy", () => {
  it.each([
    ["none", {}, [], NOOP_RISK],
    ["none, said with null", { riskList: null }, [], NOOP_RISK],
    ["an empty list", { riskList: [] }, [], NOOP_RISK],
  ])("%s is the profile that allows all", (_name, names, asked, expected) => {
    const seen: string[] = [];
    expect(selectRisk(names, (name) => createProfile(seen[seen.push(name) - 1] ?? ""))).toBe(expected);
    expect(seen).toEqual(asked);
  });

  it("one name is that profile, a list all of it, and a name with a list comes before it", () => {
    const seen: string[] = [];
    const profile = createProfile("one");
    const getRisk = (name: string): IRiskProfile => {
      seen.push(name);
      return profile;
    };
    expect(selectRisk({ riskName: "one" }, getRisk)).toBe(profile);
    expect(selectRisk({ riskList: ["two", "three"] }, getRisk)).toBeInstanceOf(MergeRisk);
    expect(selectRisk({ riskName: "one", riskList: ["two"] }, getRisk)).toBeInstanceOf(MergeRisk);
    expect(seen).toEqual(["one", "two", "three", "one", "two"]);
  });

  it("is looked up anew whenever it is asked for, since profiles can be cleared", () => {
    const profiles: IRisk[] = [createProfile("first"), createProfile("second")];
    const selected = new SelectedRisk(() => profiles.shift() ?? NOOP_RISK);
    const [first, second] = [...profiles];
    expect(selected.risk).toBe(first);
    expect(selected.risk).toBe(second);
    expect(selected.risk).toBe(NOOP_RISK);
  });
});

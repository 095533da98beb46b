import { describe, expect, it } from "vitest";
import { findNearestName } from "../../../src/utils/nearest-name";

const NAMES = ["maxPositionSize", "minPositionSize", "note", "onData"];

describe("what a misspelt name may be meant for", () => {
  it.each([
    ["maxPositonSize", "maxPositionSize"],
    ["maxPositionSzie", "maxPositionSize"],
    ["MAXPOSITIONSIZE", "maxPositionSize"],
    ["manPositionSize", "maxPositionSize"],
    ["minPositionSizes", "minPositionSize"],
    ["nots", "note"],
    ["onDta", "onData"],
    ["note", "note"],
  ])("%s: %s", (name, nearest) => {
    expect(findNearestName(name, NAMES)).toBe(nearest);
  });

  it.each(["name", "size", "", "on", "calls", "maximum"])("%j is near none", (name) => {
    expect(findNearestName(name, NAMES)).toBeUndefined();
  });

  it("of no names none is near", () => {
    expect(findNearestName("note", [])).toBeUndefined();
  });
});

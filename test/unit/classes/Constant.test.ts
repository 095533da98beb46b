import { expect, it } from "vitest";
import { Constant } from "../../../src/classes/Constant";
import * as entry from "../../../src/index";

it("Constant holds the levels of partial exits, read-only (api 7.7)", () => {
  expect(Constant).toEqual({ TP_LEVEL1: 30, TP_LEVEL2: 60, TP_LEVEL3: 90, SL_LEVEL1: 40, SL_LEVEL2: 80 });
  expect(Object.isFrozen(Constant)).toBe(true);
  expect(entry.Constant).toBe(Constant);
});

import { expect, it } from "vitest";
import { MINIMUM_DAYS } from "../../../src/math/sample-size";
import { DAYS_PER_YEAR, YEAR_MS } from "../../../src/math/year";
import { DAY_MS } from "../../../src/math/interval";

it("a year has 365 days of 24 hours, and 30 of them are the fewest that say anything", () => {
  expect([DAY_MS, DAYS_PER_YEAR, YEAR_MS, MINIMUM_DAYS]).toEqual([86_400_000, 365, 31_536_000_000, 30]);
});

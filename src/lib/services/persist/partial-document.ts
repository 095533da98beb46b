import * as z from "zod";
import type { PartialData } from "../../../interfaces/Persist.interface";
import { deepFreeze } from "../../../utils/deep-freeze";
import type { Parsed } from "./parsed-document";
import { parseBy, sound } from "./parsed-document";

const levelsSchema = z.array(z.literal([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]));

const partialSchema = z.record(
  z.string(),
  z.object({ profitLevels: levelsSchema, lossLevels: levelsSchema }),
);

/** The reached levels of a pair, by signal id. */
export const parseLevels = (document: unknown): Parsed<PartialData> => {
  const parsed = parseBy(partialSchema, document);
  return parsed.isSound ? sound(deepFreeze(parsed.value)) : parsed;
};

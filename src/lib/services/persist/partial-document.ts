import * as z from "zod/mini";
import type { PartialData } from "../../../interfaces/Persist.interface";
import { deepFreeze } from "../../../utils/deep-freeze";
import type { Parsed } from "./parsed-document";
import { broken, parseBy, sound } from "./parsed-document";

const levelsSchema = z.array(z.literal([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]));

/** As pairs: any text may be an id of the user's, also one that means something else as a property, such as `__proto__`. */
const entriesSchema = z.array(
  z.tuple([z.string(), z.object({ profitLevels: levelsSchema, lossLevels: levelsSchema })]),
);

const isObject = (document: unknown): document is object =>
  typeof document === "object" && document !== null && !Array.isArray(document);

/** The reached levels of a pair, by signal id. */
export const parseLevels = (document: unknown): Parsed<PartialData> => {
  if (!isObject(document)) {
    return broken("it is no object of levels by signal id");
  }
  const parsed = parseBy(entriesSchema, Object.entries(document));
  return parsed.isSound ? sound(deepFreeze(Object.fromEntries(parsed.value))) : parsed;
};

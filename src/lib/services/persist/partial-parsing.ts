import * as z from "zod/mini";
import type { PartialData } from "../../../interfaces/Persist.interface";
import { deepFreeze } from "../../../utils/deep-freeze";
import { onFirstUse } from "../../../utils/on-first-use";
import type { Parsed } from "./parsed-document";
import { broken, parseBy, sound } from "./parsed-document";

const LEVELS = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100] as const;

/** As pairs: any text may be an id of the user's, also one that means something else as a property, such as `__proto__`. */
const getEntriesSchema = onFirstUse(() => {
  const levels = z.array(z.literal(LEVELS));
  return z.array(z.tuple([z.string(), z.object({ profitLevels: levels, lossLevels: levels })]));
});

const isObject = (document: unknown): document is object =>
  typeof document === "object" && document !== null && !Array.isArray(document);

/** The reached levels of a pair, by signal id. */
export const parseLevels = (document: unknown): Parsed<PartialData> => {
  if (!isObject(document)) {
    return broken("it is no object of levels by signal id");
  }
  const parsed = parseBy(getEntriesSchema(), Object.entries(document));
  return parsed.isSound ? sound(deepFreeze(Object.fromEntries(parsed.value))) : parsed;
};

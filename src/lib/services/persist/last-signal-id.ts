import * as z from "zod/mini";
import type { IStoredSignalOwner } from "../../../interfaces/Persist.interface";
import { onFirstUse } from "../../../utils/on-first-use";
import type { Parsed } from "./parsed-document";
import { parseBy, sound } from "./parsed-document";
import { parseStoredSignal } from "./row-parsing";

const getLastIdSchema = onFirstUse(() => z.looseObject({ signalId: z.string().check(z.minLength(1)) }));

/** The last accepted id of the user, if one is known. */
export const parseLastId = (document: unknown, owner: IStoredSignalOwner): Parsed<string | null> => {
  // A store of the user's own may give the same row whatever it is asked for; then no id is known.
  if (parseStoredSignal(document, owner, "schedule").isSound) {
    return sound(null);
  }
  const parsed = parseBy(getLastIdSchema(), document);
  return parsed.isSound ? sound(parsed.value.signalId) : parsed;
};

import type { IStoredRowFields, IStoredSignal } from "../../../interfaces/Persist.interface";
import type { ISignalRow } from "../../../interfaces/Signal.interface";

/** Version of the documents this release writes; a document without one is of version 1. */
export const CURRENT_VERSION = 1;

/** Which store a row is in; it alone decides whether the row waits. */
export type RowKind = "signal" | "schedule";

/** Times a row may not know. */
const TIME_FIELDS: ReadonlySet<string> = new Set(["scheduledAt", "pendingAt"]);

/** Fields of the stored form; a user's signal may bring fields of these names, which mean nothing. */
const RESERVED_FIELDS: ReadonlySet<string> = new Set(["_version", "_transition", "_isIdMadeUp"]);

/** What of a row JSON can keep: a time that is not known is left out, like a field that is absent. */
export const createRowDocument = (row: ISignalRow): Record<string, unknown> => {
  const document: Record<string, unknown> = { ...row };
  for (const field of Object.keys(document)) {
    const isUnknownTime = TIME_FIELDS.has(field) && Number.isNaN(document[field]);
    if (document[field] === undefined || isUnknownTime || RESERVED_FIELDS.has(field)) {
      Reflect.deleteProperty(document, field);
    }
  }
  return document;
};

/** The stored form of a signal. */
export const createSignalDocument = (
  { row, transition, isIdMadeUp = false }: IStoredSignal & { readonly row: IStoredRowFields },
  kind: RowKind,
): Record<string, unknown> => ({
  ...createRowDocument(row),
  _isScheduled: kind === "schedule",
  _version: CURRENT_VERSION,
  ...(transition !== null && { _transition: transition }),
  ...(isIdMadeUp && { _isIdMadeUp: true }),
});

import type { ColumnModel } from "../../model/Column.model";
import { formatNote } from "../../utils/format-report";
import { getSettings } from "../params";

const always = (): boolean => true;

/** A column that is always shown. */
export const createColumn = <T>(
  key: string,
  label: string,
  format: ColumnModel<T>["format"],
): ColumnModel<T> => ({ key, label, format, isVisible: always });

/**
 * The column of notes, shown while `CC_REPORT_SHOW_SIGNAL_NOTE` is on.
 * @param readNote - the note of a row, as it was written
 */
export const createNoteColumn = <T>(readNote: (data: T) => string | null | undefined): ColumnModel<T> => ({
  key: "note",
  label: "Note",
  format: (data) => formatNote(readNote(data)),
  isVisible: () => getSettings().CC_REPORT_SHOW_SIGNAL_NOTE,
});

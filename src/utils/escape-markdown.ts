import { describeValue } from "./describe-value";

/**
 * Text of any origin inside of Markdown: it is shown character for character and means nothing. Ordinary words, numbers and
 * identifiers stay as they are also in the source.
 */

/** What a missing value looks like, as everywhere in reports. */
const NOT_AVAILABLE = "N/A";

/** Line ends of every kind and what only a terminal understands. */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

const MARKS = /[\\|`*~[\]<>&]/g;

/** Backslashes do not work on these in every reader, inside of a link that is found by its look least of all. */
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const escapeMark = (mark: string): string => ENTITIES[mark] ?? `\\${mark}`;

const UNDERSCORES = /_+/g;
const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/** Between letters or digits underscores are no emphasis. */
const escapeUnderscores = (run: string, offset: number, text: string): string => {
  const isInsideWord =
    WORD_CHARACTER.test(text.charAt(offset - 1)) && WORD_CHARACTER.test(text.charAt(offset + run.length));
  return isInsideWord ? run : run.replaceAll("_", "\\_");
};

/** What readers turn into a link without any markup. */
const escapeAddresses = (text: string): string =>
  text
    .replaceAll("://", ":&#47;&#47;")
    .replaceAll(/(www)\./gi, "$1&#46;")
    .replaceAll(/(mailto|xmpp):/gi, "$1&#58;")
    .replaceAll(/@(?=[\w\\-]+\.)/g, "&#64;");

const toText = (value: unknown): string =>
  value === null || value === undefined ? NOT_AVAILABLE : describeValue(value);

/**
 * A value as the content of a table cell, on one line. No value can end the cell or the row, or become HTML, a link, an
 * image, code or emphasis.
 * @param value - text; anything else, from untyped code, is turned into text, and a missing one into `N/A`
 * @see GitHub Flavored Markdown 0.29, sections 4.10 (tables), 2.4 (backslash escapes), 2.5 (entities), 6.9 (autolinks)
 */
export const escapeCell = (value: unknown): string =>
  escapeAddresses(
    toText(value)
      .replaceAll(CONTROL_CHARACTERS, " ")
      .replaceAll(MARKS, escapeMark)
      .replaceAll(UNDERSCORES, escapeUnderscores),
  );

/** A bullet, a rule or underline, or a heading. */
const BLOCK_START = /^(?:[-+](?:\s|$)|[-=][-=\s]*$|#)/;

const LIST_NUMBER = /^(\d{1,9})([.)])(?=\s|$)/;

/** Headings may be closed like this. */
const HEADING_END = /(?<=\s)#+$/;

/**
 * A value inside of a title or of a line of text: like {@link escapeCell}, and it begins no heading, list or rule.
 * @param value - text; anything else is turned into text, and a missing one into `N/A`
 */
export const escapeText = (value: unknown): string => {
  const text = escapeCell(value).trim().replace(HEADING_END, "\\$&").replace(LIST_NUMBER, "$1\\$2");
  return BLOCK_START.test(text) ? `\\${text}` : text;
};

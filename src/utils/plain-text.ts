import { unwrapEmphasis } from "./plain-emphasis";

/**
 * Every pattern here reads a text in time proportional to its length: what stands between two marks cannot hold the first
 * of them, so that no text is read again from each mark in it.
 */

const FENCED_CODE = /```([^]*?)```/g;
const INLINE_CODE = /`([^`]*)`/g;

/** `[text](target)`, the target with at most one level of brackets of its own. */
const BRACKETS = String.raw`\[([^[\]]*)\]\((?:[^()]|\([^()]*\))*\)`;
const IMAGE = new RegExp(`!${BRACKETS}`, "g");
const LINK = new RegExp(BRACKETS, "g");

const HEADING = /^ {0,3}#{1,6}[ \t]+/gm;
const LIST_MARK = /^[ \t]*(?:[-*+]|\d{1,9}\.)[ \t]+/gm;
const QUOTE_MARK = /^ {0,3}(?:>[ \t]?)+/gm;
const RULE = /^[ \t]*([-*_])\1{2,}[ \t]*$/gm;

const COMMENT = /<!--(?:(?!<!--|-->)[^])*-->/g;
const ATTRIBUTE = String.raw`\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+)`;
const TAG = new RegExp(String.raw`<\/?([a-z][a-z0-9]*)(?:${ATTRIBUTE})*\s*\/?>`, "gi");

/** Anything else between `<` and `>` is what somebody wrote. */
const TAG_NAMES = new Set(
  (
    "a abbr b blockquote body br button center code del div em font form h1 h2 h3 h4 h5 h6 head hr html i iframe img" +
    " input ins kbd li link mark meta object ol p pre q s script small span strike strong style sub summary sup svg" +
    " table tbody td tfoot th thead title tr u ul video"
  ).split(" "),
);

const dropTag = (tag: string, name: string): string => (TAG_NAMES.has(name.toLowerCase()) ? "" : tag);

/** Rules go before the marks of lists, which have a look of them. */
const dropBlocks = (text: string): string =>
  text.replaceAll(RULE, "").replaceAll(HEADING, "").replaceAll(LIST_MARK, "• ").replaceAll(QUOTE_MARK, "");

/**
 * How many characters {@link toPlainText} leaves out because they stand in fences.
 * @param text - Markdown
 */
export const countFencedCharacters = (text: string): number =>
  [...text.matchAll(FENCED_CODE)].reduce((count, [, fenced = ""]) => count + fenced.trim().length, 0);

/**
 * A note without its Markdown and HTML, on one line. What only looks like markup stays: `a_b_c`, `2*3*4`, `a < b`.
 * @param text - Markdown
 * @returns plain text; not escaped for any other use
 */
export const toPlainText = (text: string): string => {
  const unwrapped = text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(FENCED_CODE, "")
    .replaceAll(INLINE_CODE, "$1")
    .replaceAll(IMAGE, "$1")
    .replaceAll(LINK, "$1");
  return dropBlocks(unwrapEmphasis(unwrapped))
    .replaceAll(COMMENT, "")
    .replaceAll(TAG, dropTag)
    .replaceAll(/\s+/g, " ")
    .trim();
};

/**
 * Characters that a reader of a file cannot see, or that make a line read differently from what it is: control characters,
 * separators that end a line for some tools, marks of no width, and marks that turn the direction of a text.
 */
const INVISIBLE = new RegExp(
  "[\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202f\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]",
  "g",
);

const escapeCharacter = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * A text as a string literal of JavaScript, in double quotes, that evaluates to exactly that text. Nothing in the text can end
 * the literal, its line, a comment around it or an HTML script it stands in.
 * @param text - any text, with unpaired surrogates too
 * @returns source code
 */
export const toLiteral = (text: string): string =>
  JSON.stringify(text)
    .replaceAll(INVISIBLE, escapeCharacter)
    .replaceAll("</", "<\\/")
    .replaceAll("<!", "\\u003c!")
    .replaceAll("-->", "--\\u003e")
    .replaceAll("*/", "*\\/");

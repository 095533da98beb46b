const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as content of an element or of a quoted attribute, where none of it is markup. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");

/**
 * A value as JSON inside a `<script>`: no `<` can end the element or begin a comment, and the two line separators that
 * older engines take for the end of a line of code are written as escapes. Half characters are, too, by JSON itself.
 * @param value - plain data; numbers that are not finite become `null`
 * @returns JSON that reads back as the same value
 */
export const escapeJson = (value: object): string =>
  JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");

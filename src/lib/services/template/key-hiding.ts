/** What keeps the key off the screen. */
export const KEY_HIDING = `/**
 * A pattern of a text in each way a server may echo it: as it is, escaped in JSON, up to three times, or for an address.
 *
 * @param {string} text
 */
function matchEscaped(text) {
  // Backslashes go together: each with a number of its own there would be no end of ways to count them.
  const pieces = text.match(/\\\\+|[^\\\\]/g) ?? [];
  const patterns = pieces.map((piece) => {
    const code = piece.charCodeAt(0).toString(16).padStart(4, "0");
    const plain = piece.startsWith("\\\\") ? \`\\\\\\\\{\${piece.length},\${piece.length * 8}}\` : \`\\\\\\\\{0,7}\\\\u\${code}\`;
    return \`(?:\${plain}|(?:\\\\\\\\{1,7}u\${code}|%\${code.slice(2)}){\${piece.length}})\`;
  });
  return patterns.join("");
}

/**
 * What the base64 of any text with the key in it has in common. Of a key that is too short there is nothing to be told.
 *
 * @param {string} key
 */
function listBase64(key) {
  const bytes = Buffer.from(key);
  const all = [0, 1, 2].map((shift) => {
    const first = Math.ceil((shift * 8) / 6);
    const behind = Math.floor(((shift + bytes.length) * 8) / 6);
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
    return shifted.toString("base64").slice(first, behind);
  });
  const forms = [...all, ...all.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"))];
  return [...new Set(forms)].filter(({ length }) => length >= 8);
}

const KEY_FORMS = [MODEL.apiKey, ...listBase64(MODEL.apiKey)].map(matchEscaped).join("|");

/**
 * The beginning of a text from outside, for a message: on one line, and without the key, however it is written.
 *
 * @param {string} text
 * @returns {string}
 */
function quote(text) {
  // Of what comes behind nothing is shown.
  const beginning = text.slice(0, 20_000);
  const safe = MODEL.apiKey === "" ? beginning : beginning.replace(new RegExp(KEY_FORMS, "gi"), "***");
  const line = oneLine(safe);
  return line.length > 200 ? \`\${line.slice(0, 200)}…\` : line || "(empty)";
}`;

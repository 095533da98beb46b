import fc from "fast-check";

/** Pieces that end literals, comments, lines and scripts, or begin something new. */
const PIECES = [
  "`",
  "${",
  "}",
  "*/",
  "/*",
  "//",
  "</script>",
  "<!--",
  "-->",
  '"',
  "'",
  "\n",
  "\r\n",
  "\\",
  "\\u0022",
  "\u2028",
  "\u2029",
  "\ud800",
  "\udc00",
  "\u0000",
  "\u202e",
  "\ufeff",
  "#!",
  "```",
  "**",
  "_",
  ");",
  "process.exit(7)",
  "RSI < 30",
  "名前",
  "😀",
];

/** A text made to break out of wherever it stands. */
export const hostileText = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join("")),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
      .map((codes) => String.fromCharCode(...codes)),
  );

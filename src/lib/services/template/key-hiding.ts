/** What keeps the key off the screen. */
export const KEY_HIDING = `/** What the model wants to know of who asks. */
const API_KEY = (process.env.MODEL_API_KEY || "").trim();

/** A character as it is, or as it is escaped in JSON, a script, an address or HTML. */
const ESCAPED =
  /\\\\u([\\da-f]{4})|\\\\x([\\da-f]{2})|%([\\da-f]{2})|&#x0*([\\da-f]{1,6});?|&#0*(\\d{1,7});?|&(amp|lt|gt|quot|apos|sol|bsol|plus|equals|percnt|num);|\\\\([^])|([^])/gi;
/** @type {Record<string, string>} */
const HTML_NAMES = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  sol: "/",
  bsol: "\\\\",
  plus: "+",
  equals: "=",
  percnt: "%",
  num: "#",
};
/** What letters behind a backslash stand for. @type {Record<string, string>} */
const CONTROL_LETTERS = { b: "\\b", f: "\\f", n: "\\n", r: "\\r", t: "\\t" };
/** How often a text is taken out of escapes. */
const ESCAPE_LAYERS = 4;
/** What is behind so many characters of a text never gets to the screen. */
const SHOWN_CHARACTERS = 4000;
/** How many characters one of the key becomes at most, with room to spare. */
const LONGEST_ESCAPE = 50;

/**
 * A text, and where in the original each of its characters begins and ends.
 *
 * @typedef {{ text: string, starts: number[], ends: number[] }} Traced
 */

/** @param {string} text @returns {Traced} */
const trace = (text) => {
  const starts = Array.from({ length: text.length }, (_, index) => index);
  return { text, starts, ends: starts.map((start) => start + 1) };
};

/**
 * Takes one layer of escapes off.
 *
 * @param {Traced} traced
 * @returns {Traced}
 */
function unescapeOnce({ text, starts, ends }) {
  /** @type {Traced} */
  const plain = { text: "", starts: [], ends: [] };
  for (const match of text.matchAll(ESCAPED)) {
    const [whole, ...groups] = match;
    const character = readEscaped(groups);
    const last = match.index + whole.length - 1;
    plain.text += character;
    for (let unit = 0; unit < character.length; unit += 1) {
      plain.starts.push(starts[match.index]);
      plain.ends.push(ends[last]);
    }
  }
  return plain;
}

/** @param {(string | undefined)[]} groups - of \`ESCAPED\` */
function readEscaped([json, script, address, hexadecimal, decimal, name, behindBackslash, plain]) {
  const code = json ?? script ?? address ?? hexadecimal;
  if (code !== undefined || decimal !== undefined) {
    const point = code === undefined ? Number(decimal) : Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : "?";
  }
  if (name !== undefined) {
    return HTML_NAMES[name.toLowerCase()];
  }
  return plain ?? CONTROL_LETTERS[String(behindBackslash)] ?? String(behindBackslash);
}

/**
 * A text with its place at each of so many layers of escapes, from what it is itself on.
 *
 * @param {string} text
 */
function unescapeAll(text) {
  const layers = [trace(text)];
  while (layers.length <= ESCAPE_LAYERS) {
    layers.push(unescapeOnce(layers[layers.length - 1]));
  }
  return layers;
}

/**
 * Leaves out what a line may be broken with, and the case.
 *
 * @param {Traced} traced
 * @returns {Traced}
 */
function compact({ text, starts, ends }) {
  const units = text.split("").map((unit, index) => ({ unit, start: starts[index], end: ends[index] }));
  const kept = units.filter(({ unit }) => !/[\\s\\p{C}]/u.test(unit));
  return {
    text: kept.map(({ unit }) => (unit.toLowerCase().length === 1 ? unit.toLowerCase() : unit)).join(""),
    starts: kept.map(({ start }) => start),
    ends: kept.map(({ end }) => end),
  };
}

/**
 * What the base64 of any text with some bytes in it has in common. Of a key that is too short there is nothing to be told.
 *
 * @param {Buffer} bytes
 */
function listBase64(bytes) {
  const all = [0, 1, 2].map((shift) => {
    const first = Math.ceil((shift * 8) / 6);
    const behind = Math.floor(((shift + bytes.length) * 8) / 6);
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
    return shifted.toString("base64").slice(first, behind);
  });
  const forms = [...all, ...all.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"))];
  return forms.filter(({ length }) => length >= 8);
}

/**
 * What to look for: the key, as its bytes look when they are taken for something else, and as base64. A key that looks like an
 * escape comes out of the escapes around it as something shorter.
 *
 * @param {string} key
 */
function listKeyForms(key) {
  const taken = Buffer.from(key).toString("latin1");
  const takenTwice = Buffer.from(taken).toString("latin1");
  const forms = [key, taken, takenTwice].flatMap((form) => [form, form.replace(/[^\\p{ASCII}]/gu, "\\ufffd")]);
  const shorter = forms
    .flatMap((form) => unescapeAll(form).map(({ text }) => text))
    .filter(({ length }) => length >= 8);
  const encoded = [key, taken, takenTwice].map((form) => Buffer.from(form, "latin1")).flatMap(listBase64);
  const all = [...forms, ...shorter, ...encoded].map((form) => compact(trace(form)).text);
  return [...new Set(all)].filter((form) => form !== "");
}

const KEY_FORMS = listKeyForms(API_KEY);

/**
 * Where the key stands in a text.
 *
 * @param {string} text
 */
function findKey(text) {
  /** @type {{ start: number, end: number }[]} */
  const places = [];
  for (const layer of unescapeAll(text)) {
    const { text: folded, starts, ends } = compact(layer);
    for (const form of KEY_FORMS) {
      for (let found = folded.indexOf(form); found !== -1; found = folded.indexOf(form, found + 1)) {
        places.push({ start: starts[found], end: ends[found + form.length - 1] });
      }
    }
  }
  return places.toSorted((left, right) => left.start - right.start);
}

/**
 * The beginning of a text on one line, without the key: as it is, escaped in JSON, up to three times, for an address, up to
 * twice, or for HTML, and as base64.
 *
 * @param {string} text
 */
function hideKey(text) {
  // First of all, so that no part of a key comes into sight when what is before it gets shorter.
  const line = text.replace(/[\\s\\p{C}]+/gu, " ");
  const seen = line.slice(0, SHOWN_CHARACTERS + LONGEST_ESCAPE * API_KEY.length);
  let safe = "";
  let from = 0;
  for (const { start, end } of KEY_FORMS.length > 0 ? findKey(seen) : []) {
    if (start < SHOWN_CHARACTERS && end > from) {
      safe += start < from ? "" : \`\${seen.slice(from, start)}***\`;
      from = end;
    }
  }
  return safe + seen.slice(from, SHOWN_CHARACTERS);
}

/**
 * The beginning of a text from outside, for a message.
 *
 * @param {string} text
 * @returns {string}
 */
function quote(text) {
  const line = oneLine(text);
  return line.length > 200 ? \`\${line.slice(0, 200)}…\` : line || "(empty)";
}`;

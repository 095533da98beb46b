import { createHash } from "node:crypto";
import { encodeFileName } from "./file-names";

/** File systems take 255 bytes; a temporary name is up to eleven longer than the one it stands for. */
const MAX_BYTES = 240;

/** What {@link encodeFileName} never makes: the only `%` it writes is followed by two digits. */
const SHORT_MARK = "%~";

const HASH_DIGITS = 32;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Taken from the code units, so that it tells names apart that UTF-8 does not. */
const hashName = (name: string): string =>
  createHash("sha256").update(Buffer.from(name, "utf16le")).digest("hex").slice(0, HASH_DIGITS);

const countBytes = (text: string): number => Buffer.byteLength(text, "utf8");

/** The first whole characters of a text that fit. */
const takeBytes = (text: string, limit: number): string => {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += countBytes(character);
    if (bytes > limit) {
      break;
    }
    end += character.length;
  }
  return text.slice(0, end);
};

const shorten = (encoded: string, name: string, extension: string): string => {
  const ending = `${SHORT_MARK}${hashName(name)}${extension}`;
  return `${takeBytes(encoded, MAX_BYTES - countBytes(ending))}${ending}`;
};

/**
 * Any text as one part of a path, for files that are written and never looked up by their name. Ordinary names stay as they
 * are, and two different names never get the same part: one that is too long for a file system keeps its beginning and ends
 * with a hash of the whole, one that no file system can keep is its hash.
 * @param name - symbol, strategy or id, without the extension
 * @param extension - plain text with its dot, such as `".md"`
 * @returns one part of a path, at most 240 bytes
 */
export const encodePathPart = (name: string, extension = ""): string => {
  const full = `${name}${extension}`;
  if (full === "" || LONE_SURROGATE.test(full)) {
    return shorten("", name, extension);
  }
  const encoded = encodeFileName(full);
  return countBytes(encoded) > MAX_BYTES ? shorten(encodeFileName(name), name, extension) : encoded;
};

import { PersistError } from "../errors/PersistError";

/**
 * Characters that mean something to a file system of today, and `%`, which the encoding itself uses. Code points below
 * space and DEL are the control characters.
 */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const UNSAFE_CHARACTER = /[/\\:*?"<>|%\u0000-\u001f\u007f]/g;

/** Windows drops these at the end of a name; `.` and `..` are no names at all. */
const UNSAFE_END = /[. ]$/;

const LONE_SURROGATE = /\p{Surrogate}/u;

const ENCODED_CHARACTER = /%([0-9A-F]{2})/g;

const encodeCharacter = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

/**
 * A name as one part of a path. Ordinary names stay as they are; only what could leave the folder, or what some file system
 * refuses, is percent-encoded. Two different names never get the same part.
 * @param name - symbol, strategy, risk profile or document id
 * @throws PersistError `PERSIST_NAME_INVALID` for an empty name, or one with half a character in it
 */
export const encodeFileName = (name: string): string => {
  if (name === "") {
    throw new PersistError("PERSIST_NAME_INVALID", "a name that becomes a file name must not be empty");
  }
  if (LONE_SURROGATE.test(name)) {
    throw new PersistError(
      "PERSIST_NAME_INVALID",
      `the name ${JSON.stringify(name)} holds half a character, which no file system can keep`,
    );
  }
  return name.replaceAll(UNSAFE_CHARACTER, encodeCharacter).replace(UNSAFE_END, encodeCharacter);
};

/** The name that {@link encodeFileName} made the part from. A part it did not make is decoded as far as it goes. */
export const decodeFileName = (part: string): string =>
  part.replaceAll(ENCODED_CHARACTER, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));

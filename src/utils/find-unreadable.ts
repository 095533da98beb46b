import { isObjectLike } from "./object-like";

/** A schema has lists of objects with fields. */
const MAX_DEPTH = 3;

/** What is read of an object: its own fields, and the getters of its classes. */
function* listFields(owner: object): Generator<string, void, undefined> {
  yield* Object.keys(owner);
  let prototype: unknown = Object.getPrototypeOf(owner);
  while (isObjectLike(prototype) && prototype !== Object.prototype) {
    const getters = Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(([, { get }]) => get);
    yield* getters.map(([name]) => name);
    prototype = Object.getPrototypeOf(prototype);
  }
}

const joinPath = (path: string, owner: object, field: string): string => {
  if (Array.isArray(owner)) {
    return `${path}[${field}]`;
  }
  return path === "" ? field : `${path}.${field}`;
};

const search = (owner: object, path: string, depth: number): string | undefined => {
  for (const field of listFields(owner)) {
    const fieldPath = joinPath(path, owner, field);
    let value: unknown;
    try {
      value = Reflect.get(owner, field);
    } catch {
      return fieldPath;
    }
    const found =
      depth < MAX_DEPTH && typeof value === "object" && value !== null
        ? search(value, fieldPath, depth + 1)
        : undefined;
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
};

/**
 * Looks for the field whose getter throws. Reads whatever it comes by until then, so it is for an object that could not be read.
 * @param value - anything
 * @returns its path, such as `source[0].fetch`; `undefined` when there is none, or it cannot be found
 */
export const findUnreadableField = (value: unknown): string | undefined => {
  try {
    return isObjectLike(value) ? search(value, "", 1) : undefined;
  } catch {
    // A proxy that refuses to be looked through.
    return undefined;
  }
};

/**
 * An object and what it inherits from, up to what all objects have. Each is only looked at when the next one is asked for.
 * @param start - the first one; nothing when it is no object
 */
export function* walkPrototypes(start: unknown): Generator<object, void, undefined> {
  let current = start;
  while (typeof current === "object" && current !== null && current !== Object.prototype) {
    yield current;
    current = Object.getPrototypeOf(current);
  }
}

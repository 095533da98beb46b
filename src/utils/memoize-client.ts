import { memoize } from "functools-kit";

/** A memoized factory: one instance per key. */
export interface MemoizedFactory<Args extends unknown[], Instance> {
  (...args: Args): Instance;
  /** Drops the instance of a key, or all of them when no key is given. */
  clear(key?: string): void;
  /** Whether there is an instance for the key. */
  has(key: string): boolean;
  /** The instance of a key, if there is one; never creates. */
  get(key: string): Instance | undefined;
  /** Puts an instance in the place of a key. */
  add(key: string, instance: Instance): void;
  /** Drops the instance of a key; whether there was one. */
  remove(key: string): boolean;
  /** All keys, oldest first. */
  keys(): string[];
  /** All instances, oldest first. */
  values(): Instance[];
}

/**
 * `memoize` with two traps of it closed: a factory that throws leaves no entry behind, and clearing the empty key
 * clears that key, not everything.
 *
 * @param createKey - builds the key from the arguments
 * @param createInstance - called once per key
 */
export const memoizeClient = <Args extends unknown[], Instance extends object>(
  createKey: (args: Args) => string,
  createInstance: (...args: Args) => Instance,
): MemoizedFactory<Args, Instance> => {
  const cache = memoize<(...args: Args) => Instance>(createKey, createInstance);
  const getInstance = (...args: Args): Instance => {
    try {
      return cache(...args);
    } catch (error) {
      cache.remove(createKey(args));
      throw error;
    }
  };
  return Object.assign(getInstance, {
    clear: (key?: string): void => {
      if (key === undefined) {
        cache.clear();
      } else {
        cache.remove(key);
      }
    },
    has: (key: string): boolean => cache.has(key),
    get: (key: string): Instance | undefined => cache.get(key),
    add: (key: string, instance: Instance): void => cache.add(key, instance),
    remove: (key: string): boolean => cache.remove(key),
    keys: (): string[] => cache.keys(),
    values: (): Instance[] => cache.values(),
  });
};

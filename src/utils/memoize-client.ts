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

interface KnownInstance<Args, Instance> {
  readonly args: Args;
  readonly instance: Instance;
}

const isSameList = (left: readonly unknown[], right: readonly unknown[]): boolean => {
  for (let index = 0; index < left.length; index += 1) {
    if (left[index] !== right[index]) {
      return false;
    }
  }
  return left.length === right.length;
};

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
  // A run asks for the same client again and again, and others in between, for other symbols: as long as nothing was dropped,
  // no key is built for that.
  const last = new Map<unknown, KnownInstance<Args, Instance>>();
  let newest: KnownInstance<Args, Instance> | null = null;
  const forget = (): void => {
    last.clear();
    newest = null;
  };
  const getInstance = (...args: Args): Instance => {
    if (newest !== null && isSameList(newest.args, args)) {
      return newest.instance;
    }
    const known = last.get(args[0]);
    if (known !== undefined && isSameList(known.args, args)) {
      newest = known;
      return known.instance;
    }
    try {
      const instance = cache(...args);
      newest = { args, instance };
      last.set(args[0], newest);
      return instance;
    } catch (error) {
      cache.remove(createKey(args));
      throw error;
    }
  };
  return Object.assign(getInstance, {
    clear: (key?: string): void => {
      forget();
      if (key === undefined) {
        cache.clear();
      } else {
        cache.remove(key);
      }
    },
    has: (key: string): boolean => cache.has(key),
    get: (key: string): Instance | undefined => cache.get(key),
    add: (key: string, instance: Instance): void => {
      forget();
      cache.add(key, instance);
    },
    remove: (key: string): boolean => {
      forget();
      return cache.remove(key);
    },
    keys: (): string[] => cache.keys(),
    values: (): Instance[] => cache.values(),
  });
};

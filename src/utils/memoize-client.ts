import { memoize } from "functools-kit";

/** A memoized factory: one instance per key. */
export interface MemoizedFactory<First, Second, Third, Instance> {
  (first: First, second: Second, third: Third): Instance;
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

interface KnownInstance<First, Second, Third, Instance> {
  readonly first: First;
  readonly second: Second;
  readonly third: Third;
  readonly instance: Instance;
}

/**
 * `memoize` with two traps of it closed: a factory that throws leaves no entry behind, and clearing the empty key
 * clears that key, not everything. For up to three arguments, which it takes one by one: a list of them for each call would cost
 * a run as much as some of its steps.
 *
 * @param createKey - builds the key from the arguments
 * @param createInstance - called once per key
 */
export const memoizeClient = <Instance extends object, First, Second = void, Third = void>(
  createKey: (first: First, second: Second, third: Third) => string,
  createInstance: (first: First, second: Second, third: Third) => Instance,
): MemoizedFactory<First, Second, Third, Instance> => {
  const cache = memoize<(first: First, second: Second, third: Third) => Instance>(
    ([first, second, third]) => createKey(first, second, third),
    createInstance,
  );
  // A run asks for the same client again and again, and others in between, for other symbols: as long as nothing was dropped,
  // no key is built for that.
  const last = new Map<First, KnownInstance<First, Second, Third, Instance>>();
  let newest: KnownInstance<First, Second, Third, Instance> | null = null;
  const forget = (): void => {
    last.clear();
    newest = null;
  };
  const getInstance = (first: First, second: Second, third: Third): Instance => {
    if (newest !== null && newest.first === first && newest.second === second && newest.third === third) {
      return newest.instance;
    }
    const known = last.get(first);
    if (known !== undefined && known.second === second && known.third === third) {
      newest = known;
      return known.instance;
    }
    try {
      const instance = cache(first, second, third);
      newest = { first, second, third, instance };
      last.set(first, newest);
      return instance;
    } catch (error) {
      cache.remove(createKey(first, second, third));
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

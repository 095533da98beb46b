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
  /** The instance of the arguments, if there is one; never creates. */
  find(...args: Args): Instance | undefined;
  /** Drops the instance of the arguments. */
  drop(...args: Args): void;
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
  readonly key: string;
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
  const cache = memoize<(key: string, args: Args) => Instance>(
    ([key]) => key,
    (_key, args) => createInstance(...args),
  );
  // A run asks for the same client again and again, and others in between, for other symbols: as long as nothing was dropped,
  // no key is built for that.
  const last = new Map<unknown, KnownInstance<Args, Instance>>();
  let newest: KnownInstance<Args, Instance> | null = null;
  /** Whether nothing is cached: a signal that is asked for by nobody needs no key to find that out. */
  let isEmpty = true;
  const forget = (): void => {
    last.clear();
    newest = null;
  };
  const recall = (args: Args): KnownInstance<Args, Instance> | null => {
    if (newest !== null && isSameList(newest.args, args)) {
      return newest;
    }
    const known = last.get(args[0]);
    return known !== undefined && isSameList(known.args, args) ? known : null;
  };
  const remove = (key: string): boolean => {
    forget();
    const wasThere = cache.remove(key);
    isEmpty = cache.keys().length === 0;
    return wasThere;
  };
  const getInstance = (...args: Args): Instance => {
    const known = recall(args);
    if (known !== null) {
      newest = known;
      return known.instance;
    }
    const key = createKey(args);
    try {
      const instance = cache(key, args);
      newest = { args, key, instance };
      last.set(args[0], newest);
      isEmpty = false;
      return instance;
    } catch (error) {
      cache.remove(key);
      throw error;
    }
  };
  return Object.assign(getInstance, {
    clear: (key?: string): void => {
      if (key === undefined) {
        forget();
        cache.clear();
        isEmpty = true;
      } else {
        remove(key);
      }
    },
    has: (key: string): boolean => cache.has(key),
    get: (key: string): Instance | undefined => cache.get(key),
    find: (...args: Args): Instance | undefined =>
      isEmpty ? undefined : (recall(args)?.instance ?? cache.get(createKey(args))),
    drop: (...args: Args): void => {
      remove(recall(args)?.key ?? createKey(args));
    },
    add: (key: string, instance: Instance): void => {
      forget();
      isEmpty = false;
      cache.add(key, instance);
    },
    remove,
    keys: (): string[] => cache.keys(),
    values: (): Instance[] => cache.values(),
  });
};

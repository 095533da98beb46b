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
 * The instances asked for last. A run asks for the same client again and again, and others in between, for other symbols: as long
 * as nothing was dropped, no key is built for that.
 */
class RecentInstances<Args extends unknown[], Instance> {
  private readonly last = new Map<unknown, KnownInstance<Args, Instance>>();
  private newest: KnownInstance<Args, Instance> | null = null;

  public recall(args: Args): KnownInstance<Args, Instance> | null {
    const { newest } = this;
    if (newest !== null && isSameList(newest.args, args)) {
      return newest;
    }
    const known = this.last.get(args[0]);
    if (known === undefined || !isSameList(known.args, args)) {
      return null;
    }
    this.newest = known;
    return known;
  }

  public remember(known: KnownInstance<Args, Instance>): void {
    this.newest = known;
    this.last.set(known.args[0], known);
  }

  public forget(): void {
    this.last.clear();
    this.newest = null;
  }
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
  const cache = memoize<(key: string, args: Args) => Instance>(
    ([key]) => key,
    (_key, args) => createInstance(...args),
  );
  const recent = new RecentInstances<Args, Instance>();
  /** Whether nothing is cached: then it takes no key to know that something is not there. */
  let isEmpty = true;
  const remove = (key: string): boolean => {
    recent.forget();
    const wasThere = cache.remove(key);
    isEmpty = cache.keys().length === 0;
    return wasThere;
  };
  const getInstance = (...args: Args): Instance => {
    const known = recent.recall(args);
    if (known !== null) {
      return known.instance;
    }
    const key = createKey(args);
    try {
      const instance = cache(key, args);
      recent.remember({ args, key, instance });
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
        recent.forget();
        cache.clear();
        isEmpty = true;
      } else {
        remove(key);
      }
    },
    has: (key: string): boolean => cache.has(key),
    get: (key: string): Instance | undefined => cache.get(key),
    find: (...args: Args): Instance | undefined =>
      isEmpty ? undefined : (recent.recall(args)?.instance ?? cache.get(createKey(args))),
    drop: (...args: Args): void => {
      remove(recent.recall(args)?.key ?? createKey(args));
    },
    add: (key: string, instance: Instance): void => {
      recent.forget();
      isEmpty = false;
      cache.add(key, instance);
    },
    remove,
    keys: (): string[] => cache.keys(),
    values: (): Instance[] => cache.values(),
  });
};

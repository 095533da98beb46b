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
  /** The instance of the arguments, if there is one; never creates. */
  find(first: First, second: Second, third: Third): Instance | undefined;
  /** Drops the instance of the arguments. */
  drop(first: First, second: Second, third: Third): void;
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
  readonly key: string;
  readonly instance: Instance;
}

/**
 * The instances asked for last. A run asks for the same client again and again, and others in between, for other symbols: as long
 * as nothing was dropped, no key is built for that.
 */
class RecentInstances<First, Second, Third, Instance> {
  private readonly last = new Map<First, KnownInstance<First, Second, Third, Instance>>();
  private newest: KnownInstance<First, Second, Third, Instance> | null = null;
  /** Whether nothing is cached at all: then it takes no key to know that something is not there. */
  public isEmpty = true;

  public recall(
    first: First,
    second: Second,
    third: Third,
  ): KnownInstance<First, Second, Third, Instance> | null {
    const { newest } = this;
    if (newest !== null && newest.first === first && newest.second === second && newest.third === third) {
      return newest;
    }
    const known = this.last.get(first);
    if (known === undefined || known.second !== second || known.third !== third) {
      return null;
    }
    this.newest = known;
    return known;
  }

  public remember(known: KnownInstance<First, Second, Third, Instance>): void {
    this.isEmpty = false;
    this.newest = known;
    this.last.set(known.first, known);
  }

  public forget(): void {
    this.last.clear();
    this.newest = null;
  }
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
  const cache = memoize<(key: string, first: First, second: Second, third: Third) => Instance>(
    ([key]) => key,
    (_key, first, second, third) => createInstance(first, second, third),
  );
  const recent = new RecentInstances<First, Second, Third, Instance>();
  const remove = (key: string): boolean => {
    recent.forget();
    const wasThere = cache.remove(key);
    recent.isEmpty = cache.keys().length === 0;
    return wasThere;
  };
  const getInstance = (first: First, second: Second, third: Third): Instance => {
    const known = recent.recall(first, second, third);
    if (known !== null) {
      return known.instance;
    }
    const key = createKey(first, second, third);
    try {
      const instance = cache(key, first, second, third);
      recent.remember({ first, second, third, key, instance });
      return instance;
    } catch (error) {
      cache.remove(key);
      throw error;
    }
  };
  return Object.assign(getInstance, {
    clear: (key?: string): void => {
      if (key !== undefined) {
        remove(key);
        return;
      }
      recent.forget();
      cache.clear();
      recent.isEmpty = true;
    },
    has: (key: string): boolean => cache.has(key),
    get: (key: string): Instance | undefined => cache.get(key),
    find: (first: First, second: Second, third: Third): Instance | undefined => {
      const known = recent.recall(first, second, third);
      return known?.instance ?? (recent.isEmpty ? undefined : cache.get(createKey(first, second, third)));
    },
    drop: (first: First, second: Second, third: Third): void => {
      remove(recent.recall(first, second, third)?.key ?? createKey(first, second, third));
    },
    add: (key: string, instance: Instance): void => {
      recent.forget();
      recent.isEmpty = false;
      cache.add(key, instance);
    },
    remove,
    keys: (): string[] => cache.keys(),
    values: (): Instance[] => cache.values(),
  });
};

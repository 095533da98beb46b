import { AsyncLocalStorage } from "node:async_hooks";
import type { Hit, HitPhase } from "./plan";
import { HOOKS_NAME } from "./hooks-name";

/** What is being done. */
export interface CrashScope {
  readonly name: string;
  /** Hits so far by id and phase. */
  readonly counts: Map<string, number>;
}

export const createScope = (name: string): CrashScope => ({ name, counts: new Map() });

const scopes = new AsyncLocalStorage<CrashScope>();

let outermost = createScope("outside");
let listener: ((hit: Hit) => void) | null = null;
let isListened: (id: string) => boolean = () => true;

/** Runs something whose hits belong to a scope. */
export const runInScope = <T>(scope: CrashScope, run: () => T): T => scopes.run(scope, run);

/** From now on, what happens in no scope belongs to this one. */
export const setOutermostScope = (name: string): void => {
  outermost = createScope(name);
};

/**
 * Hears of the hits.
 * @param isWanted - the awaits it wants to hear of, by their ids
 */
export const listenHits = (
  onHit: (hit: Hit) => void,
  isWanted: (id: string) => boolean = () => true,
): void => {
  listener = onHit;
  isListened = isWanted;
};

const hit = (id: string, phase: HitPhase): void => {
  if (listener === null || !isListened(id)) {
    return;
  }
  const { name, counts } = scopes.getStore() ?? outermost;
  const key = `${phase} ${id}`;
  const occurrence = (counts.get(key) ?? 0) + 1;
  counts.set(key, occurrence);
  listener({ scope: name, id, phase, occurrence });
};

/** Tells of the settling of what is rejected; who awaits it never gets as far as the call after the await. */
const watch = <T>(id: string, awaited: T): T => {
  if (awaited instanceof Promise) {
    awaited.then(undefined, () => hit(id, "after"));
  }
  return awaited;
};

const isAsyncGenerator = (steps: unknown): steps is AsyncGenerator =>
  typeof steps === "object" && steps !== null && Symbol.asyncIterator in steps && "throw" in steps;

const watchStep = async <T>(id: string, step: () => Promise<T>): Promise<T> => {
  hit(id, "before");
  try {
    return await step();
  } finally {
    hit(id, "after");
  }
};

/** Any other iterable passes as it is. */
const iterate = <T>(id: string, steps: T): T | AsyncIterableIterator<unknown> => {
  if (!isAsyncGenerator(steps)) {
    return steps;
  }
  const watched: AsyncIterableIterator<unknown> = {
    next: () => watchStep(id, () => steps.next()),
    return: (value) => watchStep(id, () => steps.return(value)),
    throw: (error) => watchStep(id, () => steps.throw(error)),
    [Symbol.asyncIterator]: () => watched,
  };
  return watched;
};

/** What instrumented code calls. */
const crashHooks = {
  before: (id: string): void => hit(id, "before"),
  after: <T>(id: string, value: T): T => {
    hit(id, "after");
    return value;
  },
  watch,
  iterate,
};

Object.assign(globalThis, { [HOOKS_NAME]: crashHooks });

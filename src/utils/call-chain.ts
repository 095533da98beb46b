import {
  callInsideCall,
  getScope,
  lookInsideCall,
  runInsideCall,
  type CallKind,
  type CallLink,
  type TickScope,
} from "./async-scope";

/**
 * Who called whom, across `await`: a chain of the calls that are still running around the code that asks. It answers
 * two questions: does this call come from inside a call of the same owner (waiting for it would wait for itself), and
 * is the code that asks user code or the engine?
 */

const findRunning = (link: CallLink | undefined): CallLink | undefined => {
  let current = link;
  while (current !== undefined && !current.isRunning) {
    current = current.parent;
  }
  return current;
};

/** Whether a value is something that can be awaited. */
export const isPromiseLike = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

/** A call whose end the caller decides. */
class OpenCall implements CallLink {
  public isRunning = true;

  public constructor(
    public readonly owner: object,
    public readonly kind: CallKind,
    public readonly parent: CallLink | undefined,
  ) {}

  /** Runs something inside of it, and inside of a tick where there is one with it. */
  public run<T>(fn: () => T, tick?: TickScope): T {
    return runInsideCall(this, fn, tick);
  }

  /** As `run`, for a function made once that is given what it works on. */
  public runWith<A, T>(fn: (argument: A) => T, argument: A, tick?: TickScope): T {
    return callInsideCall(this, fn, argument, tick);
  }

  /** As `runWith`, for engine code that enters the scope before it starts anything that waits. */
  public lookWith<A, T>(fn: (argument: A) => T, argument: A): T {
    return lookInsideCall(this, fn, argument);
  }

  public end(): void {
    this.isRunning = false;
  }

  /** Ends it as soon as what it has returned settles. */
  public endWith(result: PromiseLike<unknown>): void {
    const end = (): void => this.end();
    result.then(end, end);
  }
}

export type { OpenCall };

/** Begins a call of `owner`. Where its end is noticed anyway, this saves a promise. */
export const openCall = (owner: object, kind: CallKind): OpenCall =>
  new OpenCall(owner, kind, findRunning(getScope().call));

/**
 * Runs `fn` as a call of `owner`. The call ends when `fn` returns or throws; when it returns a promise, as soon as that
 * settles.
 */
export const runCall = <T>(owner: object, kind: CallKind, fn: () => T): T => {
  const call = openCall(owner, kind);
  let result: T;
  try {
    result = call.run(fn);
  } catch (error) {
    call.end();
    throw error;
  }
  if (isPromiseLike(result)) {
    call.endWith(result);
  } else {
    call.end();
  }
  return result;
};

/** The calls that have not ended around one, itself included, from the inside out. */
function* walkRunning(start: CallLink | undefined): Generator<CallLink, void, undefined> {
  for (let link = findRunning(start); link !== undefined; link = findRunning(link.parent)) {
    yield link;
  }
}

/** Whether the caller runs inside a call of `owner` that has not ended. */
export const isInsideCallOf = (owner: object): boolean => {
  for (let link = findRunning(getScope().call); link !== undefined; link = findRunning(link.parent)) {
    if (link.owner === owner) {
      return true;
    }
  }
  return false;
};

/**
 * Remembers the calls around the caller.
 * @returns the owners of those that have not ended when it is asked, from the inside out
 */
export const rememberCallers = (): (() => readonly object[]) => {
  const start = getScope().call;
  return () => Array.from(walkRunning(start), ({ owner }) => owner);
};

/**
 * Whether the caller runs inside of user code that has not ended, and for which the engine may be waiting. Work that user
 * code started and did not await is outside of it when its call has ended.
 */
export const isInsideUserCall = (): boolean => {
  for (const { kind } of walkRunning(getScope().call)) {
    if (kind === "user") {
      return true;
    }
  }
  return false;
};

/**
 * Whether the innermost call around the caller is user code. Work that user code started and did not await stays user
 * code when its call has ended.
 */
export const isInsideUserCode = (): boolean => getScope().call?.kind === "user";

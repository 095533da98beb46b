import { AsyncLocalStorage } from "node:async_hooks";
import type { IExecutionContext, IMethodContext } from "../interfaces/Context.interface";

/** Whose code a call runs. */
export type CallKind = "engine" | "user";

/** A call that code runs inside of, and the one around it. */
export interface CallLink {
  /** Ended links stay reachable through work nobody awaited; they count for nothing. */
  isRunning: boolean;
  readonly owner: object;
  readonly kind: CallKind;
  readonly parent: CallLink | undefined;
}

/** The tick that code runs inside of. */
export interface TickScope {
  /** Its instant, ms. */
  readonly time: number;
  readonly backtest: boolean;
  /** Whether code inside can read the context, or is only held back by it. */
  readonly isVisible: boolean;
  /** Whether what asks must not go to a later instant: user code, and work that has outlived its call. */
  readonly holdsBack: boolean;
  /** A copy of the context. @throws ContextError `CONTEXT_CLOSED` */
  readonly context: IExecutionContext;
  /** @throws ContextError `CONTEXT_CLOSED` */
  requireOpen(): void;
  /** A copy of the context; `undefined` when it has ended or cannot be seen. */
  peek(): IExecutionContext | undefined;
  /** A scope at the same instant that cannot be read and still holds back. */
  hide(): TickScope;
}

/**
 * What code knows of where it runs, across `await`, `Promise.all` and timers. It is one record in one storage: the runtime
 * carries every storage along with every promise, so one for each part would make each promise cost as many times as much.
 */
export class AsyncScope {
  public constructor(
    /** The innermost call. */
    public readonly call: CallLink | undefined,
    /** The tick. */
    public readonly tick: TickScope | undefined,
    /** The names of the run; the object itself stands for the run. */
    public readonly run: IMethodContext | undefined,
    /** No data after this instant, ms. */
    public readonly dataEnd: number | undefined,
  ) {}
}

const OUTSIDE = new AsyncScope(undefined, undefined, undefined, undefined);

const storage = new AsyncLocalStorage<AsyncScope>();

/**
 * The scope of the engine code that is running synchronously; `null` in user code and behind an `await`. Asking the storage costs
 * ten times as much. User code may enter other contexts by means the engine does not see (`AsyncResource`), so there the storage
 * alone is asked.
 */
let engineScope: AsyncScope | null = null;

/** Where the caller runs. */
export const getScope = (): AsyncScope => engineScope ?? storage.getStore() ?? OUTSIDE;

/** As {@link runInsideScope}, for a function made once that is given what it works on: a new one for each call costs. */
export const callInsideScope = <A, T>(scope: AsyncScope, fn: (argument: A) => T, argument: A): T => {
  const outer = engineScope;
  engineScope = scope.call?.kind === "engine" ? scope : null;
  try {
    return storage.run(scope, fn, argument);
  } finally {
    engineScope = outer;
  }
};

const invoke = <T>(fn: () => T): T => fn();

/**
 * Runs engine code somewhere without the storage hearing of it, which would cost more than most of what such code does. It calls
 * {@link enterScope} before it starts anything that waits. For a function made once, as {@link callInsideScope}.
 */
export const lookInsideScope = <A, T>(scope: AsyncScope, fn: (argument: A) => T, argument: A): T => {
  const outer = engineScope;
  engineScope = scope;
  try {
    return fn(argument);
  } finally {
    engineScope = outer;
  }
};

/** Runs `fn`, and all it starts, where {@link getScope} was asked. */
export const runInsideScope = <T>(scope: AsyncScope, fn: () => T): T => callInsideScope(scope, invoke<T>, fn);

/** Goes on where the caller is with what may wait: all that is started finds itself there, too. */
export const enterScope = <T>(fn: () => T): T => runInsideScope(getScope(), fn);

/**
 * Runs engine code that user code has called, up to its first `await`: it asks several times where it runs, and the storage is
 * asked once.
 */
export const runInCallersScope = <T>(fn: () => T): T => {
  const outer = engineScope;
  engineScope = getScope();
  try {
    return fn();
  } finally {
    engineScope = outer;
  }
};

/** Runs `fn`, and all it starts, inside of a call, and inside of a tick where there is one with it. */
export const runInsideCall = <T>(call: CallLink, fn: () => T, ownTick?: TickScope): T =>
  callInsideCall(call, invoke<T>, fn, ownTick);

/** As {@link runInsideCall}, for a function made once that is given what it works on. */
export const callInsideCall = <A, T>(
  call: CallLink,
  fn: (argument: A) => T,
  argument: A,
  ownTick?: TickScope,
): T => {
  const { tick, run, dataEnd } = getScope();
  return callInsideScope(new AsyncScope(call, ownTick ?? tick, run, dataEnd), fn, argument);
};

/** Runs `fn`, and all it starts, inside of a tick, or outside of all. */
export const runInsideTick = <T>(tick: TickScope | undefined, fn: () => T): T => {
  const { call, run, dataEnd } = getScope();
  return runInsideScope(new AsyncScope(call, tick, run, dataEnd), fn);
};

/** As {@link lookInsideScope}, inside of a tick. */
export const lookInsideTick = <A, T>(tick: TickScope, fn: (argument: A) => T, argument: A): T => {
  const { call, run, dataEnd } = getScope();
  return lookInsideScope(new AsyncScope(call, tick, run, dataEnd), fn, argument);
};

/** As {@link lookInsideScope}, inside of a call. */
export const lookInsideCall = <A, T>(call: CallLink, fn: (argument: A) => T, argument: A): T => {
  const { tick, run, dataEnd } = getScope();
  return lookInsideScope(new AsyncScope(call, tick, run, dataEnd), fn, argument);
};

/** Runs `fn`, and all it starts, inside of a run, or outside of all. */
export const runInsideRun = <T>(run: IMethodContext | undefined, fn: () => T): T => {
  const { call, tick, dataEnd } = getScope();
  return runInsideScope(new AsyncScope(call, tick, run, dataEnd), fn);
};

/** Runs `fn`, and all it starts, without data after an instant, ms. */
export const runUpTo = <T>(dataEnd: number, fn: () => T): T => {
  const { call, tick, run } = getScope();
  return runInsideScope(new AsyncScope(call, tick, run, dataEnd), fn);
};

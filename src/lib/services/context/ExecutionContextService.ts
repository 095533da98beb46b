import { ContextError } from "../../../errors/ContextError";
import type {
  IExecutionContext,
  IExecutionContextPort,
  IInstant,
  IUserScope,
} from "../../../interfaces/Context.interface";
import { getScope, lookInsideTick, runInsideTick, type TickScope } from "../../../utils/async-scope";
import { isPromiseLike } from "../../../utils/call-chain";
import { formatInstant } from "../../../utils/format-instant";
import { ExecutionScope } from "./execution-scope";
import { iterateInside } from "./iterate-inside";

const toInstant = ({ symbol, when, backtest }: IExecutionContext): IInstant => ({
  symbol,
  time: when.getTime(),
  backtest,
});

const createScope = (instant: IInstant): ExecutionScope => {
  const { time } = instant;
  const current = getScope().tick;
  if (current?.holdsBack === true && time > current.time) {
    throw new ContextError(
      "CONTEXT_LOOK_AHEAD",
      `user code at ${formatInstant(current.time)} asked for a context at ${formatInstant(time)}: nothing later than the running tick can be read`,
    );
  }
  return new ExecutionScope(instant);
};

/** The tick that has not ended. */
const requireTick = (): TickScope => {
  const { tick } = getScope();
  if (tick?.isVisible !== true) {
    throw new ContextError(
      "CONTEXT_MISSING",
      "not running in context: this call needs the instant of a running tick; call it from getSignal, a callback, a validation or a signal listener",
    );
  }
  tick.requireOpen();
  return tick;
};

/** Something under way at an instant. */
class OpenContext<T> {
  public constructor(
    private readonly scope: ExecutionScope,
    public readonly value: T,
  ) {}

  /** Closes the context; whoever waits for the value calls it then. */
  public close(): void {
    this.scope.settle();
  }
}

export type { OpenContext };

const closeAfter = <T>(scope: ExecutionScope, run: () => T): T => {
  let result: T;
  try {
    result = run();
  } catch (error) {
    scope.settle();
    throw error;
  }
  if (isPromiseLike(result)) {
    const settle = (): void => scope.settle();
    result.then(settle, settle);
  } else {
    scope.settle();
  }
  return result;
};

/** Carries the instant a run works at across everything that is called or awaited at that instant. */
export class ExecutionContextService implements IExecutionContextPort {
  /**
   * Symbol, instant and mode of the running tick: a copy, frozen.
   * @throws ContextError `CONTEXT_MISSING` outside of a tick, `CONTEXT_CLOSED` after the call it was made for has ended
   */
  public get context(): IExecutionContext {
    return requireTick().context;
  }

  /** Instant of the running tick, ms. @throws ContextError as {@link ExecutionContextService.context} */
  public get time(): number {
    return requireTick().time;
  }

  /** Mode of the running tick. @throws ContextError as {@link ExecutionContextService.context} */
  public get backtest(): boolean {
    return requireTick().backtest;
  }

  /** The context; `undefined` outside of a tick, and after the call it was made for has ended. */
  public peekContext(): IExecutionContext | undefined {
    return getScope().tick?.peek();
  }

  /**
   * Runs `fn` at an instant; the context closes when `fn` has settled.
   * @param fn - may be asynchronous
   * @param context - symbol, instant and mode
   * @returns what `fn` returns
   * @throws ContextError `CONTEXT_LOOK_AHEAD` from user code, for an instant later than its own; what `fn` throws
   */
  public runInContext<T>(fn: () => T, context: IExecutionContext): T {
    return ExecutionContextService.runInContext(fn, context);
  }

  /**
   * Runs `fn` at an instant; the caller, who waits for what it returns anyway, closes the context.
   * @param fn - made once, and given what it works on; enters its scope before it starts anything that waits
   * @param instant - symbol, time and mode
   * @throws ContextError `CONTEXT_LOOK_AHEAD` from user code, for an instant later than its own; what `fn` throws at once
   */
  public runInOpenContext<A, T>(fn: (argument: A) => T, argument: A, instant: IInstant): OpenContext<T> {
    const scope = createScope(instant);
    try {
      return new OpenContext(scope, lookInsideTick(scope, fn, argument));
    } catch (error) {
      scope.settle();
      throw error;
    }
  }

  /**
   * As `runInOpenContext`, for code that enters the tick itself where it has to, and may find that it has nothing to do.
   * @param look - gets the tick; `null` for nothing done, and then there is no context
   * @param instant - symbol, time and mode
   * @throws ContextError `CONTEXT_LOOK_AHEAD` from user code, for an instant later than its own; what `look` throws at once
   */
  public openAround<T>(look: (tick: TickScope) => T | null, instant: IInstant): OpenContext<T> | null {
    const scope = createScope(instant);
    let value: T | null;
    try {
      value = look(scope);
    } catch (error) {
      scope.settle();
      throw error;
    }
    return value === null ? null : new OpenContext(scope, value);
  }

  /**
   * A context for user code whose end the caller decides: for a call under a time limit.
   * @param instant - symbol, time and mode
   * @throws ContextError `CONTEXT_LOOK_AHEAD` from user code, for an instant later than its own
   */
  public createUserScope(instant: IInstant): IUserScope {
    return createScope(instant);
  }

  /**
   * Runs user code at an instant; the context closes when the code has settled. What serves the engine alone refuses
   * inside.
   * @param fn - may be asynchronous
   * @param context - symbol, instant and mode
   * @returns what `fn` returns; anything that can be awaited as a promise
   * @throws ContextError `CONTEXT_LOOK_AHEAD` from user code, for an instant later than its own; what `fn` throws
   */
  public runUserCode(fn: () => unknown, context: IExecutionContext): unknown {
    const scope = createScope(toInstant(context));
    return closeAfter(scope, () => scope.run(fn));
  }

  /** The instant of the back-test tick whose user code asks, also when that has ended, ms; `null` elsewhere. */
  public static findHoldingInstant(): number | null {
    const current = getScope().tick;
    return current?.backtest === true && current.holdsBack ? current.time : null;
  }

  /** Whether the caller is inside a tick that has not ended. */
  public static hasContext(): boolean {
    return getScope().tick?.peek() !== undefined;
  }

  /**
   * Runs `fn` at an instant; the context closes when `fn` has settled.
   * @param fn - may be asynchronous
   * @param context - symbol, instant and mode
   * @returns what `fn` returns
   * @throws ContextError `CONTEXT_LOOK_AHEAD` from user code, for an instant later than its own; what `fn` throws
   */
  public static runInContext<T>(fn: () => T, context: IExecutionContext): T {
    const scope = createScope(toInstant(context));
    return closeAfter(scope, () => runInsideTick(scope, fn));
  }

  /**
   * Runs `fn` as if no tick were around it. User code still cannot get to a later instant that way.
   * @param fn - may be asynchronous
   * @returns what `fn` returns
   */
  public static runOutOfContext<T>(fn: () => T): T {
    const current = getScope().tick;
    return runInsideTick(current?.holdsBack === true ? current.hide() : undefined, fn);
  }

  /**
   * Runs every step of an iterator at one instant, its consumer outside.
   * @param iterator - asked for its steps one by one; ended when the consumer leaves early
   * @param context - symbol, instant and mode
   * @throws ContextError `CONTEXT_LOOK_AHEAD` from user code, at the first step; what the iterator throws
   */
  public static async *runAsyncIterator<T>(
    iterator: AsyncIterable<T>,
    context: IExecutionContext,
  ): AsyncGenerator<T, void, undefined> {
    const scope = createScope(toInstant(context));
    try {
      yield* iterateInside(iterator, (step) => runInsideTick(scope, step));
    } finally {
      scope.close();
    }
  }
}

import { ContextError } from "../../../errors/ContextError";
import type { IMethodContext, IMethodContextPort } from "../../../interfaces/Context.interface";
import { getScope, runInsideRun } from "../../../utils/async-scope";
import { iterateInside } from "./iterate-inside";

/** Carries the names a run was started with across everything the run calls, awaits or sets a timer for. */
export class MethodContextService implements IMethodContextPort {
  /**
   * The names the run was started with.
   * @throws ContextError `CONTEXT_MISSING` outside of a run
   */
  public get context(): IMethodContext {
    const context = getScope().run;
    if (context === undefined) {
      throw new ContextError(
        "CONTEXT_MISSING",
        "not running in context: this call needs a running strategy; call it from getSignal, a callback, a validation or a listener of a run",
      );
    }
    return context;
  }

  /** Whether the caller is inside a run. */
  public get isActive(): boolean {
    return getScope().run !== undefined;
  }

  /** The names the run was started with; `undefined` outside of a run. */
  public peekContext(): IMethodContext | undefined {
    return getScope().run;
  }

  /** Whether the caller is inside a run. */
  public static hasContext(): boolean {
    return getScope().run !== undefined;
  }

  /**
   * Runs `fn`, and all it starts, inside a method context.
   * @param fn - may be asynchronous
   * @param context - names of strategy, exchange and frame; the object itself stands for the run
   * @returns what `fn` returns
   */
  public static runInContext<T>(fn: () => T, context: IMethodContext): T {
    return runInsideRun(context, fn);
  }

  /**
   * Runs `fn` as if no run were around it.
   * @param fn - may be asynchronous
   * @returns what `fn` returns
   */
  public static runOutOfContext<T>(fn: () => T): T {
    return runInsideRun(undefined, fn);
  }

  /**
   * Runs every step of an iterator inside a method context, its consumer outside.
   * @param iterator - asked for its steps one by one; ended when the consumer leaves early
   * @param context - names of strategy, exchange and frame; the object itself stands for the run
   * @throws what the iterator throws
   */
  public static runAsyncIterator<T>(
    iterator: AsyncIterable<T>,
    context: IMethodContext,
  ): AsyncGenerator<T, void, undefined> {
    return iterateInside(iterator, (step) => runInsideRun(context, step));
  }
}

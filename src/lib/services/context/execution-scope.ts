import { ContextError } from "../../../errors/ContextError";
import type { IExecutionContext, IInstant, IUserScope } from "../../../interfaces/Context.interface";
import type { TickScope } from "../../../utils/async-scope";
import { isInsideUserCode, openCall, type OpenCall } from "../../../utils/call-chain";
import { formatInstant } from "../../../utils/format-instant";
import { settleOnce } from "../../../utils/settle-once";

/** Inside of the call, for looking at an answer may run code of the user, too. */
const settleAnswer = (fn: () => unknown): unknown => settleOnce(fn());

/**
 * A context with an end: work that outlives the call it was made for must not read an old clock. It keeps its instant as a
 * number and shows copies, so that nobody can move the clock of a run by changing a date.
 */
export class ExecutionScope implements IUserScope, TickScope {
  public readonly time: number;
  private readonly symbol: string;
  public readonly backtest: boolean;
  private isOpen = true;
  private call: OpenCall | null = null;

  /** @param isVisible - whether code inside can read the context, or is only held back by it */
  public constructor(
    { symbol, time, backtest }: IInstant,
    public readonly isVisible = true,
  ) {
    this.symbol = symbol;
    this.time = time;
    this.backtest = backtest;
  }

  /** Whether what asks must not go to a later instant: user code, and work that has outlived its call. */
  public get holdsBack(): boolean {
    return !this.isOpen || isInsideUserCode();
  }

  public get context(): IExecutionContext {
    this.requireOpen();
    return this.copy();
  }

  public requireOpen(): void {
    if (!this.isOpen) {
      throw new ContextError(
        "CONTEXT_CLOSED",
        `the context of ${this.symbol} at ${formatInstant(this.time)} has ended: this work was started in a tick and not awaited; await everything that getSignal or a callback starts`,
      );
    }
  }

  public peek(): IExecutionContext | undefined {
    return this.isOpen && this.isVisible ? this.copy() : undefined;
  }

  /** A scope at the same instant that cannot be read and still holds back. */
  public hide(): ExecutionScope {
    const { symbol, time, backtest } = this;
    return new ExecutionScope({ symbol, time, backtest }, false);
  }

  public run(fn: () => unknown): unknown {
    return this.runWith(settleAnswer, fn);
  }

  public runWith<A>(fn: (argument: A) => unknown, argument: A): unknown {
    const call = openCall(this, "user");
    this.call = call;
    let result: unknown;
    try {
      result = call.runWith(fn, argument, this);
    } catch (error) {
      call.end();
      throw error;
    }
    if (!(result instanceof Promise)) {
      call.end();
    }
    return result;
  }

  public runBriefly<T>(fn: () => T): T {
    const call = openCall(this, "user");
    try {
      return call.run(fn, this);
    } finally {
      call.end();
    }
  }

  public settle(): void {
    this.call?.end();
    this.close();
  }

  public close(): void {
    this.isOpen = false;
  }

  private copy(): IExecutionContext {
    return Object.freeze({ symbol: this.symbol, when: new Date(this.time), backtest: this.backtest });
  }
}

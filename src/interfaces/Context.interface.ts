/** The instant a piece of code works at. */
export interface IExecutionContext {
  /** Trading pair of the run, such as `"BTCUSDT"`. */
  symbol: string;
  /** Now: the frame time in a back-test, the wall clock in live. */
  when: Date;
  /** `true` in a back-test, `false` in live. */
  backtest: boolean;
}

/** The names a run was started with. */
export interface IMethodContext {
  /** Name of the strategy. */
  strategyName: string;
  /** Name of the exchange. */
  exchangeName: string;
  /** `""` in live, where there is no frame. */
  frameName: string;
}

/** An execution context with its instant as a number, where nobody has to be shown a date. */
export interface IInstant {
  readonly symbol: string;
  /** ms. */
  readonly time: number;
  readonly backtest: boolean;
}

/** The instant a call into user code works at, with an end that the caller decides. */
export interface IUserScope {
  /** Runs user code inside; what can be awaited comes back as a promise. */
  run(fn: () => unknown): unknown;
  /** As `run`, for a function made once that is given what it works on, and that makes a promise of what can be awaited. */
  runWith<A>(fn: (argument: A) => unknown, argument: A): unknown;
  /** Runs something short that may come to user code by the way: getters, traps, listeners. It sees what user code sees. */
  runBriefly<T>(fn: () => T): T;
  /** Ends it: what still runs can no longer read the context. */
  close(): void;
  /** Ends it because the code has come to its end. What answers at once has come to its end by itself. */
  settle(): void;
}

/** What a client needs of the execution context: read it, or run something at another instant. */
export interface IExecutionContextPort {
  /**
   * The context of the running tick.
   * @throws ContextError `CONTEXT_MISSING` outside of a run, `CONTEXT_CLOSED` after the call it was made for has ended.
   */
  readonly context: IExecutionContext;
  /** The instant of the context, ms; without a copy of it. @throws ContextError as `context` */
  readonly time: number;
  /** The mode of the context. @throws ContextError as `context` */
  readonly backtest: boolean;
  /** Runs `fn` at another instant as part of the engine. */
  runInContext<T>(fn: () => T, context: IExecutionContext): T;
  /**
   * Runs user code at an instant. The context closes when the call has settled (a promise: when that settles), and
   * what serves the engine alone refuses inside.
   */
  runUserCode(fn: () => unknown, context: IExecutionContext): unknown;
  /** Like `runUserCode`, but the caller ends the context: for a call under a time limit. */
  createUserScope(instant: IInstant): IUserScope;
}

/** An execution context that may be missing, for clients that also work outside of a run. */
export interface IOptionalExecutionContextPort extends IExecutionContextPort {
  /** The context, or nothing outside of a tick. */
  peekContext(): IExecutionContext | undefined;
}

/** What a client needs of the method context: read it. */
export interface IMethodContextPort {
  /** @throws ContextError `CONTEXT_MISSING` outside of a run. */
  readonly context: IMethodContext;
  /** Whether the caller is inside a run. */
  readonly isActive: boolean;
}

import { ConfigurationError } from "../../../errors/ConfigurationError";
import type { IExecutionContext, IMethodContext } from "../../../interfaces/Context.interface";
import type { ILogger } from "../../../interfaces/Logger.interface";
import { isPromiseLike, runCall } from "../../../utils/call-chain";
import { settleOnce } from "../../../utils/settle-once";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { ExecutionContextService } from "../context/ExecutionContextService";
import type { MethodContextService } from "../context/MethodContextService";

type LogLevel = keyof ILogger;

/** A user's logger as it really is: nobody keeps its methods from returning a promise. */
type LogTarget = Readonly<Record<LogLevel, (topic: string, ...args: unknown[]) => unknown>>;

const LOG_LEVELS = ["log", "debug", "info", "warn"] as const satisfies readonly LogLevel[];

/** Untyped code may hand in anything. */
const hasMethod = (logger: Partial<ILogger> | null | undefined, level: LogLevel): boolean =>
  typeof logger?.[level] === "function";

const ignore = (): void => undefined;

const copyExecutionContext = ({ symbol, when, backtest }: IExecutionContext): IExecutionContext => ({
  symbol,
  when: new Date(when.getTime()),
  backtest,
});

/**
 * The logger of the library: hands every call on to the user's logger, with the method context and the execution
 * context as the last two arguments (`{}` outside of a run). Silent until `setLogger` is called. Never throws and never
 * waits: what a logger throws, or rejects with, is ignored.
 */
export class LoggerService implements ILogger {
  public readonly methodContextService = inject<MethodContextService>(TYPES.methodContextService);
  public readonly executionContextService = inject<ExecutionContextService>(TYPES.executionContextService);

  private readonly target: { logger: LogTarget | undefined } = { logger: undefined };

  /**
   * Replaces the user's logger.
   * @throws ConfigurationError `LOGGER_INVALID` when one of the four methods is missing
   */
  public setLogger(logger: ILogger): void {
    const missing = LOG_LEVELS.filter((level) => !hasMethod(logger, level));
    if (missing.length > 0) {
      throw new ConfigurationError(
        "LOGGER_INVALID",
        `the logger has no method ${missing.join(", ")}: give setLogger an object with log, debug, info and warn`,
      );
    }
    this.target.logger = logger;
  }

  /** Whether anybody hears: what would be logged at every tick is put together only then. */
  public get isHeard(): boolean {
    return this.target.logger !== undefined;
  }

  /** Normal operation of a service. */
  public log(topic: string, ...args: unknown[]): void {
    this.write("log", topic, args);
  }

  /** Details that only help while debugging. */
  public debug(topic: string, ...args: unknown[]): void {
    this.write("debug", topic, args);
  }

  /** Events worth keeping. */
  public info(topic: string, ...args: unknown[]): void {
    this.write("info", topic, args);
  }

  /** Something is not as it should be, and the run goes on. */
  public warn(topic: string, ...args: unknown[]): void {
    this.write("warn", topic, args);
  }

  private write(level: LogLevel, topic: string, args: readonly unknown[]): void {
    const { logger } = this.target;
    if (logger === undefined) {
      return;
    }
    try {
      const contexts = [this.describeMethod(), this.describeExecution()];
      const answer = runCall(this, "user", () => settleOnce(logger[level](topic, ...args, ...contexts)));
      if (isPromiseLike(answer)) {
        answer.then(ignore, ignore);
      }
    } catch {
      // A broken logger must not break trading.
    }
  }

  /** Copies, since a logger may keep or edit what it is given. */
  private describeMethod(): IMethodContext | Record<string, never> {
    const context = this.methodContextService.peekContext();
    return context === undefined ? {} : { ...context };
  }

  private describeExecution(): IExecutionContext | Record<string, never> {
    const context = this.executionContextService.peekContext();
    return context === undefined ? {} : copyExecutionContext(context);
  }
}

import type { ErrorCode } from "../errors/catalogue";
import { ContextError } from "../errors/ContextError";
import { OptimizerError } from "../errors/OptimizerError";
import { RegistrationError } from "../errors/RegistrationError";
import type {
  IOptimizerCallbacks,
  IOptimizerParams,
  IOptimizerStrategy,
  IOptimizerTemplate,
} from "../interfaces/Optimizer.interface";
import { runCall } from "../utils/call-chain";
import { checkSymbol } from "../utils/check-symbol";
import { describeValue } from "../utils/describe-value";
import { toErrorMessage } from "../utils/error-message";
import { formatInstant } from "../utils/format-instant";
import { createPlan, type IOptimizerPlan } from "./optimizer-plan";
import { mergeTemplates } from "./optimizer-template";

type OptimizerErrorCode = Extract<ErrorCode, `OPTIMIZER_${string}`>;

/** One call of an optimizer: what it works with and what it has made so far. Two calls share nothing. */
export class OptimizerCall {
  public readonly plan: IOptimizerPlan;
  public readonly template: IOptimizerTemplate;
  /** In the order they were made. */
  public readonly strategies: IOptimizerStrategy[] = [];

  /**
   * @param params - what the client works with
   * @param symbol - trading pair
   * @param source - who asks, for messages
   * @throws RunError `SYMBOL_INVALID`; RegistrationError `SCHEMA_INVALID` for a schema that was changed since its registration
   */
  public constructor(
    public readonly params: IOptimizerParams,
    public readonly symbol: string,
    source: string,
  ) {
    const { schema, template } = params;
    checkSymbol(symbol, source);
    params.checkSchema();
    try {
      this.plan = createPlan(schema);
      this.template = mergeTemplates(schema.template, template);
    } catch (cause) {
      // A getter that let the check pass.
      const problem = `the schema of optimizer ${schema.optimizerName} cannot be read: ${toErrorMessage(cause)}`;
      throw new RegistrationError("SCHEMA_INVALID", problem, { cause });
    }
  }

  /**
   * Runs user code.
   * @param code - of the error when it fails
   * @param what - how the message calls it
   * @throws OptimizerError with what it threw, or rejected with, as its cause
   */
  public async ask<T>(code: OptimizerErrorCode, what: string, call: () => T): Promise<Awaited<T>> {
    try {
      // Whatever can be awaited is awaited here, once.
      return await runCall(this, "user", async () => await call());
    } catch (cause) {
      throw this.createError(code, `${what} failed: ${toErrorMessage(cause)}`, cause);
    }
  }

  /**
   * Runs user code that makes a text.
   * @throws OptimizerError as {@link OptimizerCall.ask}, also when it gives something else
   */
  public async askText(code: OptimizerErrorCode, what: string, call: () => unknown): Promise<string> {
    const text = await this.ask(code, what, call);
    if (typeof text !== "string") {
      throw this.createError(code, `${what} must give a string, got ${describeValue(text)}`);
    }
    return text;
  }

  /** Warns of something that the user of the optimizer should look at. */
  public warn(topic: string, details: Readonly<Record<string, unknown>>): void {
    const { logger, schema } = this.params;
    logger.warn(topic, { optimizerName: schema.optimizerName, symbol: this.symbol, ...details });
  }

  /** Tells a callback, and waits for it. */
  public async tell(
    name: keyof IOptimizerCallbacks,
    call: (callbacks: Partial<IOptimizerCallbacks>) => unknown,
  ): Promise<void> {
    // Within, for both may be getters.
    await this.ask("OPTIMIZER_CALLBACK_FAILED", `the callback ${name}`, () => {
      const { callbacks } = this.params.schema;
      return callbacks?.[name] && call(callbacks);
    });
  }

  /** Tells how far the call is; what counts is strategies. */
  public async tellProgress(status: "running" | "done" | "failed"): Promise<void> {
    const { trainPeriods, sources } = this.plan;
    const totalSources = trainPeriods.length * sources.length;
    const processedSources = this.strategies.length;
    await this.params.emitProgress(
      Object.freeze({
        optimizerName: this.params.schema.optimizerName,
        symbol: this.symbol,
        totalSources,
        processedSources,
        progress: processedSources === totalSources ? 1 : processedSources / totalSources,
        status,
      }),
    );
  }

  /** An error that names the call and keeps what it has made. */
  public createError(code: OptimizerErrorCode, problem: string, cause?: unknown): OptimizerError {
    const { strategies, symbol } = this;
    const { optimizerName } = this.params.schema;
    const made =
      strategies.length > 0 ? `; what was made before is in strategies (${strategies.length})` : "";
    return new OptimizerError(code, `optimizer ${optimizerName} on ${symbol}: ${problem}${made}`, {
      strategies,
      cause,
    });
  }

  /** The program cannot be written; warns of it, too. */
  public createDumpError(directory: string, cause: unknown): OptimizerError {
    this.warn("ClientOptimizer dump failed", { directory, error: cause });
    return this.createError(
      "OPTIMIZER_DUMP_FAILED",
      `the program could not be written to ${directory}: ${toErrorMessage(cause)}`,
      cause,
    );
  }

  /** User code of a back-test must not learn from data of its future. */
  public refuseFuture(): void {
    const instant = this.params.getHoldingInstant();
    // What is no date is no date of the past.
    const period = this.plan.trainPeriods.find(({ end }) => instant !== null && !(end <= instant));
    if (instant !== null && period !== undefined) {
      throw new ContextError(
        "CONTEXT_LOOK_AHEAD",
        `optimizer ${this.params.schema.optimizerName} reads data up to ${formatInstant(period.end)}, and was called by user code at ${formatInstant(instant)}: nothing later than the running tick can be read; end rangeTrain there, or call it outside of the back-test`,
      );
    }
  }
}

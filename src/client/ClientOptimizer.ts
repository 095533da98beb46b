import { join, resolve } from "node:path";
import type { IOptimizer, IOptimizerParams, IOptimizerStrategy } from "../interfaces/Optimizer.interface";
import { describeValue } from "../utils/describe-value";
import { toErrorMessage } from "../utils/error-message";
import { formatInstant } from "../utils/format-instant";
import { OptimizerCall } from "./optimizer-call";
import { assembleCode } from "./optimizer-code";
import { noteWriter } from "./optimizer-files";
import { createMessages } from "./optimizer-messages";
import type { INamedSource, IPeriod } from "./optimizer-plan";
import { readSource } from "./optimizer-source";

/** Strategies that are compared on what they were made of look better than they are. */
const warnOfOverlap = (call: OptimizerCall): void => {
  const { trainPeriods, testPeriod } = call.plan;
  const period = trainPeriods.find(({ end }) => testPeriod.start < end);
  if (period !== undefined) {
    call.warn("ClientOptimizer getCode: rangeTest begins before a period of rangeTrain has ended", {
      rangeTestStart: formatInstant(testPeriod.start),
      rangeTrainEnd: formatInstant(period.end),
    });
  }
};

/**
 * Makes strategies of data: reads sources period by period, lets a language model say what it would trade on them, and
 * writes a program that compares the answers. Nothing is remembered from one call to the next, and calls at once do not
 * disturb one another.
 */
export class ClientOptimizer implements IOptimizer {
  public constructor(private readonly params: IOptimizerParams) {}

  /**
   * Reads all sources of all periods and makes a strategy of each. Tells how far it is, `onSourceData` and `onData`.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @returns the strategies, period by period and in each in the order of sources
   * @throws RunError `SYMBOL_INVALID`; RegistrationError `SCHEMA_INVALID` for a schema that was changed since its registration;
   *   OptimizerError, with the strategies that were made before; ContextError `CONTEXT_LOOK_AHEAD`
   */
  public async getData(symbol: string): Promise<IOptimizerStrategy[]> {
    return await this.makeData(this.begin("getData", symbol));
  }

  /**
   * A program that compares the strategies, which are made anew. Tells `onCode`.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @returns an ES module
   * @throws as `getData`
   */
  public async getCode(symbol: string): Promise<string> {
    return await this.makeCode(this.begin("getCode", symbol));
  }

  /**
   * Writes the program to `<optimizerName>_<symbol>.mjs`. Tells `onDump`.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param path - folder, relative to the working directory; created when missing
   * @throws as `getData`; OptimizerError `OPTIMIZER_DUMP_FAILED`, before anything is read or with the strategies
   */
  public async dump(symbol: string, path = "./"): Promise<void> {
    const call = this.begin("dump", symbol);
    // Before anybody pays a model for an answer.
    const directory = this.resolveFolder(call, path);
    await this.prepareFile(call, directory);
    const code = await this.makeCode(call);
    const filePath = await this.writeCode(call, directory, code);
    await call.tell("onDump", (callbacks) => callbacks.onDump?.(symbol, filePath));
  }

  private async makeData(call: OptimizerCall): Promise<IOptimizerStrategy[]> {
    const { symbol, strategies } = call;
    try {
      await this.makeStrategies(call);
    } catch (error) {
      await call.tellProgress("failed");
      throw error;
    }
    await call.tellProgress("done");
    await call.tell("onData", (callbacks) => callbacks.onData?.(symbol, strategies));
    return strategies;
  }

  private async makeStrategies(call: OptimizerCall): Promise<void> {
    for (const period of call.plan.trainPeriods) {
      // One list for all strategies of the period: it goes on growing after a strategy has got it.
      const messages: IOptimizerStrategy["messages"] = [];
      for (const source of call.plan.sources) {
        await call.tellProgress("running");
        await this.makeStrategy(call, period, source, messages);
      }
    }
  }

  private async makeStrategy(
    call: OptimizerCall,
    period: IPeriod,
    source: INamedSource,
    messages: IOptimizerStrategy["messages"],
  ): Promise<void> {
    const { symbol } = call;
    const { name, label } = source;
    const rows = await readSource(call, source, period);
    await call.tell("onSourceData", (callbacks) =>
      callbacks.onSourceData?.(symbol, name, rows, new Date(period.start), new Date(period.end)),
    );
    messages.push(...(await createMessages(call, source, rows)));
    const what = `getPrompt, for ${label},`;
    const strategy = await call.askText("OPTIMIZER_PROMPT_FAILED", what, () =>
      this.params.schema.getPrompt(symbol, messages),
    );
    if (strategy.trim() === "") {
      const problem = `${what} must give the text of a strategy, got a blank one: did the model answer?`;
      throw call.createError("OPTIMIZER_PROMPT_FAILED", problem);
    }
    call.strategies.push({ symbol, name, messages, strategy });
  }

  private async makeCode(call: OptimizerCall): Promise<string> {
    warnOfOverlap(call);
    await this.makeData(call);
    const code = await assembleCode(call);
    await call.tell("onCode", (callbacks) => callbacks.onCode?.(call.symbol, code));
    return code;
  }

  private resolveFolder(call: OptimizerCall, path: unknown): string {
    if (typeof path !== "string") {
      throw call.createError(
        "OPTIMIZER_DUMP_FAILED",
        `path must be a string, got ${describeValue(path)}: name a folder, or leave it out`,
      );
    }
    try {
      return resolve(path);
    } catch (cause) {
      throw this.createDumpError(call, path, cause);
    }
  }

  private async prepareFile(call: OptimizerCall, directory: string): Promise<void> {
    try {
      await this.params.prepareFile(directory, this.nameFile(call));
    } catch (cause) {
      throw this.createDumpError(call, directory, cause);
    }
  }

  private async writeCode(call: OptimizerCall, directory: string, code: string): Promise<string> {
    const { schema, writeFile } = this.params;
    const fileName = this.nameFile(call);
    const writer = `optimizer ${schema.optimizerName} on ${call.symbol}`;
    const overwritten = noteWriter(join(directory, fileName), writer);
    if (overwritten !== undefined) {
      const details = { path: join(directory, fileName), overwritten };
      call.warn(
        "ClientOptimizer dump: the program of another optimizer has this name and is replaced",
        details,
      );
    }
    try {
      return await writeFile(directory, fileName, code);
    } catch (cause) {
      throw this.createDumpError(call, directory, cause);
    }
  }

  private createDumpError(call: OptimizerCall, directory: string, cause: unknown): Error {
    call.warn("ClientOptimizer dump failed", { directory, error: cause });
    return call.createError(
      "OPTIMIZER_DUMP_FAILED",
      `the program could not be written to ${directory}: ${toErrorMessage(cause)}`,
      cause,
    );
  }

  private nameFile({ symbol }: OptimizerCall): string {
    return `${this.params.schema.optimizerName}_${symbol}.mjs`;
  }

  private begin(method: string, symbol: string): OptimizerCall {
    const { schema, logger } = this.params;
    // Checks the schema, so that its name can be read.
    const call = new OptimizerCall(this.params, symbol, `ClientOptimizer ${method}`);
    logger.debug(`ClientOptimizer ${method}`, { optimizerName: schema.optimizerName, symbol });
    call.refuseFuture();
    return call;
  }
}

import { resolve } from "node:path";
import type { IOptimizer, IOptimizerParams, IOptimizerStrategy } from "../interfaces/Optimizer.interface";
import { describeValue } from "../utils/describe-value";
import { loadLate } from "../utils/load-late";
import { OptimizerCall } from "./optimizer-call";

/** What a call does once it has begun: only optimizers need it. */
const loadWork = loadLate("the work of optimizers", () => import("./optimizer-work"));

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
    const call = this.begin("getData", symbol);
    const { makeData } = await loadWork();
    return await makeData(call);
  }

  /**
   * A program that compares the strategies, which are made anew. Tells `onCode`.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @returns an ES module
   * @throws as `getData`
   */
  public async getCode(symbol: string): Promise<string> {
    const call = this.begin("getCode", symbol);
    const { makeCode } = await loadWork();
    return await makeCode(call);
  }

  /**
   * Writes the program to `<optimizerName>_<symbol>.mjs`. Tells `onDump`.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param path - folder, relative to the working directory; created when missing
   * @throws as `getData`; OptimizerError `OPTIMIZER_DUMP_FAILED`, before anything is read or with the strategies
   */
  public async dump(symbol: string, path = "./"): Promise<void> {
    const call = this.begin("dump", symbol);
    const directory = this.resolveFolder(call, path);
    const { dumpCode } = await loadWork();
    await dumpCode(call, directory);
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
      throw call.createDumpError(path, cause);
    }
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

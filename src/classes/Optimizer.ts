import type { IOptimizerStrategy, OptimizerName } from "../interfaces/Optimizer.interface";
import { lib } from "../lib/index";
import { checkSymbol } from "../utils/check-symbol";

/** The name an optimizer is called by. */
export interface OptimizerContext {
  /** Name of the optimizer. */
  optimizerName: OptimizerName;
}

/** Makes strategies of data with the help of a language model. Use the {@link Optimizer} singleton. */
export class OptimizerUtils {
  /**
   * Reads all sources of all training periods and makes a strategy of each. Every call reads, and asks the model, anew.
   *
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param context - name of the optimizer
   * @returns periods times sources; the strategies of one period share one list of messages
   * @throws NotFoundError for an unknown name; RunError `SYMBOL_INVALID`; RegistrationError `SCHEMA_INVALID` for a schema that
   *   was changed since its registration; OptimizerError, whose `strategies` are those that
   *   were made before; ContextError `CONTEXT_LOOK_AHEAD` in user code of a back-test, for data later than its tick
   * @example
   * const strategies = await Optimizer.getData("BTCUSDT", { optimizerName: "news" });
   * console.log(strategies.map(({ name, strategy }) => `${name}: ${strategy}`));
   */
  public getData = async (symbol: string, context: OptimizerContext): Promise<IOptimizerStrategy[]> => {
    const optimizerName = this.check("getData", symbol, context);
    return await lib.optimizerGlobalService.getData(symbol, optimizerName);
  };

  /**
   * A program that compares the strategies on the test period. They are made anew.
   *
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param context - name of the optimizer
   * @returns an ES module
   * @throws as `getData`
   */
  public getCode = async (symbol: string, context: OptimizerContext): Promise<string> => {
    const optimizerName = this.check("getCode", symbol, context);
    return await lib.optimizerGlobalService.getCode(symbol, optimizerName);
  };

  /**
   * Writes the program to `<optimizerName>_<symbol>.mjs` and prints where it is. The strategies are made anew.
   *
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param context - name of the optimizer
   * @param path - folder, relative to the working directory, which is the default; created when missing
   * @throws as `getData`; OptimizerError `OPTIMIZER_DUMP_FAILED`: before anything is read when the file could not be
   *   written, else with the strategies of the program
   */
  public dump = async (symbol: string, context: OptimizerContext, path?: string): Promise<void> => {
    const optimizerName = this.check("dump", symbol, context);
    await lib.optimizerGlobalService.dump(symbol, optimizerName, path);
  };

  private check(method: string, symbol: string, context: OptimizerContext | undefined): OptimizerName {
    const source = `OptimizerUtils.${method}`;
    lib.loggerService.info(source, { symbol, context });
    const optimizerName = context?.optimizerName ?? "";
    checkSymbol(symbol, source);
    lib.optimizerValidationService.validate(optimizerName, source);
    return optimizerName;
  }
}

/** Makes strategies of data with the help of a language model. */
export const Optimizer = new OptimizerUtils();

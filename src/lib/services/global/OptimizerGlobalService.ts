import type { IOptimizerStrategy, OptimizerName } from "../../../interfaces/Optimizer.interface";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { OptimizerConnectionService } from "../connection/OptimizerConnectionService";
import type { OptimizerValidationService } from "../validation/OptimizerValidationService";

/** Entry to optimizers. */
export class OptimizerGlobalService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly optimizerConnectionService = inject<OptimizerConnectionService>(
    TYPES.optimizerConnectionService,
  );
  public readonly optimizerValidationService = inject<OptimizerValidationService>(
    TYPES.optimizerValidationService,
  );

  /**
   * Reads all sources of an optimizer and makes a strategy of each, period by period.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param optimizerName - name of a registered optimizer
   * @returns periods times sources
   * @throws NotFoundError `NAME_UNKNOWN`; OptimizerError, with the strategies that were made before; ContextError
   *   `CONTEXT_LOOK_AHEAD` from user code of a back-test, for data later than its tick
   */
  public async getData(symbol: string, optimizerName: OptimizerName): Promise<IOptimizerStrategy[]> {
    this.loggerService.log("optimizerGlobalService getData", { symbol, optimizerName });
    this.validate(optimizerName);
    return await this.optimizerConnectionService.getData(symbol, optimizerName);
  }

  /**
   * A program that compares the strategies of an optimizer, which are made anew.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param optimizerName - name of a registered optimizer
   * @returns an ES module
   * @throws as `getData`
   */
  public async getCode(symbol: string, optimizerName: OptimizerName): Promise<string> {
    this.loggerService.log("optimizerGlobalService getCode", { symbol, optimizerName });
    this.validate(optimizerName);
    return await this.optimizerConnectionService.getCode(symbol, optimizerName);
  }

  /**
   * Writes the program to `<optimizerName>_<symbol>.mjs` and prints where it is.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param optimizerName - name of a registered optimizer
   * @param path - folder, relative to the working directory, which is the default; created when missing
   * @throws as `getData`; OptimizerError `OPTIMIZER_DUMP_FAILED`
   */
  public async dump(symbol: string, optimizerName: OptimizerName, path?: string): Promise<void> {
    this.loggerService.log("optimizerGlobalService dump", { symbol, optimizerName, path });
    this.validate(optimizerName);
    await this.optimizerConnectionService.dump(symbol, optimizerName, path);
  }

  private validate(optimizerName: OptimizerName): void {
    this.optimizerValidationService.validate(optimizerName, "optimizerGlobalService validate");
  }
}

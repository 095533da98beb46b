import { ClientOptimizer } from "../../../client/ClientOptimizer";
import { progressOptimizerEmitter } from "../../../config/emitters";
import type {
  IOptimizerStrategy,
  IOptimizerTemplate,
  IProgramFrame,
  OptimizerName,
} from "../../../interfaces/Optimizer.interface";
import { createNameKey } from "../../../utils/keys";
import { memoizeClient } from "../../../utils/memoize-client";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import { ExecutionContextService } from "../context/ExecutionContextService";
import type { SettingsContextService } from "../context/SettingsContextService";
import { loadReportWork } from "../report/load-report-work";
import type { OptimizerSchemaService } from "../schema/OptimizerSchemaService";
import { loadSections } from "../template/load-sections";

/** What messages call the file. */
const PROGRAM = "Optimizer program";

const loadProgramFrame = async (): Promise<IProgramFrame> => {
  const { PROGRAM_TOOLS: tools, CANDLE_WATCH_CALL: launchPreparation } = await loadSections();
  return { tools, launchPreparation };
};

/** Creates, caches and routes to one client per optimizer, and emits how far its calls are. */
export class OptimizerConnectionService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly settingsContextService = inject<SettingsContextService>(TYPES.settingsContextService);
  public readonly optimizerSchemaService = inject<OptimizerSchemaService>(TYPES.optimizerSchemaService);
  public readonly optimizerTemplateService = inject<IOptimizerTemplate>(TYPES.optimizerTemplateService);

  /**
   * The client of an optimizer; created on first use.
   * @param optimizerName - name of a registered optimizer
   * @throws NotFoundError `NAME_UNKNOWN`; then nothing is cached
   */
  public readonly getOptimizer = memoizeClient(createNameKey, (optimizerName: OptimizerName) => {
    const schema = this.optimizerSchemaService.get(optimizerName);
    return new ClientOptimizer({
      schema,
      checkSchema: () => {
        this.optimizerSchemaService.recheck(optimizerName, schema);
      },
      template: this.optimizerTemplateService,
      loadProgramFrame,
      logger: this.loggerService,
      getSettings: () => this.settingsContextService.getSettings(),
      getHoldingInstant: () => ExecutionContextService.findHoldingInstant(),
      emitProgress: (progress) => progressOptimizerEmitter.next(progress),
      prepareFile: async (directory, fileName) => {
        const { prepareReport } = await loadReportWork();
        await prepareReport(PROGRAM, directory, fileName);
      },
      writeFile: async (directory, fileName, text) => {
        const { writeReport } = await loadReportWork();
        return await writeReport(PROGRAM, directory, fileName, text);
      },
    });
  });

  /**
   * Reads all sources of an optimizer and makes a strategy of each, period by period. Nothing is remembered.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param optimizerName - name of a registered optimizer
   * @returns periods times sources
   * @throws NotFoundError `NAME_UNKNOWN`; OptimizerError, with the strategies that were made before; ContextError
   *   `CONTEXT_LOOK_AHEAD` from user code of a back-test, for data later than its tick
   */
  public async getData(symbol: string, optimizerName: OptimizerName): Promise<IOptimizerStrategy[]> {
    this.loggerService.log("optimizerConnectionService getData", { symbol, optimizerName });
    return await this.getOptimizer(optimizerName).getData(symbol);
  }

  /**
   * A program that compares the strategies of an optimizer, which are made anew.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param optimizerName - name of a registered optimizer
   * @returns an ES module
   * @throws as `getData`
   */
  public async getCode(symbol: string, optimizerName: OptimizerName): Promise<string> {
    this.loggerService.log("optimizerConnectionService getCode", { symbol, optimizerName });
    return await this.getOptimizer(optimizerName).getCode(symbol);
  }

  /**
   * Writes the program to `<optimizerName>_<symbol>.mjs` and prints where it is.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param optimizerName - name of a registered optimizer
   * @param path - folder, relative to the working directory, which is the default; created when missing
   * @throws as `getData`; OptimizerError `OPTIMIZER_DUMP_FAILED`
   */
  public async dump(symbol: string, optimizerName: OptimizerName, path?: string): Promise<void> {
    this.loggerService.log("optimizerConnectionService dump", { symbol, optimizerName, path });
    await this.getOptimizer(optimizerName).dump(symbol, path);
  }

  /**
   * Drops the client of an optimizer; the next use reads its schema again. Calls under way go on.
   * @param optimizerName - name of an optimizer; without it all of them
   */
  public async clear(optimizerName?: OptimizerName): Promise<void> {
    this.loggerService.log("optimizerConnectionService clear", { optimizerName });
    this.getOptimizer.clear(optimizerName === undefined ? undefined : createNameKey(optimizerName));
  }
}

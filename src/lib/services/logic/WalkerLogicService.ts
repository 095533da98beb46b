import type { WalkerContract } from "../../../contract/Walker.contract";
import type { WalkerName } from "../../../interfaces/Walker.interface";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { SettingsContextService } from "../context/SettingsContextService";
import type { StrategyGlobalService } from "../global/StrategyGlobalService";
import type { BacktestMarkdownService } from "../report/BacktestMarkdownService";
import type { WalkerMarkdownService } from "../report/WalkerMarkdownService";
import type { WalkerSchemaService } from "../schema/WalkerSchemaService";
import type { BacktestLogicService } from "./BacktestLogicService";
import type { RunRegistryService } from "./RunRegistryService";
import type { StopRequestQuery } from "./stop-request-query";
import { WalkerRun } from "./WalkerRun";

/** The loop of a walker: back-tests its strategies one after the other and compares them. */
export class WalkerLogicService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly runRegistryService = inject<RunRegistryService>(TYPES.runRegistryService);
  public readonly walkerSchemaService = inject<WalkerSchemaService>(TYPES.walkerSchemaService);
  public readonly settingsContextService = inject<SettingsContextService>(TYPES.settingsContextService);
  public readonly strategyGlobalService = inject<StrategyGlobalService>(TYPES.strategyGlobalService);
  public readonly backtestLogicService = inject<BacktestLogicService>(TYPES.backtestLogicService);
  public readonly backtestMarkdownService = inject<BacktestMarkdownService>(TYPES.backtestMarkdownService);
  public readonly walkerMarkdownService = inject<WalkerMarkdownService>(TYPES.walkerMarkdownService);

  /**
   * Yields the result of each strategy as it comes. Nothing is done before the first `next()`; leaving early frees
   * everything.
   * @param isStopRequested - a stop that was asked for before the run began
   * @param isCancelled - whether nobody wants to hear of the end any more
   * @throws RunError `RUN_ALREADY_ACTIVE` from the first `next()`
   */
  public async *run(
    symbol: string,
    walkerName: WalkerName,
    isStopRequested: StopRequestQuery,
    isCancelled: () => boolean,
  ): AsyncGenerator<WalkerContract, void, undefined> {
    const free = this.runRegistryService.takeWalker(symbol, walkerName);
    const run = new WalkerRun(symbol, this.walkerSchemaService.get(walkerName), this);
    try {
      this.loggerService.info("walkerLogicService run", { symbol, walkerName });
      this.walkerMarkdownService.start(symbol, walkerName);
      if (isStopRequested()) {
        run.stop();
      }
      yield* run.walk(isCancelled);
    } finally {
      run.end();
      free();
    }
  }
}

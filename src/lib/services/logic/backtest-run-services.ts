import type { IRunCollector } from "../../../interfaces/Collector.interface";
import type { LoggerService } from "../base/LoggerService";
import type { SettingsContextService } from "../context/SettingsContextService";
import type { ExchangeGlobalService } from "../global/ExchangeGlobalService";
import type { FrameGlobalService } from "../global/FrameGlobalService";
import type { StrategyGlobalService } from "../global/StrategyGlobalService";

/** The services a run calls. */
export interface IBacktestRunServices {
  readonly loggerService: LoggerService;
  readonly runCollector: IRunCollector;
  readonly settingsContextService: SettingsContextService;
  readonly frameGlobalService: FrameGlobalService;
  readonly exchangeGlobalService: ExchangeGlobalService;
  readonly strategyGlobalService: StrategyGlobalService;
}

/** What comes before and after a run. */
export interface IRunSurroundings {
  /** Takes the pair. @returns makes it free again */
  take(): () => void;
  /** Makes everything ready. */
  prepare(): Promise<void>;
  /** Leaves nothing behind. Must not throw. */
  cleanUp(): Promise<void>;
}

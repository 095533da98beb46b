import { LoggerService } from "../services/base/LoggerService";
import { ExchangeConnectionService } from "../services/connection/ExchangeConnectionService";
import { FrameConnectionService } from "../services/connection/FrameConnectionService";
import { OptimizerConnectionService } from "../services/connection/OptimizerConnectionService";
import { PartialConnectionService } from "../services/connection/PartialConnectionService";
import { RiskConnectionService } from "../services/connection/RiskConnectionService";
import { SizingConnectionService } from "../services/connection/SizingConnectionService";
import { StrategyConnectionService } from "../services/connection/StrategyConnectionService";
import { ExecutionContextService } from "../services/context/ExecutionContextService";
import { MethodContextService } from "../services/context/MethodContextService";
import { SettingsContextService } from "../services/context/SettingsContextService";
import { ExchangeGlobalService } from "../services/global/ExchangeGlobalService";
import { FrameGlobalService } from "../services/global/FrameGlobalService";
import { OptimizerGlobalService } from "../services/global/OptimizerGlobalService";
import { PartialGlobalService } from "../services/global/PartialGlobalService";
import { RiskGlobalService } from "../services/global/RiskGlobalService";
import { SizingGlobalService } from "../services/global/SizingGlobalService";
import { StrategyGlobalService } from "../services/global/StrategyGlobalService";
import { BacktestLogicService } from "../services/logic/BacktestLogicService";
import { LiveLogicService } from "../services/logic/LiveLogicService";
import { RunRegistryService } from "../services/logic/RunRegistryService";
import { WalkerLogicService } from "../services/logic/WalkerLogicService";
import { PartialPersistService } from "../services/persist/PartialPersistService";
import { RiskPersistService } from "../services/persist/RiskPersistService";
import { StrategyPersistService } from "../services/persist/StrategyPersistService";
import { BacktestMarkdownService } from "../services/report/BacktestMarkdownService";
import { HeatMarkdownService } from "../services/report/HeatMarkdownService";
import { LiveMarkdownService } from "../services/report/LiveMarkdownService";
import { OutlineMarkdownService } from "../services/report/OutlineMarkdownService";
import { PartialMarkdownService } from "../services/report/PartialMarkdownService";
import { PerformanceMarkdownService } from "../services/report/PerformanceMarkdownService";
import { RiskMarkdownService } from "../services/report/RiskMarkdownService";
import { ScheduleMarkdownService } from "../services/report/ScheduleMarkdownService";
import { WalkerMarkdownService } from "../services/report/WalkerMarkdownService";
import { RunCollectorService } from "../services/report/RunCollectorService";
import { ExchangeSchemaService } from "../services/schema/ExchangeSchemaService";
import { FrameSchemaService } from "../services/schema/FrameSchemaService";
import { OptimizerSchemaService } from "../services/schema/OptimizerSchemaService";
import { RiskSchemaService } from "../services/schema/RiskSchemaService";
import { SizingSchemaService } from "../services/schema/SizingSchemaService";
import { StrategySchemaService } from "../services/schema/StrategySchemaService";
import { WalkerSchemaService } from "../services/schema/WalkerSchemaService";
import { OptimizerTemplateService } from "../services/template/OptimizerTemplateService";
import { ColumnValidationService } from "../services/validation/ColumnValidationService";
import { ExchangeValidationService } from "../services/validation/ExchangeValidationService";
import { FrameValidationService } from "../services/validation/FrameValidationService";
import { OptimizerValidationService } from "../services/validation/OptimizerValidationService";
import { RiskValidationService } from "../services/validation/RiskValidationService";
import { SizingValidationService } from "../services/validation/SizingValidationService";
import { StrategyValidationService } from "../services/validation/StrategyValidationService";
import { WalkerValidationService } from "../services/validation/WalkerValidationService";
import { provide } from "./di";
import { TYPES } from "./types";

/** Registers every service. The one place that constructs them. */
export const provideServices = (): void => {
  provide(TYPES.loggerService, () => new LoggerService());

  provide(TYPES.executionContextService, () => new ExecutionContextService());
  provide(TYPES.methodContextService, () => new MethodContextService());
  provide(TYPES.settingsContextService, () => new SettingsContextService());

  provide(TYPES.exchangeSchemaService, () => new ExchangeSchemaService());
  provide(TYPES.strategySchemaService, () => new StrategySchemaService());
  provide(TYPES.frameSchemaService, () => new FrameSchemaService());
  provide(TYPES.riskSchemaService, () => new RiskSchemaService());
  provide(TYPES.sizingSchemaService, () => new SizingSchemaService());
  provide(TYPES.walkerSchemaService, () => new WalkerSchemaService());
  provide(TYPES.optimizerSchemaService, () => new OptimizerSchemaService());

  provide(TYPES.exchangeValidationService, () => new ExchangeValidationService());
  provide(TYPES.strategyValidationService, () => new StrategyValidationService());
  provide(TYPES.frameValidationService, () => new FrameValidationService());
  provide(TYPES.riskValidationService, () => new RiskValidationService());
  provide(TYPES.sizingValidationService, () => new SizingValidationService());
  provide(TYPES.walkerValidationService, () => new WalkerValidationService());
  provide(TYPES.optimizerValidationService, () => new OptimizerValidationService());
  provide(TYPES.columnValidationService, () => new ColumnValidationService());

  provide(TYPES.exchangeConnectionService, () => new ExchangeConnectionService());
  provide(TYPES.strategyConnectionService, () => new StrategyConnectionService());
  provide(TYPES.frameConnectionService, () => new FrameConnectionService());
  provide(TYPES.riskConnectionService, () => new RiskConnectionService());
  provide(TYPES.partialConnectionService, () => new PartialConnectionService());
  provide(TYPES.sizingConnectionService, () => new SizingConnectionService());
  provide(TYPES.optimizerConnectionService, () => new OptimizerConnectionService());

  provide(TYPES.exchangeGlobalService, () => new ExchangeGlobalService());
  provide(TYPES.strategyGlobalService, () => new StrategyGlobalService());
  provide(TYPES.frameGlobalService, () => new FrameGlobalService());
  provide(TYPES.riskGlobalService, () => new RiskGlobalService());
  provide(TYPES.partialGlobalService, () => new PartialGlobalService());
  provide(TYPES.sizingGlobalService, () => new SizingGlobalService());
  provide(TYPES.optimizerGlobalService, () => new OptimizerGlobalService());

  provide(TYPES.optimizerTemplateService, () => new OptimizerTemplateService());

  provide(TYPES.strategyPersistence, () => new StrategyPersistService());
  provide(TYPES.riskPersistence, () => new RiskPersistService());
  provide(TYPES.partialPersistence, () => new PartialPersistService());

  provide(TYPES.backtestMarkdownService, () => new BacktestMarkdownService());
  provide(TYPES.liveMarkdownService, () => new LiveMarkdownService());
  provide(TYPES.scheduleMarkdownService, () => new ScheduleMarkdownService());
  provide(TYPES.partialMarkdownService, () => new PartialMarkdownService());
  provide(TYPES.riskMarkdownService, () => new RiskMarkdownService());
  provide(TYPES.performanceMarkdownService, () => new PerformanceMarkdownService());
  provide(TYPES.heatMarkdownService, () => new HeatMarkdownService());
  provide(TYPES.walkerMarkdownService, () => new WalkerMarkdownService());
  provide(TYPES.outlineMarkdownService, () => new OutlineMarkdownService());
  provide(TYPES.runCollector, () => new RunCollectorService());

  provide(TYPES.runRegistryService, () => new RunRegistryService());
  provide(TYPES.backtestLogicService, () => new BacktestLogicService());
  provide(TYPES.liveLogicService, () => new LiveLogicService());
  provide(TYPES.walkerLogicService, () => new WalkerLogicService());
};

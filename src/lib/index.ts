import { errorHandlerFailureSubject } from "../config/error-handler-failures";
import { init, inject } from "./core/di";
import { provideServices } from "./core/provide";
import { TYPES } from "./core/types";
import type { LoggerService } from "./services/base/LoggerService";
import type { ExchangeConnectionService } from "./services/connection/ExchangeConnectionService";
import type { FrameConnectionService } from "./services/connection/FrameConnectionService";
import type { OptimizerConnectionService } from "./services/connection/OptimizerConnectionService";
import type { PartialConnectionService } from "./services/connection/PartialConnectionService";
import type { RiskConnectionService } from "./services/connection/RiskConnectionService";
import type { SizingConnectionService } from "./services/connection/SizingConnectionService";
import type { StrategyConnectionService } from "./services/connection/StrategyConnectionService";
import type { ExecutionContextService } from "./services/context/ExecutionContextService";
import type { MethodContextService } from "./services/context/MethodContextService";
import type { SettingsContextService } from "./services/context/SettingsContextService";
import type { ExchangeGlobalService } from "./services/global/ExchangeGlobalService";
import type { FrameGlobalService } from "./services/global/FrameGlobalService";
import type { OptimizerGlobalService } from "./services/global/OptimizerGlobalService";
import type { PartialGlobalService } from "./services/global/PartialGlobalService";
import type { RiskGlobalService } from "./services/global/RiskGlobalService";
import type { SizingGlobalService } from "./services/global/SizingGlobalService";
import type { StrategyGlobalService } from "./services/global/StrategyGlobalService";
import type { BacktestLogicService } from "./services/logic/BacktestLogicService";
import type { LiveLogicService } from "./services/logic/LiveLogicService";
import type { RunRegistryService } from "./services/logic/RunRegistryService";
import type { WalkerLogicService } from "./services/logic/WalkerLogicService";
import type { BacktestMarkdownService } from "./services/report/BacktestMarkdownService";
import type { HeatMarkdownService } from "./services/report/HeatMarkdownService";
import type { LiveMarkdownService } from "./services/report/LiveMarkdownService";
import type { OutlineMarkdownService } from "./services/report/OutlineMarkdownService";
import type { PartialMarkdownService } from "./services/report/PartialMarkdownService";
import type { PerformanceMarkdownService } from "./services/report/PerformanceMarkdownService";
import type { RiskMarkdownService } from "./services/report/RiskMarkdownService";
import type { ScheduleMarkdownService } from "./services/report/ScheduleMarkdownService";
import type { WalkerMarkdownService } from "./services/report/WalkerMarkdownService";
import type { ExchangeSchemaService } from "./services/schema/ExchangeSchemaService";
import type { FrameSchemaService } from "./services/schema/FrameSchemaService";
import type { OptimizerSchemaService } from "./services/schema/OptimizerSchemaService";
import type { RiskSchemaService } from "./services/schema/RiskSchemaService";
import type { SizingSchemaService } from "./services/schema/SizingSchemaService";
import type { StrategySchemaService } from "./services/schema/StrategySchemaService";
import type { WalkerSchemaService } from "./services/schema/WalkerSchemaService";
import type { OptimizerTemplateService } from "./services/template/OptimizerTemplateService";
import type { ColumnValidationService } from "./services/validation/ColumnValidationService";
import type { ExchangeValidationService } from "./services/validation/ExchangeValidationService";
import type { FrameValidationService } from "./services/validation/FrameValidationService";
import type { OptimizerValidationService } from "./services/validation/OptimizerValidationService";
import type { RiskValidationService } from "./services/validation/RiskValidationService";
import type { SizingValidationService } from "./services/validation/SizingValidationService";
import type { StrategyValidationService } from "./services/validation/StrategyValidationService";
import type { WalkerValidationService } from "./services/validation/WalkerValidationService";

provideServices();

/**
 * The assembled container. Part of the public surface: the logger, the two context services, the connection, schema,
 * validation and global services; the rest is internal and may change.
 */
export const lib = {
  /** Hands every log line to the logger of `setLogger`. */
  loggerService: inject<LoggerService>(TYPES.loggerService),

  /** The instant a tick works at. */
  executionContextService: inject<ExecutionContextService>(TYPES.executionContextService),
  /** The names a run was started with. */
  methodContextService: inject<MethodContextService>(TYPES.methodContextService),
  /** The settings in force: a back-test keeps those of its start. */
  settingsContextService: inject<SettingsContextService>(TYPES.settingsContextService),

  /** What `addExchange` has stored. */
  exchangeSchemaService: inject<ExchangeSchemaService>(TYPES.exchangeSchemaService),
  /** What `addStrategy` has stored. */
  strategySchemaService: inject<StrategySchemaService>(TYPES.strategySchemaService),
  /** What `addFrame` has stored. */
  frameSchemaService: inject<FrameSchemaService>(TYPES.frameSchemaService),
  /** What `addRisk` has stored. */
  riskSchemaService: inject<RiskSchemaService>(TYPES.riskSchemaService),
  /** What `addSizing` has stored. */
  sizingSchemaService: inject<SizingSchemaService>(TYPES.sizingSchemaService),
  /** What `addWalker` has stored. */
  walkerSchemaService: inject<WalkerSchemaService>(TYPES.walkerSchemaService),
  /** What `addOptimizer` has stored. */
  optimizerSchemaService: inject<OptimizerSchemaService>(TYPES.optimizerSchemaService),

  /** Answers whether an exchange is registered. */
  exchangeValidationService: inject<ExchangeValidationService>(TYPES.exchangeValidationService),
  /** Answers whether a strategy and its risk profiles are registered. */
  strategyValidationService: inject<StrategyValidationService>(TYPES.strategyValidationService),
  /** Answers whether a frame is registered. */
  frameValidationService: inject<FrameValidationService>(TYPES.frameValidationService),
  /** Answers whether a risk profile is registered. */
  riskValidationService: inject<RiskValidationService>(TYPES.riskValidationService),
  /** Answers whether a sizing is registered, and for which method. */
  sizingValidationService: inject<SizingValidationService>(TYPES.sizingValidationService),
  /** Answers whether a walker is registered. */
  walkerValidationService: inject<WalkerValidationService>(TYPES.walkerValidationService),
  /** Answers whether an optimizer is registered. */
  optimizerValidationService: inject<OptimizerValidationService>(TYPES.optimizerValidationService),
  /** Answers whether the columns of reports are sound. */
  columnValidationService: inject<ColumnValidationService>(TYPES.columnValidationService),

  /** One exchange client per (exchange, mode). */
  exchangeConnectionService: inject<ExchangeConnectionService>(TYPES.exchangeConnectionService),
  /** One strategy client per (symbol, strategy, mode). */
  strategyConnectionService: inject<StrategyConnectionService>(TYPES.strategyConnectionService),
  /** One frame client per frame. */
  frameConnectionService: inject<FrameConnectionService>(TYPES.frameConnectionService),
  /** One client per risk profile and mode. */
  riskConnectionService: inject<RiskConnectionService>(TYPES.riskConnectionService),
  /** One milestone client per signal and mode. */
  partialConnectionService: inject<PartialConnectionService>(TYPES.partialConnectionService),
  /** One client per sizing. */
  sizingConnectionService: inject<SizingConnectionService>(TYPES.sizingConnectionService),
  /** One client per optimizer. */
  optimizerConnectionService: inject<OptimizerConnectionService>(TYPES.optimizerConnectionService),

  /** The way in to exchanges. */
  exchangeGlobalService: inject<ExchangeGlobalService>(TYPES.exchangeGlobalService),
  /** The way in to strategies. */
  strategyGlobalService: inject<StrategyGlobalService>(TYPES.strategyGlobalService),
  /** The way in to frames. */
  frameGlobalService: inject<FrameGlobalService>(TYPES.frameGlobalService),
  /** The way in to risk profiles; needs no run. */
  riskGlobalService: inject<RiskGlobalService>(TYPES.riskGlobalService),
  /** The way in to milestones. */
  partialGlobalService: inject<PartialGlobalService>(TYPES.partialGlobalService),
  /** The way in to sizings; needs no run. */
  sizingGlobalService: inject<SizingGlobalService>(TYPES.sizingGlobalService),
  /** The way in to optimizers; needs no run. */
  optimizerGlobalService: inject<OptimizerGlobalService>(TYPES.optimizerGlobalService),

  /** The built-in parts of conversations and generated programs. */
  optimizerTemplateService: inject<OptimizerTemplateService>(TYPES.optimizerTemplateService),

  /** What back-tests have earned. */
  backtestMarkdownService: inject<BacktestMarkdownService>(TYPES.backtestMarkdownService),
  /** How live runs stand. */
  liveMarkdownService: inject<LiveMarkdownService>(TYPES.liveMarkdownService),
  /** What became of limit orders. */
  scheduleMarkdownService: inject<ScheduleMarkdownService>(TYPES.scheduleMarkdownService),
  /** Which milestones positions have reached. */
  partialMarkdownService: inject<PartialMarkdownService>(TYPES.partialMarkdownService),
  /** What risk profiles have refused. */
  riskMarkdownService: inject<RiskMarkdownService>(TYPES.riskMarkdownService),
  /** Where the time of runs went. */
  performanceMarkdownService: inject<PerformanceMarkdownService>(TYPES.performanceMarkdownService),
  /** One strategy on all its symbols. */
  heatMarkdownService: inject<HeatMarkdownService>(TYPES.heatMarkdownService),
  /** Keeps the conversations that led to signals. */
  outlineMarkdownService: inject<OutlineMarkdownService>(TYPES.outlineMarkdownService),
  /** How the strategies of walkers compare. */
  walkerMarkdownService: inject<WalkerMarkdownService>(TYPES.walkerMarkdownService),

  /** Which pairs are taken by a run. Internal. */
  runRegistryService: inject<RunRegistryService>(TYPES.runRegistryService),
  /** The loop of a back-test. Internal. */
  backtestLogicService: inject<BacktestLogicService>(TYPES.backtestLogicService),
  /** The loop of a live run. Internal. */
  liveLogicService: inject<LiveLogicService>(TYPES.liveLogicService),
  /** The loop of a walker. Internal. */
  walkerLogicService: inject<WalkerLogicService>(TYPES.walkerLogicService),
};

init();

// A replaced schema must not live on in a cached client. A strategy gets its new schema with its next run; a risk profile
// keeps its rules while it counts positions, until it is cleared.
lib.exchangeSchemaService.onOverride((name) => {
  void lib.exchangeConnectionService.clear(name);
});
lib.frameSchemaService.onOverride((name) => {
  void lib.frameConnectionService.clear(name);
});
lib.sizingSchemaService.onOverride((name) => {
  void lib.sizingConnectionService.clear(name);
});
lib.riskSchemaService.onOverride((name) => {
  lib.riskConnectionService.dropUnused(name);
});
lib.optimizerSchemaService.onOverride((name) => {
  void lib.optimizerConnectionService.clear(name);
});

errorHandlerFailureSubject.attach((error) => {
  lib.loggerService.warn("errorEmitter handler failed", { error });
});

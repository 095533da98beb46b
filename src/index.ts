/** The public surface of backtest-connection-kit. */
export { Backtest } from "./classes/Backtest";
export type { BacktestContext, IBacktestListItem } from "./classes/Backtest";
export { Live } from "./classes/Live";
export type { ILiveListItem, LiveContext, LiveOptions } from "./classes/Live";
export type { IRunItem, IRunListItem, RunStatus } from "./classes/RunInstance";
export { Heat } from "./classes/Heat";
export { Optimizer } from "./classes/Optimizer";
export type { OptimizerContext } from "./classes/Optimizer";
export { Partial } from "./classes/Partial";
export { Performance } from "./classes/Performance";
export { PositionSize } from "./classes/PositionSize";
export { Risk } from "./classes/Risk";
export { Schedule } from "./classes/Schedule";
export { Walker } from "./classes/Walker";
export type { IWalkerListItem, WalkerContext } from "./classes/Walker";
export { Constant } from "./classes/Constant";
export {
  PersistBase,
  PersistPartialAdapter,
  PersistRiskAdapter,
  PersistScheduleAdapter,
  PersistSignalAdapter,
} from "./classes/Persist";
export type { TPersistBase } from "./classes/Persist";

export type { ColumnConfig } from "./config/columns";
export * as emitters from "./config/emitters";

export {
  addExchange,
  addFrame,
  addOptimizer,
  addRisk,
  addSizing,
  addStrategy,
  addWalker,
} from "./function/add";
export { dumpSignal } from "./function/dump";
export {
  formatPrice,
  formatQuantity,
  getAveragePrice,
  getCandles,
  getDate,
  getMode,
} from "./function/exchange";
export {
  listExchanges,
  listFrames,
  listOptimizers,
  listRisks,
  listSizings,
  listStrategies,
  listWalkers,
} from "./function/list";
export * from "./function/listen-errors";
export * from "./function/listen-runs";
export * from "./function/listen-signals";
export type { StopListening } from "./function/listener";
export {
  getColumns,
  getConfig,
  getDefaultColumns,
  getDefaultConfig,
  setColumns,
  setConfig,
  setLogger,
} from "./function/setup";

export { lib } from "./lib/index";
export { ExecutionContextService } from "./lib/services/context/ExecutionContextService";
export { MethodContextService } from "./lib/services/context/MethodContextService";

export { ClockError } from "./errors/ClockError";
export { ConfigurationError } from "./errors/ConfigurationError";
export { ContextError } from "./errors/ContextError";
export { ExchangeError } from "./errors/ExchangeError";
export { FrameError } from "./errors/FrameError";
export { LoadError } from "./errors/LoadError";
export { MockError } from "./errors/MockError";
export { NotFoundError } from "./errors/NotFoundError";
export { OptimizerError } from "./errors/OptimizerError";
export type { OptimizerErrorOptions } from "./errors/OptimizerError";
export { PartialError } from "./errors/PartialError";
export { PersistError } from "./errors/PersistError";
export { RegistrationError } from "./errors/RegistrationError";
export { ReportError } from "./errors/ReportError";
export { RiskError } from "./errors/RiskError";
export { RunError } from "./errors/RunError";
export { SignalError } from "./errors/SignalError";
export { SizingError } from "./errors/SizingError";
export { StrategyError } from "./errors/StrategyError";
export { TemplateError } from "./errors/TemplateError";
export { TradingError } from "./errors/TradingError";
export type { ErrorCode, ErrorDescription } from "./errors/catalogue";

export type { DoneContract } from "./contract/Done.contract";
export type { PartialLossContract, PartialProfitContract } from "./contract/Partial.contract";
export type { PerformanceContract, PerformanceMetricType } from "./contract/Performance.contract";
export type {
  ProgressBacktestContract,
  ProgressOptimizerContract,
  ProgressWalkerContract,
} from "./contract/Progress.contract";
export type { RiskContract } from "./contract/Risk.contract";
export type { WalkerCompleteContract, WalkerContract, WalkerMetric } from "./contract/Walker.contract";

export type { FillPolicyName, GlobalConfig } from "./interfaces/Config.interface";
export type { IExecutionContext, IMethodContext } from "./interfaces/Context.interface";
export type {
  CandleInterval,
  ExchangeName,
  ICandleData,
  IExchangeCallbacks,
  IExchangeSchema,
} from "./interfaces/Exchange.interface";
export type { FrameInterval, FrameName, IFrameCallbacks, IFrameSchema } from "./interfaces/Frame.interface";
export type { ILogger } from "./interfaces/Logger.interface";
export type {
  IOptimizerCallbacks,
  IOptimizerData,
  IOptimizerFetchArgs,
  IOptimizerFilterArgs,
  IOptimizerRange,
  IOptimizerSchema,
  IOptimizerSource,
  IOptimizerSourceFn,
  IOptimizerStrategy,
  IOptimizerTemplate,
  OptimizerName,
  OptimizerRows,
} from "./interfaces/Optimizer.interface";
export type { IStrategyPnL, StrategyCancelReason, StrategyCloseReason } from "./interfaces/Outcome.interface";
export type { IPartialData, PartialLevel } from "./interfaces/Partial.interface";
export type {
  EntityId,
  IPersistBase,
  IStoredRowFields,
  IStoredCancelled,
  IStoredClosed,
  IStoredScheduled,
  IStoredTransition,
  PartialData,
  RiskData,
  ScheduleData,
  SignalData,
  TPersistBaseCtor,
} from "./interfaces/Persist.interface";
export type {
  IRiskActivePosition,
  IRiskCallbacks,
  IRiskCheckArgs,
  IRiskSchema,
  IRiskValidation,
  IRiskValidationFn,
  IRiskSignal,
  IRiskValidationPayload,
  RiskName,
} from "./interfaces/Risk.interface";
export type {
  IScheduledSignalRow,
  ISignalDto,
  ISignalRow,
  SignalPosition,
  StrategyName,
} from "./interfaces/Signal.interface";
export type {
  IPositionSizeATRParams,
  IPositionSizeFixedPercentageParams,
  IPositionSizeKellyParams,
  ISizingCalculateParams,
  ISizingCalculateParamsATR,
  ISizingCalculateParamsFixedPercentage,
  ISizingCalculateParamsKelly,
  ISizingContext,
  ISizingSchema,
  ISizingSchemaATR,
  ISizingSchemaFixedPercentage,
  ISizingSchemaKelly,
  SizingName,
} from "./interfaces/Sizing.interface";
export type {
  IStrategyBacktestResult,
  IStrategyCallbacks,
  IStrategyLiveResult,
  IStrategySchema,
  IStrategyTickResult,
  IStrategyTickResultActive,
  IStrategyTickResultCancelled,
  IStrategyTickResultClosed,
  IStrategyTickResultIdle,
  IStrategyTickResultOpened,
  IStrategyTickResultScheduled,
  SignalInterval,
} from "./interfaces/Strategy.interface";
export type {
  IWalkerCallbacks,
  IWalkerResults,
  IWalkerSchema,
  IWalkerStrategyResult,
  WalkerName,
} from "./interfaces/Walker.interface";
export type { BacktestStatisticsModel } from "./model/BacktestStatistics.model";
export type { ColumnModel } from "./model/Column.model";
export type { HeatmapStatisticsModel, IHeatmapRow } from "./model/HeatmapStatistics.model";
export type { LiveStatisticsModel, TickEvent } from "./model/LiveStatistics.model";
export type { MessageModel, MessageRole } from "./model/Message.model";
export type { PartialEvent, PartialStatisticsModel } from "./model/PartialStatistics.model";
export type { MetricStats, PerformanceStatisticsModel } from "./model/PerformanceStatistics.model";
export type { RiskEvent, RiskStatisticsModel } from "./model/RiskStatistics.model";
export type { ICandleGapSpan, IPriceBar, IRunFacts } from "./model/RunFacts.model";
export type { ScheduledEvent, ScheduleStatisticsModel } from "./model/ScheduleStatistics.model";
export type { IEquityPoint, ITradeStatistics } from "./model/TradeStatistics.model";
export type {
  IStrategyResult,
  IWalkerFailure,
  WalkerSignalRow,
  WalkerStatisticsModel,
} from "./model/WalkerStatistics.model";
export type { AwaitedHandler, AwaitedSubject } from "./utils/awaited-subject";

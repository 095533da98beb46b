import { errorHandlerFailureSubject } from "../config/error-handler-failures";
import { init, inject } from "./core/di";
import { provideServices } from "./core/provide";
import { TYPES } from "./core/types";
import type { LoggerService } from "./services/base/LoggerService";
import type { ExchangeConnectionService } from "./services/connection/ExchangeConnectionService";
import type { FrameConnectionService } from "./services/connection/FrameConnectionService";
import type { PartialConnectionService } from "./services/connection/PartialConnectionService";
import type { RiskConnectionService } from "./services/connection/RiskConnectionService";
import type { StrategyConnectionService } from "./services/connection/StrategyConnectionService";
import type { ExecutionContextService } from "./services/context/ExecutionContextService";
import type { MethodContextService } from "./services/context/MethodContextService";
import type { SettingsContextService } from "./services/context/SettingsContextService";
import type { ExchangeGlobalService } from "./services/global/ExchangeGlobalService";
import type { FrameGlobalService } from "./services/global/FrameGlobalService";
import type { PartialGlobalService } from "./services/global/PartialGlobalService";
import type { RiskGlobalService } from "./services/global/RiskGlobalService";
import type { StrategyGlobalService } from "./services/global/StrategyGlobalService";
import type { BacktestLogicService } from "./services/logic/BacktestLogicService";
import type { LiveLogicService } from "./services/logic/LiveLogicService";
import type { RunRegistryService } from "./services/logic/RunRegistryService";
import type { ExchangeSchemaService } from "./services/schema/ExchangeSchemaService";
import type { FrameSchemaService } from "./services/schema/FrameSchemaService";
import type { RiskSchemaService } from "./services/schema/RiskSchemaService";
import type { StrategySchemaService } from "./services/schema/StrategySchemaService";
import type { ExchangeValidationService } from "./services/validation/ExchangeValidationService";
import type { FrameValidationService } from "./services/validation/FrameValidationService";
import type { RiskValidationService } from "./services/validation/RiskValidationService";
import type { StrategyValidationService } from "./services/validation/StrategyValidationService";

provideServices();

/**
 * The assembled container. Part of the public surface: the logger, the two context services, the connection, schema,
 * validation and global services; the rest is internal and may change.
 */
export const lib = {
  loggerService: inject<LoggerService>(TYPES.loggerService),

  executionContextService: inject<ExecutionContextService>(TYPES.executionContextService),
  methodContextService: inject<MethodContextService>(TYPES.methodContextService),
  settingsContextService: inject<SettingsContextService>(TYPES.settingsContextService),

  exchangeSchemaService: inject<ExchangeSchemaService>(TYPES.exchangeSchemaService),
  strategySchemaService: inject<StrategySchemaService>(TYPES.strategySchemaService),
  frameSchemaService: inject<FrameSchemaService>(TYPES.frameSchemaService),
  riskSchemaService: inject<RiskSchemaService>(TYPES.riskSchemaService),

  exchangeValidationService: inject<ExchangeValidationService>(TYPES.exchangeValidationService),
  strategyValidationService: inject<StrategyValidationService>(TYPES.strategyValidationService),
  frameValidationService: inject<FrameValidationService>(TYPES.frameValidationService),
  riskValidationService: inject<RiskValidationService>(TYPES.riskValidationService),

  exchangeConnectionService: inject<ExchangeConnectionService>(TYPES.exchangeConnectionService),
  strategyConnectionService: inject<StrategyConnectionService>(TYPES.strategyConnectionService),
  frameConnectionService: inject<FrameConnectionService>(TYPES.frameConnectionService),
  riskConnectionService: inject<RiskConnectionService>(TYPES.riskConnectionService),
  partialConnectionService: inject<PartialConnectionService>(TYPES.partialConnectionService),

  exchangeGlobalService: inject<ExchangeGlobalService>(TYPES.exchangeGlobalService),
  strategyGlobalService: inject<StrategyGlobalService>(TYPES.strategyGlobalService),
  frameGlobalService: inject<FrameGlobalService>(TYPES.frameGlobalService),
  riskGlobalService: inject<RiskGlobalService>(TYPES.riskGlobalService),
  partialGlobalService: inject<PartialGlobalService>(TYPES.partialGlobalService),

  runRegistryService: inject<RunRegistryService>(TYPES.runRegistryService),
  backtestLogicService: inject<BacktestLogicService>(TYPES.backtestLogicService),
  liveLogicService: inject<LiveLogicService>(TYPES.liveLogicService),
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
lib.riskSchemaService.onOverride((name) => {
  lib.riskConnectionService.dropUnused(name);
});

errorHandlerFailureSubject.attach((error) => {
  lib.loggerService.warn("errorEmitter handler failed", { error });
});

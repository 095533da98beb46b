import { init, inject, override } from "../../../../src/lib/core/di";
import { TYPES } from "../../../../src/lib/core/types";
import { LoggerService } from "../../../../src/lib/services/base/LoggerService";
import { ExecutionContextService } from "../../../../src/lib/services/context/ExecutionContextService";
import { MethodContextService } from "../../../../src/lib/services/context/MethodContextService";
import { ExchangeSchemaService } from "../../../../src/lib/services/schema/ExchangeSchemaService";
import { FrameSchemaService } from "../../../../src/lib/services/schema/FrameSchemaService";
import { OptimizerSchemaService } from "../../../../src/lib/services/schema/OptimizerSchemaService";
import { RiskSchemaService } from "../../../../src/lib/services/schema/RiskSchemaService";
import { SizingSchemaService } from "../../../../src/lib/services/schema/SizingSchemaService";
import { StrategySchemaService } from "../../../../src/lib/services/schema/StrategySchemaService";
import { ExchangeValidationService } from "../../../../src/lib/services/validation/ExchangeValidationService";
import { FrameValidationService } from "../../../../src/lib/services/validation/FrameValidationService";
import { OptimizerValidationService } from "../../../../src/lib/services/validation/OptimizerValidationService";
import { RiskValidationService } from "../../../../src/lib/services/validation/RiskValidationService";
import { SizingValidationService } from "../../../../src/lib/services/validation/SizingValidationService";
import { StrategyValidationService } from "../../../../src/lib/services/validation/StrategyValidationService";

/**
 * The services of registration alone, empty at each call, through the accessors that services get of each other.
 */
export const createRegistrationContainer = () => {
  override(TYPES.loggerService, new LoggerService());
  override(TYPES.executionContextService, new ExecutionContextService());
  override(TYPES.methodContextService, new MethodContextService());
  override(TYPES.exchangeSchemaService, new ExchangeSchemaService());
  override(TYPES.frameSchemaService, new FrameSchemaService());
  override(TYPES.riskSchemaService, new RiskSchemaService());
  override(TYPES.sizingSchemaService, new SizingSchemaService());
  override(TYPES.strategySchemaService, new StrategySchemaService());
  override(TYPES.optimizerSchemaService, new OptimizerSchemaService());
  override(TYPES.exchangeValidationService, new ExchangeValidationService());
  override(TYPES.frameValidationService, new FrameValidationService());
  override(TYPES.riskValidationService, new RiskValidationService());
  override(TYPES.sizingValidationService, new SizingValidationService());
  override(TYPES.strategyValidationService, new StrategyValidationService());
  override(TYPES.optimizerValidationService, new OptimizerValidationService());
  const services = {
    loggerService: inject<LoggerService>(TYPES.loggerService),
    exchangeSchemaService: inject<ExchangeSchemaService>(TYPES.exchangeSchemaService),
    frameSchemaService: inject<FrameSchemaService>(TYPES.frameSchemaService),
    riskSchemaService: inject<RiskSchemaService>(TYPES.riskSchemaService),
    sizingSchemaService: inject<SizingSchemaService>(TYPES.sizingSchemaService),
    strategySchemaService: inject<StrategySchemaService>(TYPES.strategySchemaService),
    optimizerSchemaService: inject<OptimizerSchemaService>(TYPES.optimizerSchemaService),
    exchangeValidationService: inject<ExchangeValidationService>(TYPES.exchangeValidationService),
    frameValidationService: inject<FrameValidationService>(TYPES.frameValidationService),
    riskValidationService: inject<RiskValidationService>(TYPES.riskValidationService),
    sizingValidationService: inject<SizingValidationService>(TYPES.sizingValidationService),
    strategyValidationService: inject<StrategyValidationService>(TYPES.strategyValidationService),
    optimizerValidationService: inject<OptimizerValidationService>(TYPES.optimizerValidationService),
  };
  init();
  return services;
};

import type { IExchangeSchema } from "../interfaces/Exchange.interface";
import type { IFrameSchema } from "../interfaces/Frame.interface";
import type { IOptimizerSchema } from "../interfaces/Optimizer.interface";
import type { IRiskSchema } from "../interfaces/Risk.interface";
import type { ISizingSchema } from "../interfaces/Sizing.interface";
import type { IStrategySchema } from "../interfaces/Strategy.interface";
import type { IWalkerSchema } from "../interfaces/Walker.interface";
import { lib } from "../lib/index";

/**
 * The registered exchanges, in order of registration.
 * @returns a new array of the objects that were given to `addExchange`
 */
export const listExchanges = (): Promise<IExchangeSchema[]> => {
  lib.loggerService.log("listExchanges");
  return Promise.resolve(lib.exchangeSchemaService.list());
};

/**
 * The registered strategies, in order of registration.
 * @returns a new array of the objects that were given to `addStrategy`
 */
export const listStrategies = (): Promise<IStrategySchema[]> => {
  lib.loggerService.log("listStrategies");
  return Promise.resolve(lib.strategySchemaService.list());
};

/**
 * The registered back-test periods, in order of registration.
 * @returns a new array of the objects that were given to `addFrame`
 */
export const listFrames = (): Promise<IFrameSchema[]> => {
  lib.loggerService.log("listFrames");
  return Promise.resolve(lib.frameSchemaService.list());
};

/**
 * The registered risk profiles, in order of registration.
 * @returns a new array of the objects that were given to `addRisk`
 */
export const listRisks = (): Promise<IRiskSchema[]> => {
  lib.loggerService.log("listRisks");
  return Promise.resolve(lib.riskSchemaService.list());
};

/**
 * The registered sizings, in order of registration.
 * @returns a new array of the objects that were given to `addSizing`
 */
export const listSizings = (): Promise<ISizingSchema[]> => {
  lib.loggerService.log("listSizings");
  return Promise.resolve(lib.sizingSchemaService.list());
};

/**
 * The registered walkers, in order of registration.
 * @returns a new array of the objects that were given to `addWalker`
 */
export const listWalkers = (): Promise<IWalkerSchema[]> => {
  lib.loggerService.log("listWalkers");
  return Promise.resolve(lib.walkerSchemaService.list());
};

/**
 * The registered optimizers, in order of registration.
 * @returns a new array of the objects that were given to `addOptimizer`
 */
export const listOptimizers = (): Promise<IOptimizerSchema[]> => {
  lib.loggerService.log("listOptimizers");
  return Promise.resolve(lib.optimizerSchemaService.list());
};

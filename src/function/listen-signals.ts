import {
  partialLossSubject,
  partialProfitSubject,
  riskSubject,
  signalBacktestEmitter,
  signalEmitter,
  signalLiveEmitter,
} from "../config/emitters";
import type { PartialLossContract, PartialProfitContract } from "../contract/Partial.contract";
import type { RiskContract } from "../contract/Risk.contract";
import type { IStrategyTickResult } from "../interfaces/Strategy.interface";
import type { AwaitedHandler } from "../utils/awaited-subject";
import type { StopListening } from "./listener";
import { listen, listenOnce } from "./listener";

/**
 * Listens to results of ticks and walks, both modes.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenSignal = (handler: AwaitedHandler<IStrategyTickResult>): StopListening =>
  listen(signalEmitter, handler);

/**
 * Listens to results of ticks and walks, both modes, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a filter or a handler that is no function
 */
export const listenSignalOnce = (
  filter: (event: IStrategyTickResult) => boolean,
  handler: AwaitedHandler<IStrategyTickResult>,
): StopListening => listenOnce(signalEmitter, filter, handler);

/**
 * Listens to results of back-test ticks and walks.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenSignalBacktest = (handler: AwaitedHandler<IStrategyTickResult>): StopListening =>
  listen(signalBacktestEmitter, handler);

/**
 * Listens to results of back-test ticks and walks, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a filter or a handler that is no function
 */
export const listenSignalBacktestOnce = (
  filter: (event: IStrategyTickResult) => boolean,
  handler: AwaitedHandler<IStrategyTickResult>,
): StopListening => listenOnce(signalBacktestEmitter, filter, handler);

/**
 * Listens to results of live ticks.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenSignalLive = (handler: AwaitedHandler<IStrategyTickResult>): StopListening =>
  listen(signalLiveEmitter, handler);

/**
 * Listens to results of live ticks, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a filter or a handler that is no function
 */
export const listenSignalLiveOnce = (
  filter: (event: IStrategyTickResult) => boolean,
  handler: AwaitedHandler<IStrategyTickResult>,
): StopListening => listenOnce(signalLiveEmitter, filter, handler);

/**
 * Listens to milestones on the way to the take profit.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenPartialProfit = (handler: AwaitedHandler<PartialProfitContract>): StopListening =>
  listen(partialProfitSubject, handler);

/**
 * Listens to milestones on the way to the take profit, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a filter or a handler that is no function
 */
export const listenPartialProfitOnce = (
  filter: (event: PartialProfitContract) => boolean,
  handler: AwaitedHandler<PartialProfitContract>,
): StopListening => listenOnce(partialProfitSubject, filter, handler);

/**
 * Listens to milestones on the way to the stop loss.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenPartialLoss = (handler: AwaitedHandler<PartialLossContract>): StopListening =>
  listen(partialLossSubject, handler);

/**
 * Listens to milestones on the way to the stop loss, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a filter or a handler that is no function
 */
export const listenPartialLossOnce = (
  filter: (event: PartialLossContract) => boolean,
  handler: AwaitedHandler<PartialLossContract>,
): StopListening => listenOnce(partialLossSubject, filter, handler);

/**
 * Listens to refusals of risk profiles.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenRisk = (handler: AwaitedHandler<RiskContract>): StopListening =>
  listen(riskSubject, handler);

/**
 * Listens to refusals of risk profiles, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a filter or a handler that is no function
 */
export const listenRiskOnce = (
  filter: (event: RiskContract) => boolean,
  handler: AwaitedHandler<RiskContract>,
): StopListening => listenOnce(riskSubject, filter, handler);

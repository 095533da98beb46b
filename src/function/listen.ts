import {
  doneBacktestSubject,
  doneLiveSubject,
  doneWalkerSubject,
  errorEmitter,
  exitEmitter,
  partialLossSubject,
  partialProfitSubject,
  performanceEmitter,
  progressBacktestEmitter,
  progressOptimizerEmitter,
  progressWalkerEmitter,
  riskSubject,
  signalBacktestEmitter,
  signalEmitter,
  signalLiveEmitter,
  validationSubject,
  walkerCompleteSubject,
  walkerEmitter,
} from "../config/emitters";
import type { DoneContract } from "../contract/Done.contract";
import type { PartialLossContract, PartialProfitContract } from "../contract/Partial.contract";
import type { PerformanceContract } from "../contract/Performance.contract";
import type {
  ProgressBacktestContract,
  ProgressOptimizerContract,
  ProgressWalkerContract,
} from "../contract/Progress.contract";
import type { RiskContract } from "../contract/Risk.contract";
import type { WalkerCompleteContract, WalkerContract } from "../contract/Walker.contract";
import type { IStrategyTickResult } from "../interfaces/Strategy.interface";
import { ConfigurationError } from "../errors/ConfigurationError";
import { describeValue } from "../utils/describe-value";
import type { AwaitedHandler, AwaitedSubject } from "../utils/awaited-subject";
import { isPromiseLike } from "../utils/call-chain";

/** Removes a listener; harmless when called twice or from inside of the listener. */
export type StopListening = () => void;

const checkFunction = (role: string, value: unknown): void => {
  if (typeof value !== "function") {
    throw new ConfigurationError(
      "LISTENER_INVALID",
      `a listener needs a function as ${role}, got ${describeValue(value)}`,
    );
  }
};

/**
 * Every `listen*` function attaches one handler. Emissions wait for it; it gets one event at a time, in order; what it
 * throws or rejects with is reported to `listenError` and harms neither the run nor other listeners.
 */
const listen = <T>(subject: AwaitedSubject<T>, handler: AwaitedHandler<T>): StopListening => {
  checkFunction("handler", handler);
  return subject.attach(handler);
};

/** Like {@link listen}, for the first event the filter accepts. The listener is gone before its handler runs. */
const listenOnce = <T>(
  subject: AwaitedSubject<T>,
  filter: (event: T) => boolean,
  handler: AwaitedHandler<T>,
): StopListening => {
  checkFunction("filter", filter);
  checkFunction("handler", handler);
  const answer = (event: T, isAccepted: unknown): void | Promise<void> => {
    if (isAccepted) {
      stop();
      return handler(event);
    }
    return undefined;
  };
  const stop = subject.attach((event) => {
    const isAccepted: unknown = filter(event);
    // Untyped code may filter asynchronously: a promise is no answer yet, and its rejection must not get lost.
    return isPromiseLike(isAccepted)
      ? Promise.resolve(isAccepted).then((answered) => answer(event, answered))
      : answer(event, isAccepted);
  });
  return stop;
};

/**
 * Listens to results of ticks and walks, both modes.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenSignal = (handler: AwaitedHandler<IStrategyTickResult>): StopListening =>
  listen(signalEmitter, handler);

/**
 * Listens to results of ticks and walks, both modes, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 */
export const listenSignalOnce = (
  filter: (event: IStrategyTickResult) => boolean,
  handler: AwaitedHandler<IStrategyTickResult>,
): StopListening => listenOnce(signalEmitter, filter, handler);

/**
 * Listens to results of back-test ticks and walks.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenSignalBacktest = (handler: AwaitedHandler<IStrategyTickResult>): StopListening =>
  listen(signalBacktestEmitter, handler);

/**
 * Listens to results of back-test ticks and walks, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 */
export const listenSignalBacktestOnce = (
  filter: (event: IStrategyTickResult) => boolean,
  handler: AwaitedHandler<IStrategyTickResult>,
): StopListening => listenOnce(signalBacktestEmitter, filter, handler);

/**
 * Listens to results of live ticks.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenSignalLive = (handler: AwaitedHandler<IStrategyTickResult>): StopListening =>
  listen(signalLiveEmitter, handler);

/**
 * Listens to results of live ticks, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 */
export const listenSignalLiveOnce = (
  filter: (event: IStrategyTickResult) => boolean,
  handler: AwaitedHandler<IStrategyTickResult>,
): StopListening => listenOnce(signalLiveEmitter, filter, handler);

/**
 * Listens to what went wrong without ending a run: the thrown value as it is.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenError = (handler: AwaitedHandler<unknown>): StopListening => listen(errorEmitter, handler);

/**
 * Listens to the failure of a background run. The error has a code, as every error of this library.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenExit = (handler: AwaitedHandler<Error>): StopListening => listen(exitEmitter, handler);

/**
 * Listens to what a risk validation threw.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenValidation = (handler: AwaitedHandler<unknown>): StopListening =>
  listen(validationSubject, handler);

/**
 * Listens to the end of a background back-test.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenDoneBacktest = (handler: AwaitedHandler<DoneContract>): StopListening =>
  listen(doneBacktestSubject, handler);

/**
 * Listens to the end of a background back-test, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 */
export const listenDoneBacktestOnce = (
  filter: (event: DoneContract) => boolean,
  handler: AwaitedHandler<DoneContract>,
): StopListening => listenOnce(doneBacktestSubject, filter, handler);

/**
 * Listens to the end of a background live run.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenDoneLive = (handler: AwaitedHandler<DoneContract>): StopListening =>
  listen(doneLiveSubject, handler);

/**
 * Listens to the end of a background live run, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 */
export const listenDoneLiveOnce = (
  filter: (event: DoneContract) => boolean,
  handler: AwaitedHandler<DoneContract>,
): StopListening => listenOnce(doneLiveSubject, filter, handler);

/**
 * Listens to the end of a background walker.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenDoneWalker = (handler: AwaitedHandler<DoneContract>): StopListening =>
  listen(doneWalkerSubject, handler);

/**
 * Listens to the end of a background walker, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 */
export const listenDoneWalkerOnce = (
  filter: (event: DoneContract) => boolean,
  handler: AwaitedHandler<DoneContract>,
): StopListening => listenOnce(doneWalkerSubject, filter, handler);

/**
 * Listens to how far a back-test is.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenBacktestProgress = (handler: AwaitedHandler<ProgressBacktestContract>): StopListening =>
  listen(progressBacktestEmitter, handler);

/**
 * Listens to how far a walker is.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenWalkerProgress = (handler: AwaitedHandler<ProgressWalkerContract>): StopListening =>
  listen(progressWalkerEmitter, handler);

/**
 * Listens to how far an optimizer is.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenOptimizerProgress = (handler: AwaitedHandler<ProgressOptimizerContract>): StopListening =>
  listen(progressOptimizerEmitter, handler);

/**
 * Listens to timings.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenPerformance = (handler: AwaitedHandler<PerformanceContract>): StopListening =>
  listen(performanceEmitter, handler);

/**
 * Listens to each strategy a walker has finished.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenWalker = (handler: AwaitedHandler<WalkerContract>): StopListening =>
  listen(walkerEmitter, handler);

/**
 * Listens to each strategy a walker has finished, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 */
export const listenWalkerOnce = (
  filter: (event: WalkerContract) => boolean,
  handler: AwaitedHandler<WalkerContract>,
): StopListening => listenOnce(walkerEmitter, filter, handler);

/**
 * Listens to the result of a walker.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenWalkerComplete = (handler: AwaitedHandler<WalkerCompleteContract>): StopListening =>
  listen(walkerCompleteSubject, handler);

/**
 * Listens to milestones on the way to the take profit.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenPartialProfit = (handler: AwaitedHandler<PartialProfitContract>): StopListening =>
  listen(partialProfitSubject, handler);

/**
 * Listens to milestones on the way to the take profit, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 */
export const listenPartialProfitOnce = (
  filter: (event: PartialProfitContract) => boolean,
  handler: AwaitedHandler<PartialProfitContract>,
): StopListening => listenOnce(partialProfitSubject, filter, handler);

/**
 * Listens to milestones on the way to the stop loss.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenPartialLoss = (handler: AwaitedHandler<PartialLossContract>): StopListening =>
  listen(partialLossSubject, handler);

/**
 * Listens to milestones on the way to the stop loss, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 */
export const listenPartialLossOnce = (
  filter: (event: PartialLossContract) => boolean,
  handler: AwaitedHandler<PartialLossContract>,
): StopListening => listenOnce(partialLossSubject, filter, handler);

/**
 * Listens to refusals of risk profiles.
 * @param handler - awaited by the emission
 * @returns stops listening
 */
export const listenRisk = (handler: AwaitedHandler<RiskContract>): StopListening =>
  listen(riskSubject, handler);

/**
 * Listens to refusals of risk profiles, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 */
export const listenRiskOnce = (
  filter: (event: RiskContract) => boolean,
  handler: AwaitedHandler<RiskContract>,
): StopListening => listenOnce(riskSubject, filter, handler);

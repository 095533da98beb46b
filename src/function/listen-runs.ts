import {
  doneBacktestSubject,
  doneLiveSubject,
  doneWalkerSubject,
  performanceEmitter,
  progressBacktestEmitter,
  progressOptimizerEmitter,
  progressWalkerEmitter,
  walkerCompleteSubject,
  walkerEmitter,
} from "../config/emitters";
import type { DoneContract } from "../contract/Done.contract";
import type { PerformanceContract } from "../contract/Performance.contract";
import type {
  ProgressBacktestContract,
  ProgressOptimizerContract,
  ProgressWalkerContract,
} from "../contract/Progress.contract";
import type { WalkerCompleteContract, WalkerContract } from "../contract/Walker.contract";
import type { AwaitedHandler } from "../utils/awaited-subject";
import type { StopListening } from "./listener";
import { listen, listenOnce } from "./listener";

/**
 * Listens to the end of a background back-test.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenDoneBacktest = (handler: AwaitedHandler<DoneContract>): StopListening =>
  listen(doneBacktestSubject, handler);

/**
 * Listens to the end of a background back-test, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a filter or a handler that is no function
 */
export const listenDoneBacktestOnce = (
  filter: (event: DoneContract) => boolean,
  handler: AwaitedHandler<DoneContract>,
): StopListening => listenOnce(doneBacktestSubject, filter, handler);

/**
 * Listens to the end of a background live run.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenDoneLive = (handler: AwaitedHandler<DoneContract>): StopListening =>
  listen(doneLiveSubject, handler);

/**
 * Listens to the end of a background live run, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a filter or a handler that is no function
 */
export const listenDoneLiveOnce = (
  filter: (event: DoneContract) => boolean,
  handler: AwaitedHandler<DoneContract>,
): StopListening => listenOnce(doneLiveSubject, filter, handler);

/**
 * Listens to the end of a background walker.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenDoneWalker = (handler: AwaitedHandler<DoneContract>): StopListening =>
  listen(doneWalkerSubject, handler);

/**
 * Listens to the end of a background walker, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a filter or a handler that is no function
 */
export const listenDoneWalkerOnce = (
  filter: (event: DoneContract) => boolean,
  handler: AwaitedHandler<DoneContract>,
): StopListening => listenOnce(doneWalkerSubject, filter, handler);

/**
 * Listens to how far a back-test is.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenBacktestProgress = (handler: AwaitedHandler<ProgressBacktestContract>): StopListening =>
  listen(progressBacktestEmitter, handler);

/**
 * Listens to how far a walker is.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenWalkerProgress = (handler: AwaitedHandler<ProgressWalkerContract>): StopListening =>
  listen(progressWalkerEmitter, handler);

/**
 * Listens to how far an optimizer is.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenOptimizerProgress = (handler: AwaitedHandler<ProgressOptimizerContract>): StopListening =>
  listen(progressOptimizerEmitter, handler);

/**
 * Listens to timings.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenPerformance = (handler: AwaitedHandler<PerformanceContract>): StopListening =>
  listen(performanceEmitter, handler);

/**
 * Listens to each strategy a walker has finished.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenWalker = (handler: AwaitedHandler<WalkerContract>): StopListening =>
  listen(walkerEmitter, handler);

/**
 * Listens to each strategy a walker has finished, until the first the filter accepts.
 * @param filter - sees every event until it returns true
 * @param handler - called once, with that event
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a filter or a handler that is no function
 */
export const listenWalkerOnce = (
  filter: (event: WalkerContract) => boolean,
  handler: AwaitedHandler<WalkerContract>,
): StopListening => listenOnce(walkerEmitter, filter, handler);

/**
 * Listens to the result of a walker.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenWalkerComplete = (handler: AwaitedHandler<WalkerCompleteContract>): StopListening =>
  listen(walkerCompleteSubject, handler);

import type { DoneContract } from "../contract/Done.contract";
import type { PartialLossContract, PartialProfitContract } from "../contract/Partial.contract";
import type { PerformanceContract } from "../contract/Performance.contract";
import type {
  ProgressBacktestContract,
  ProgressOptimizerContract,
  ProgressWalkerContract,
} from "../contract/Progress.contract";
import type { RiskContract } from "../contract/Risk.contract";
import type { WalkerCompleteContract, WalkerContract, WalkerStopContract } from "../contract/Walker.contract";
import type { IStrategyTickResult } from "../interfaces/Strategy.interface";
import { AwaitedSubject } from "../utils/awaited-subject";
import { errorHandlerFailureSubject } from "./error-handler-failures";

/** Everything that went wrong without ending a run. */
export const errorEmitter = new AwaitedSubject<unknown>((error) => errorHandlerFailureSubject.next(error));

const createSubject = <T>(): AwaitedSubject<T> => new AwaitedSubject<T>((error) => errorEmitter.next(error));

/** Results of ticks and walks, both modes; after the mode's own emitter. */
export const signalEmitter = createSubject<IStrategyTickResult>();
/** Results of live ticks. */
export const signalLiveEmitter = createSubject<IStrategyTickResult>();
/** Results of back-test ticks and walks. */
export const signalBacktestEmitter = createSubject<IStrategyTickResult>();
/** A background run has failed. */
export const exitEmitter = createSubject<Error>();
/** A background back-test has ended. */
export const doneBacktestSubject = createSubject<DoneContract>();
/** A background live run has ended. */
export const doneLiveSubject = createSubject<DoneContract>();
/** A background walker has ended. */
export const doneWalkerSubject = createSubject<DoneContract>();
/** How far a back-test is. */
export const progressBacktestEmitter = createSubject<ProgressBacktestContract>();
/** How far a walker is. */
export const progressWalkerEmitter = createSubject<ProgressWalkerContract>();
/** How far an optimizer is. */
export const progressOptimizerEmitter = createSubject<ProgressOptimizerContract>();
/** Timings. */
export const performanceEmitter = createSubject<PerformanceContract>();
/** What a risk validation threw. */
export const validationSubject = createSubject<unknown>();
/** A position has come a level closer to its take profit. */
export const partialProfitSubject = createSubject<PartialProfitContract>();
/** A position has come a level closer to its stop loss. */
export const partialLossSubject = createSubject<PartialLossContract>();
/** A risk profile has refused a signal. */
export const riskSubject = createSubject<RiskContract>();
/** A walker has finished one of its strategies. */
export const walkerEmitter = createSubject<WalkerContract>();
/** A walker is through: it has finished its strategies, or was stopped before the rest of them. */
export const walkerCompleteSubject = createSubject<WalkerCompleteContract>();
/** A walker was asked to stop one of its strategies. */
export const walkerStopSubject = createSubject<WalkerStopContract>();

import { transitionTime } from "../../../client/signal-machine";
import { signalBacktestEmitter, signalEmitter, signalLiveEmitter } from "../../../config/emitters";
import type { Awaitable } from "../../../interfaces/Awaitable.interface";
import type { IExecutionContextPort } from "../../../interfaces/Context.interface";
import type { IStrategyTickResult, IStrategyTickResultIdle } from "../../../interfaces/Strategy.interface";
import { runInsideTick, type TickScope } from "../../../utils/async-scope";
import { andThen } from "../../../utils/awaitable";
import { afterCallbacks } from "../../../utils/notify";

/** The mode's emitter first, then the common one, in the context of the transition's time. */
const emit = (result: IStrategyTickResult, execution: IExecutionContextPort): Awaitable<void> => {
  const modeEmitter = result.backtest ? signalBacktestEmitter : signalLiveEmitter;
  if (!modeEmitter.isWatched && !signalEmitter.isWatched) {
    return;
  }
  const tell = (): Awaitable<void> => andThen(modeEmitter.emit(result), () => signalEmitter.emit(result));
  const { time } = execution;
  const when = transitionTime(result, time);
  if (when === time) {
    return tell();
  }
  const { symbol, backtest } = result;
  return execution.runInContext(tell, { symbol, when: new Date(when), backtest });
};

/** Emits what a tick or a walk found; a transition when its callbacks have gone on. */
export const tellSignal = (
  result: IStrategyTickResult,
  execution: IExecutionContextPort,
): Awaitable<void> => {
  const isTransition = result.action !== "idle" && result.action !== "active";
  return isTransition
    ? andThen(afterCallbacks(result), (told) => emit(told, execution))
    : emit(result, execution);
};

/**
 * The same of an idle result of a back-test, inside of a tick that nobody has entered.
 * @returns the result, when everybody has heard of it
 */
export const tellIdleInside = (
  tick: TickScope,
  result: IStrategyTickResultIdle,
): Awaitable<IStrategyTickResultIdle> => {
  const told = signalBacktestEmitter.emitInside(tick, result);
  const heard =
    told === undefined
      ? signalEmitter.emitInside(tick, result)
      : runInsideTick(tick, () => told.then(() => signalEmitter.emit(result)));
  return heard === undefined ? result : runInsideTick(tick, () => heard.then(() => result));
};

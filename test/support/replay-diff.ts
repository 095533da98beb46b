import type { IStrategyTickResult } from "../../src/index";
import { transitionTime } from "../../src/math/transition-time";

const RANDOM_ID = /^[\da-f]{8}-[\da-f]{4}-/;

/** What must be the same in both modes: all but the names, the mode and ids nobody chose. */
export const toComparable = (result: IStrategyTickResult): object => {
  const { strategyName: _strategy, exchangeName: _exchange, backtest: _mode, ...rest } = result;
  if (result.signal === null) {
    return rest;
  }
  const { strategyName: _ownStrategy, exchangeName: _ownExchange, id, ...row } = result.signal;
  return { ...rest, signal: { ...row, id: RANDOM_ID.test(id) ? "random" : id } };
};

/** What a recording promises. */
export interface Promised {
  readonly transitions: readonly IStrategyTickResult[];
  /** When the last of it was decided, ms. */
  readonly until: number;
}

/** What has to be the same: the transitions before an order was cancelled by a stop, and until when there is no other. */
export const findPromised = (live: {
  readonly transitions: readonly IStrategyTickResult[];
  readonly fedUntil: number;
}): Promised => {
  const stop = live.transitions.findIndex(
    (result) => result.action === "cancelled" && result.reason === "stopped",
  );
  const stopped = live.transitions[stop];
  return stopped === undefined
    ? { transitions: live.transitions, until: live.fedUntil }
    : { transitions: live.transitions.slice(0, stop), until: transitionTime(stopped, 0) };
};

import type { Awaitable } from "../interfaces/Awaitable.interface";
import { enterScope, getScope, lookInsideScope, type AsyncScope } from "./async-scope";
import { getClock, type Timer } from "./clock";
import type { Receiver } from "../interfaces/Receiver.interface";
import { deliverAll } from "./later";

/** What is made of an answer, or of an error. */
export interface AnswerSteps<Answer, Result> {
  /** Goes on with the answer; not with a late one. */
  use(answer: Answer): Awaitable<Result>;
  /** Goes on with what the call failed with, or with the error of one that ran over. */
  fail(error: unknown): Awaitable<Result>;
}

/** What becomes of a call. */
export interface CallSteps<Answer, Result> extends AnswerSteps<Answer, Result> {
  /** Makes the error for a call that runs over. */
  createError(): Error;
  /** Called when the call ends, also behind its limit. */
  onEnd(): void;
}

/** A call that has not ended, and who gets what becomes of it. */
interface WatchedCall<Answer, Result> {
  readonly steps: CallSteps<Answer, Result>;
  readonly receiver: Receiver<Result>;
  /** Where it was made. */
  readonly scope: AsyncScope;
  /** When it has run over, on the monotonic clock, ms. */
  readonly deadline: number;
}

/** What a call answered. */
interface GivenAnswer<Answer, Result> {
  readonly call: WatchedCall<Answer, Result>;
  readonly answer: Answer;
}

const useAnswer = <Answer, Result>({ call, answer }: GivenAnswer<Answer, Result>): Awaitable<Result> =>
  call.steps.use(answer);

const handAnswer = <Answer, Result>(given: GivenAnswer<Answer, Result>): void =>
  deliverAll(useAnswer<Answer, Result>, given, given.call.receiver);

/**
 * Watches calls that follow one another, thousands in a second, with one timer for all of them: a timer for each would cost
 * more than most calls. The timer wakes when the first call it was set for would have run over, and looks which one is running
 * then.
 */
export class Watchdog<Answer, Result> {
  private timer: Timer | null = null;
  /** The call, until it ends or runs over. */
  private running: WatchedCall<Answer, Result> | null = null;
  /** The same until it ends. */
  private unsettled: WatchedCall<Answer, Result> | null = null;

  /**
   * Waits for a call, but not longer than the limit; its late answer or error is dropped. What goes on with it enters its scope
   * before it starts anything that waits. One call at a time: the next one comes when the last has ended, also behind its limit.
   * @param pending - must be a promise
   * @param limitMs - longest wait, milliseconds
   * @param steps - what becomes of the call
   * @param receiver - gets what the steps make of it
   */
  public watch(
    pending: Promise<Answer>,
    limitMs: number,
    steps: CallSteps<Answer, Result>,
    receiver: Receiver<Result>,
  ): void {
    const deadline = getClock().monotonic() + limitMs;
    const call = { steps, receiver, scope: getScope(), deadline };
    this.unsettled = call;
    this.start(call, limitMs);
    try {
      // As `await` does it: a method of the promise's own would be code of the user, and could call back twice. Its species still is,
      // and what that starts is inside, too.
      void enterScope(() => Promise.prototype.then.call(pending, this.use, this.fail));
    } catch (error) {
      queueMicrotask(() => this.fail(error));
    }
  }

  /** Made once, as `fail` is: a run makes thousands of calls in a second. */
  private readonly use = (answer: Answer): void => {
    const call = this.end();
    if (call !== null) {
      lookInsideScope(call.scope, handAnswer<Answer, Result>, { call, answer });
    }
  };

  private readonly fail = (error: unknown): void => {
    const call = this.end();
    if (call !== null) {
      this.failInside(call, () => error);
    }
  };

  /** @returns the call that has ended; `null` for one that had run over before */
  private end(): WatchedCall<Answer, Result> | null {
    const call = this.unsettled;
    const isLate = call !== this.running;
    this.unsettled = null;
    if (!isLate) {
      this.running = null;
      this.timer?.keepAlive(false);
    }
    call?.steps.onEnd();
    return isLate ? null : call;
  }

  /** Ends the timer when no call is running. */
  public rest(): void {
    if (this.running === null) {
      this.timer?.cancel();
      this.timer = null;
    }
  }

  private start(call: WatchedCall<Answer, Result>, limitMs: number): void {
    this.running = call;
    if (this.timer === null) {
      this.setTimer(call, limitMs);
    } else {
      // A call that never settles must not let the process end without a word.
      this.timer.keepAlive(true);
    }
  }

  private setTimer(call: WatchedCall<Answer, Result>, delayMs: number): void {
    this.timer = getClock().setTimer(() => this.wake(call), delayMs, true);
  }

  /** @param due - the call whose time is over, if it is still running */
  private wake(due: WatchedCall<Answer, Result>): void {
    this.timer = null;
    const call = this.running;
    if (call === null) {
      return;
    }
    const timeLeft = call === due ? 0 : call.deadline - getClock().monotonic();
    if (timeLeft > 0) {
      this.setTimer(call, timeLeft);
    } else {
      this.expire(call);
    }
  }

  /** The timer that says so may be that of an earlier call, and from elsewhere. */
  private expire(call: WatchedCall<Answer, Result>): void {
    this.running = null;
    this.failInside(call, () => call.steps.createError());
  }

  private failInside(call: WatchedCall<Answer, Result>, createError: () => unknown): void {
    const { scope, steps, receiver } = call;
    lookInsideScope(scope, () => deliverAll(() => steps.fail(createError()), undefined, receiver), undefined);
  }
}

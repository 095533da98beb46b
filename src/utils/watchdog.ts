import type { Awaitable } from "../interfaces/Awaitable.interface";
import { getScope, runInsideScope } from "./async-scope";
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

/** A call that is running, and who gets what becomes of it. */
class WatchedCall<Answer, Result> {
  /** When it has run over, on the monotonic clock, ms. */
  public readonly deadline: number;
  private readonly scope = getScope();
  private isLate = false;

  public constructor(
    limitMs: number,
    private readonly steps: CallSteps<Answer, Result>,
    private readonly receiver: Receiver<Result>,
  ) {
    this.deadline = getClock().monotonic() + limitMs;
  }

  /** It has run over. The timer that says so may be that of an earlier call, and from elsewhere. */
  public expire(): void {
    this.isLate = true;
    runInsideScope(this.scope, () =>
      deliverAll(() => this.steps.fail(this.steps.createError()), undefined, this.receiver),
    );
  }

  public answer(answer: Answer): void {
    this.steps.onEnd();
    if (!this.isLate) {
      deliverAll((given: Answer) => this.steps.use(given), answer, this.receiver);
    }
  }

  public fail(error: unknown): void {
    this.steps.onEnd();
    if (!this.isLate) {
      deliverAll((cause: unknown) => this.steps.fail(cause), error, this.receiver);
    }
  }
}

/** What the timer looks at. */
type RunningCall = Pick<WatchedCall<never, unknown>, "deadline" | "expire">;

/**
 * Watches calls that follow one another, thousands in a second, with one timer for all of them: a timer for each would cost
 * more than most calls. The timer wakes when the first call it was set for would have run over, and looks which one is running
 * then.
 */
export class Watchdog {
  private timer: Timer | null = null;
  private running: RunningCall | null = null;

  /**
   * Waits for a call, but not longer than the limit; its late answer or error is dropped. One call at a time.
   * @param pending - must be a promise
   * @param limitMs - longest wait, milliseconds
   * @param steps - what becomes of the call
   * @param receiver - gets what the steps make of it
   */
  public watch<Answer, Result>(
    pending: Promise<Answer>,
    limitMs: number,
    steps: CallSteps<Answer, Result>,
    receiver: Receiver<Result>,
  ): void {
    const call = new WatchedCall(limitMs, steps, receiver);
    this.start(call, limitMs);
    const fail = (error: unknown): void => {
      this.end(call);
      call.fail(error);
    };
    const use = (answer: Answer): void => {
      this.end(call);
      call.answer(answer);
    };
    try {
      // As `await` does it: a method of the promise's own would be code of the user, and could call back twice.
      void Promise.prototype.then.call(pending, use, fail);
    } catch (error) {
      queueMicrotask(() => fail(error));
    }
  }

  /** Ends the timer when no call is running. */
  public rest(): void {
    if (this.running === null) {
      this.timer?.cancel();
      this.timer = null;
    }
  }

  private start(call: RunningCall, limitMs: number): void {
    this.running = call;
    if (this.timer === null) {
      this.setTimer(call, limitMs);
    } else {
      // A call that never settles must not let the process end without a word.
      this.timer.keepAlive(true);
    }
  }

  private end(call: RunningCall): void {
    if (this.running === call) {
      this.running = null;
      this.timer?.keepAlive(false);
    }
  }

  private setTimer(call: RunningCall, delayMs: number): void {
    this.timer = getClock().setTimer(() => this.wake(call), delayMs, true);
  }

  /** @param due - the call whose time is over, if it is still running */
  private wake(due: RunningCall): void {
    this.timer = null;
    const call = this.running;
    if (call === null) {
      return;
    }
    const timeLeft = call === due ? 0 : call.deadline - getClock().monotonic();
    if (timeLeft > 0) {
      this.setTimer(call, timeLeft);
    } else {
      this.running = null;
      call.expire();
    }
  }
}

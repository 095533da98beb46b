import { getClock, type Timer } from "./clock";

/** A call that is running. */
interface WatchedCall {
  /** When it has run over, on the monotonic clock, ms. */
  readonly deadline: number;
  readonly expire: () => void;
}

/**
 * Watches calls that follow one another, thousands in a second, with one timer for all of them: a timer for each would cost
 * more than most calls. The timer wakes when the first call it was set for would have run over, and looks which one is running
 * then.
 */
export class Watchdog {
  private timer: Timer | null = null;
  private running: WatchedCall | null = null;

  /**
   * Waits for a call, but not longer than the limit; its late answer or error is dropped. One call at a time.
   * @param pending - must be a promise
   * @param limitMs - longest wait, milliseconds
   * @param createError - makes the error for a call that runs over
   * @param onEnd - called when the call ends, also behind its limit
   */
  public watch<T>(
    pending: Promise<T>,
    limitMs: number,
    createError: () => Error,
    onEnd: () => void,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const call = {
        deadline: getClock().monotonic() + limitMs,
        expire: () => {
          reject(createError());
        },
      };
      this.start(call, limitMs);
      const end = (): void => {
        this.end(call);
        onEnd();
      };
      pending.then(
        (value) => {
          end();
          resolve(value);
        },
        (error: unknown) => {
          end();
          reject(error);
        },
      );
    });
  }

  /** Ends the timer when no call is running. */
  public rest(): void {
    if (this.running === null) {
      this.timer?.cancel();
      this.timer = null;
    }
  }

  private start(call: WatchedCall, limitMs: number): void {
    this.running = call;
    if (this.timer === null) {
      this.setTimer(call, limitMs);
    } else {
      // A call that never settles must not let the process end without a word.
      this.timer.keepAlive(true);
    }
  }

  private end(call: WatchedCall): void {
    if (this.running === call) {
      this.running = null;
      this.timer?.keepAlive(false);
    }
  }

  private setTimer(call: WatchedCall, delayMs: number): void {
    this.timer = getClock().setTimer(() => this.wake(call), delayMs, true);
  }

  /** @param due - the call whose time is over, if it is still running */
  private wake(due: WatchedCall): void {
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

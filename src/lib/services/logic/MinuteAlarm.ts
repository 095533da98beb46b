import { floorToMinute, MINUTE_MS } from "../../../math/interval";
import { getClock } from "../../../utils/clock";

/**
 * Waits for the next minute of the clock. It is the boundary that counts and not a distance, so the loop never drifts; a
 * clock that is set back by more than a minute is followed from where it stands then.
 */
export class MinuteAlarm {
  /** Somebody wanted the loop to go on since it last waited. */
  private isWoken = false;
  private goOn = (): void => undefined;

  /** Ends the wait at once, or the next one if none is under way. */
  public wake(): void {
    this.isWoken = true;
    this.goOn();
  }

  /** Resolves at the next minute boundary, or when somebody wakes it. */
  public async wait(): Promise<void> {
    const boundary = floorToMinute(getClock().now()) + MINUTE_MS;
    for (;;) {
      const remaining = boundary - getClock().now();
      if (this.isWoken || remaining <= 0 || remaining > MINUTE_MS) {
        break;
      }
      // A timer may fire a moment early; then the rest is waited for.
      await this.sleep(remaining);
    }
    this.isWoken = false;
  }

  private async sleep(ms: number): Promise<void> {
    const isKeepingAlive = true;
    await new Promise<void>((resolve) => {
      const timer = getClock().setTimer(resolve, ms, isKeepingAlive);
      this.goOn = () => {
        timer.cancel();
        resolve();
      };
    });
    this.goOn = () => undefined;
  }
}

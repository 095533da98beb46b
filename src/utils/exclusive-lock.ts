import { isInsideCallOf, runCall } from "./call-chain";

/** Lets one call in at a time, in the order they came. A call that fails lets the next one in like any other. */
export class ExclusiveLock {
  private isTaken = false;
  private readonly waiting: (() => void)[] = [];

  /** Whether the caller runs inside this lock; waiting for it would never end. */
  public get isHeldByCaller(): boolean {
    return isInsideCallOf(this);
  }

  /** Runs `fn` alone. */
  public async run<T>(fn: () => Promise<T>): Promise<T> {
    if (this.isTaken) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.isTaken = true;
    try {
      return await runCall(this, "engine", fn);
    } finally {
      this.passOn();
    }
  }

  /** Hands the lock over without a moment in which a newcomer could slip in. */
  private passOn(): void {
    const next = this.waiting.shift();
    if (next === undefined) {
      this.isTaken = false;
    } else {
      next();
    }
  }
}

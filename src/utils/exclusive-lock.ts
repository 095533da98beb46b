import type { Awaitable } from "../interfaces/Awaitable.interface";
import { isInsideCallOf, openCall, type OpenCall } from "./call-chain";

const keep = <T>(value: T): T => value;

/** Lets one call in at a time, in the order they came. A call that fails lets the next one in like any other. */
export class ExclusiveLock {
  private isTaken = false;
  /** That of whoever is inside. */
  private call: OpenCall | null = null;
  private readonly waiting: (() => void)[] = [];

  /** Whether nobody is inside. */
  public get isFree(): boolean {
    return !this.isTaken;
  }

  /** Whether the caller runs inside this lock; waiting for it would never end. */
  public get isHeldByCaller(): boolean {
    return isInsideCallOf(this);
  }

  /** Runs `fn` alone. */
  public async run<T>(fn: () => Awaitable<T>): Promise<T> {
    return this.runNow(fn);
  }

  /** Runs `fn` alone: at once when nobody else is inside, and then a value it has at once comes back as it is. */
  public runNow<T>(fn: () => Awaitable<T>): Awaitable<T> {
    return this.runThen(fn, keep);
  }

  /** As `runNow`, and goes on with the value when somebody else may be inside. */
  public runThen<T, R>(fn: () => Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
    if (this.isTaken) {
      return new Promise<void>((resolve) => this.waiting.push(resolve)).then(() => this.hold(fn, next));
    }
    return this.hold(fn, next);
  }

  private hold<T, R>(fn: () => Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
    this.isTaken = true;
    const call = openCall(this, "engine");
    this.call = call;
    let result: Awaitable<T>;
    try {
      result = call.run(fn);
    } catch (error) {
      this.leave();
      throw error;
    }
    if (result instanceof Promise) {
      return result.then((value) => {
        this.leave();
        return next(value);
      }, this.fail);
    }
    this.leave();
    return next(result);
  }

  /** Made once: nobody else is inside when it is called. */
  private readonly fail = (error: unknown): never => {
    this.leave();
    throw error;
  };

  private leave(): void {
    this.call?.end();
    this.call = null;
    this.passOn();
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

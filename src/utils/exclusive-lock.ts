import type { Awaitable } from "../interfaces/Awaitable.interface";
import { enterScope } from "./async-scope";
import { isInsideCallOf, openCall, type OpenCall } from "./call-chain";
import type { Later, Receiver } from "../interfaces/Receiver.interface";
import { LATER, deliver, deliverAll, isLater } from "./later";

const keep = <T>(value: T): T => value;

/** Gets what came of a step inside of a lock, and goes on when it is free again. */
class LockedStep<T, R> implements Receiver<T> {
  public constructor(
    private readonly leave: () => void,
    private readonly next: (value: T) => Awaitable<R | Later>,
    private readonly receiver: Receiver<R>,
  ) {}

  public take(value: T): void {
    this.leave();
    deliverAll(this.next, value, this.receiver);
  }

  public fail(error: unknown): void {
    this.leave();
    this.receiver.fail(error);
  }
}

/** Lets one call in at a time, in the order they came. A call that fails lets the next one in like any other. */
export class ExclusiveLock {
  private isTaken = false;
  /** That of whoever is inside. */
  private call: OpenCall | null = null;
  private readonly waiting: (() => void)[] = [];

  /** Whether the caller runs inside this lock; waiting for it would never end. */
  public get isHeldByCaller(): boolean {
    return isInsideCallOf(this);
  }

  /** Whether nobody is inside. */
  public get isFree(): boolean {
    return !this.isTaken;
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
    return this.isTaken ? this.wait().then(() => this.hold(fn, next)) : this.hold(fn, next);
  }

  /**
   * As `runThen` for a step that hands on later what it has to wait for, and so does this.
   * @param fn - is given the receiver of its result; enters its scope before it starts anything that waits
   * @param receiver - of what `next` makes of it
   */
  public runFor<T, R>(
    fn: (inside: Receiver<T>) => Awaitable<T | Later>,
    next: (value: T) => Awaitable<R | Later>,
    receiver: Receiver<R>,
  ): Awaitable<R | Later> {
    return this.isTaken
      ? enterScope(() => this.wait().then(() => this.holdFor(fn, next, receiver)))
      : this.holdFor(fn, next, receiver);
  }

  private wait(): Promise<void> {
    return new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private enter(): OpenCall {
    this.isTaken = true;
    const call = openCall(this, "engine");
    this.call = call;
    return call;
  }

  private hold<T, R>(fn: () => Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
    const call = this.enter();
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

  private holdFor<T, R>(
    fn: (inside: Receiver<T>) => Awaitable<T | Later>,
    next: (value: T) => Awaitable<R | Later>,
    receiver: Receiver<R>,
  ): Awaitable<R | Later> {
    const call = this.enter();
    const step = new LockedStep(this.leave, next, receiver);
    let result: T | Later;
    try {
      result = deliver(call.lookWith(fn, step), step);
    } catch (error) {
      this.leave();
      throw error;
    }
    if (isLater(result)) {
      return LATER;
    }
    this.leave();
    return next(result);
  }

  /** Made once: nobody else is inside when it is called. */
  private readonly fail = (error: unknown): never => {
    this.leave();
    throw error;
  };

  private readonly leave = (): void => {
    this.call?.end();
    this.call = null;
    this.passOn();
  };

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

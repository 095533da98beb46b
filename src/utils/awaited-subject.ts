import { Subject } from "rxjs";
import { runInsideTick, type TickScope } from "./async-scope";
import { isInsideCallOf, isPromiseLike, openCall, runCall, type OpenCall } from "./call-chain";
import { settleOnce } from "./settle-once";

/** A handler of an {@link AwaitedSubject}: what it returns is waited for, and means nothing else. */
export type AwaitedHandler<T> = (value: T) => unknown;

/** Takes what a handler threw or rejected with. */
export type HandlerErrorReport = (error: unknown) => Promise<void>;

interface Attachment<T> {
  readonly handler: AwaitedHandler<T>;
  isAttached: boolean;
  /** Whether it has answered, and never with anything to wait for. */
  isQuick: boolean;
}

/** What calling handlers came to: the place of the next one, and what has to be waited for before it. */
interface Invocation {
  readonly end: number;
  readonly pending: Promise<void> | null;
}

const ignore = (): void => undefined;

const SETTLED: Promise<void> = Promise.resolve();

const noteSlow = (attachment: Attachment<never> | undefined): void => {
  if (attachment !== undefined) {
    attachment.isQuick = false;
  }
};

/** Runs something inside of a tick where there is one to enter. */
const enter = <T>(tick: TickScope | undefined, fn: () => T): T =>
  tick === undefined ? fn() : runInsideTick(tick, fn);

/** The time in which one emission is handled. Its end costs a promise only when somebody waits for it. */
class Turn {
  private ended: Promise<void> | null = null;
  private resolve: () => void = ignore;

  public whenEnded(): Promise<void> {
    this.ended ??= new Promise((resolve) => {
      this.resolve = resolve;
    });
    return this.ended;
  }

  public end(): void {
    this.resolve();
  }
}

/**
 * An RxJS subject with one thing more: `await subject.next(value)` resolves when every handler attached through
 * {@link AwaitedSubject.attach} has finished with the value. Handlers run in the order they were attached, one after
 * another, and each sees the values in the order of emission, one at a time. One that throws or rejects is reported and
 * harms nobody else. An emission made from inside of a handler follows when all handlers have finished with the running
 * one; the handler cannot wait for it, since it would wait for itself.
 */
export class AwaitedSubject<T> extends Subject<T> {
  private attachments: readonly Attachment<T>[] = [];
  /** The turn of the newest emission that has not been handled. */
  private newest: Turn | null = null;

  /** @param reportHandlerError - takes what a handler threw; must not reject */
  public constructor(private readonly reportHandlerError: HandlerErrorReport) {
    super();
  }

  /** Whether anybody would see an event. */
  public get isWatched(): boolean {
    return this.attachments.length > 0 || this.observed;
  }

  /**
   * Attaches a handler that emissions wait for.
   * @returns detaches it; harmless when called twice or from inside of the handler
   */
  public attach(handler: AwaitedHandler<T>): () => void {
    const attachment: Attachment<T> = { handler, isAttached: true, isQuick: false };
    this.attachments = [...this.attachments, attachment];
    return () => {
      attachment.isAttached = false;
      this.attachments = this.attachments.filter((other) => other !== attachment);
    };
  }

  /** Emits a value; resolves when every attached handler has finished with it, and never rejects. */
  public override next(value: T): Promise<void> {
    return this.emit(value) ?? SETTLED;
  }

  /** As `next`, without a promise where nothing has to be waited for. */
  public emit(value: T): Promise<void> | undefined {
    const { attachments } = this;
    if (attachments.length === 0) {
      this.showSubscribers(value);
      return undefined;
    }
    const before = this.newest;
    const turn = new Turn();
    // Taken before anybody sees the value: whoever answers it with another emission queues behind it.
    this.newest = turn;
    this.showSubscribers(value);
    const pending =
      before === null
        ? this.handle(attachments, value, 0)
        : before.whenEnded().then(() => this.handle(attachments, value, 0) ?? undefined);
    return this.finish(turn, pending);
  }

  /**
   * As `emit`, inside of a tick. Where only quick handlers hear of the value, tick and call are entered at once: some values come
   * with every minute.
   */
  public emitInside(tick: TickScope, value: T): Promise<void> | undefined {
    const { attachments } = this;
    if (!this.isWatched) {
      return undefined;
    }
    if (this.observed || this.newest !== null || attachments[0]?.isQuick !== true) {
      return runInsideTick(tick, () => this.emit(value));
    }
    const turn = new Turn();
    this.newest = turn;
    const { end, pending } = this.invoke(attachments, value, 0, tick);
    if (pending === null && end >= attachments.length) {
      this.end(turn);
      return undefined;
    }
    return runInsideTick(tick, () => this.finish(turn, this.handleAfter(pending, attachments, value, end)));
  }

  /** Ends a turn when everything has been waited for. */
  private finish(turn: Turn, pending: Promise<void> | null): Promise<void> | undefined {
    if (pending === null) {
      this.end(turn);
      return undefined;
    }
    const settled = pending.then(() => this.end(turn));
    return isInsideCallOf(this) ? undefined : settled;
  }

  /** The way RxJS does it, as user code. */
  private showSubscribers(value: T): void {
    if (this.observed) {
      runCall(this, "user", () => super.next(value));
    }
  }

  private end(turn: Turn): void {
    if (this.newest === turn) {
      this.newest = null;
    }
    turn.end();
  }

  /** Returns a promise only when there is something to wait for. */
  private handle(attachments: readonly Attachment<T>[], value: T, start: number): Promise<void> | null {
    for (let index = start; index < attachments.length;) {
      const { end, pending } = this.invoke(attachments, value, index);
      if (pending !== null) {
        return this.handleAfter(pending, attachments, value, end);
      }
      index = end;
    }
    return null;
  }

  /** Goes on with the handlers from a place on when what comes before them has been waited for. */
  private handleAfter(
    pending: Promise<void> | null,
    attachments: readonly Attachment<T>[],
    value: T,
    start: number,
  ): Promise<void> | null {
    return pending === null
      ? this.handle(attachments, value, start)
      : pending.then(() => this.handle(attachments, value, start) ?? undefined);
  }

  /**
   * Calls a handler in a call of user code. Quick ones share it, for entering one costs more than most handlers do: nothing that
   * one of them leaves behind can run before all have returned. One that turns out to have something to wait for ends the row,
   * and has a call of its own from then on.
   */
  private invoke(
    attachments: readonly Attachment<T>[],
    value: T,
    start: number,
    tick?: TickScope,
  ): Invocation {
    let index = start;
    const tellRow = (): PromiseLike<unknown> | undefined => {
      do {
        const attachment = attachments[index];
        index += 1;
        if (attachment?.isAttached === true) {
          const answer = settleOnce(attachment.handler(value));
          if (isPromiseLike(answer)) {
            attachment.isQuick = false;
            return answer;
          }
          if (!attachment.isQuick) {
            attachment.isQuick = true;
            return undefined;
          }
        }
      } while (attachments[index]?.isQuick === true);
      return undefined;
    };
    const call = openCall(this, "user");
    let answer: PromiseLike<unknown> | undefined;
    try {
      answer = call.run(tellRow, tick);
    } catch (error) {
      call.end();
      noteSlow(attachments[index - 1]);
      return { end: index, pending: enter(tick, () => this.report(error)) };
    }
    if (answer === undefined) {
      call.end();
      return { end: index, pending: null };
    }
    return { end: index, pending: enter(tick, () => this.waitFor(answer, call)) };
  }

  /** Resolves when a handler has finished, whatever came of it. */
  private waitFor(answer: PromiseLike<unknown>, call: OpenCall): Promise<void> {
    call.endWith(answer);
    return Promise.resolve(answer).then(ignore, (error: unknown) => this.report(error));
  }

  /** Part of the turn: whoever emits here again must not wait for the turn. */
  private report(error: unknown): Promise<void> {
    return runCall(this, "engine", () => this.reportHandlerError(error));
  }
}

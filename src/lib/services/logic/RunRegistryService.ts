import { RunError } from "../../../errors/RunError";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { WalkerName } from "../../../interfaces/Walker.interface";
import { AwaitedSubject } from "../../../utils/awaited-subject";
import { rememberCallers } from "../../../utils/call-chain";
import { yieldToEventLoop } from "../../../utils/clock";
import { createPairKey, createStrategyKey, modeName } from "../../../utils/keys";
import { isCircularWait, type Waiting } from "./circular-wait";
import { PairUse } from "./PairUse";

/** Somebody who waits for a pair. */
interface PairWaiting extends Waiting {
  readonly use: PairUse;
  readonly wake: () => void;
}

/** Knows which (symbol, strategy, mode) is taken by a run; two runs of one pair would share one client. */
export class RunRegistryService {
  private readonly taken = new Map<string, PairUse>();
  /** Pairs that are free, but whose last run is still being read. */
  private readonly lingering = new Map<string, PairUse>();
  private readonly takenWalkers = new Set<string>();
  private readonly waiting = new Set<PairWaiting>();

  /**
   * Takes a pair.
   * @param owner - what the run is known by in the chain of calls
   * @returns frees it; harmless when called twice
   * @throws RunError `RUN_ALREADY_ACTIVE`
   */
  public take(symbol: string, strategyName: StrategyName, backtest: boolean, owner: object): () => void {
    this.requireFree(symbol, strategyName, backtest);
    const key = createStrategyKey(symbol, strategyName, backtest);
    const use = new PairUse(owner);
    this.taken.set(key, use);
    return () => {
      if (this.taken.get(key) === use) {
        this.taken.delete(key);
        this.lingering.set(key, use);
        use.isOver = true;
        this.wakeBlocked();
        void this.linger(key, use);
      }
    };
  }

  /**
   * Keeps those who wait for a pair from beginning before somebody has read what its run leaves, or has just left.
   * @param until - settles when he has read it
   * @param reader - what he is known by in the chain of calls, if he is no listener of the end
   */
  public letRead(
    symbol: string,
    strategyName: StrategyName,
    backtest: boolean,
    until: Promise<void>,
    reader?: object,
  ): void {
    const key = createStrategyKey(symbol, strategyName, backtest);
    (this.taken.get(key) ?? this.lingering.get(key))?.letRead(until, reader);
    this.wakeBlocked();
  }

  /**
   * Takes a walker on a symbol.
   * @returns frees it; harmless when called twice
   * @throws RunError `RUN_ALREADY_ACTIVE`
   */
  public takeWalker(symbol: string, walkerName: WalkerName): () => void {
    this.requireWalkerFree(symbol, walkerName);
    const key = createPairKey(symbol, walkerName);
    let isMine = true;
    this.takenWalkers.add(key);
    return () => {
      if (isMine) {
        isMine = false;
        this.takenWalkers.delete(key);
      }
    };
  }

  /** Whether a run has the pair. */
  public isTaken(symbol: string, strategyName: StrategyName, backtest: boolean): boolean {
    return this.taken.has(createStrategyKey(symbol, strategyName, backtest));
  }

  /** Whether who can wait should: a run has the pair, or what its last one has left is still being read. */
  public isBusy(symbol: string, strategyName: StrategyName, backtest: boolean): boolean {
    return this.findUse(symbol, strategyName, backtest) !== undefined;
  }

  /**
   * Waits until the pair is no longer busy with what it is busy with now. Several may wait: look again before taking it.
   * @param signal - ends the waiting when it aborts
   * @throws RunError `RUN_ALREADY_ACTIVE` inside of something the run waits for, such as the run itself
   */
  public async whenEnded(
    symbol: string,
    strategyName: StrategyName,
    backtest: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const use = this.findUse(symbol, strategyName, backtest);
    if (use === undefined || signal.aborted) {
      return;
    }
    const { promise, wake } = createAlarm();
    const waiting: PairWaiting = { ...describeWaiting(use), use, wake };
    if (this.isBlocked(waiting)) {
      this.requireFree(symbol, strategyName, backtest);
    }
    this.waiting.add(waiting);
    signal.addEventListener("abort", wake);
    await promise;
    signal.removeEventListener("abort", wake);
    this.waiting.delete(waiting);
  }

  /** @throws RunError `RUN_ALREADY_ACTIVE` when the pair is taken. */
  public requireFree(symbol: string, strategyName: StrategyName, backtest: boolean): void {
    if (this.isTaken(symbol, strategyName, backtest)) {
      throw new RunError(
        "RUN_ALREADY_ACTIVE",
        `strategy ${strategyName} on ${symbol} already has an active ${modeName(backtest)} run: wait for its end, or stop it first`,
      );
    }
  }

  /** @throws RunError `RUN_ALREADY_ACTIVE` when the walker runs on the symbol. */
  public requireWalkerFree(symbol: string, walkerName: WalkerName): void {
    if (this.takenWalkers.has(createPairKey(symbol, walkerName))) {
      throw new RunError(
        "RUN_ALREADY_ACTIVE",
        `walker ${walkerName} on ${symbol} already has an active run: wait for its end, or stop it first`,
      );
    }
  }

  private findUse(symbol: string, strategyName: StrategyName, backtest: boolean): PairUse | undefined {
    const key = createStrategyKey(symbol, strategyName, backtest);
    const lingering = this.lingering.get(key);
    const isReadingAwaited = lingering !== undefined && !this.isBlocked(describeWaiting(lingering));
    return this.taken.get(key) ?? (isReadingAwaited ? lingering : undefined);
  }

  /**
   * Whether a wait would never end. Readers may emit anything, and queue behind any listener that is at work; a run emits
   * only what runs emit.
   */
  private isBlocked(waiting: Waiting & { readonly use: PairUse }): boolean {
    const isListener = waiting.listCallers().some((caller) => caller instanceof AwaitedSubject);
    return (waiting.use.isOver && isListener) || isCircularWait(waiting, this.waiting);
  }

  /** Those who may wait for a run need not be able to wait for its readers. */
  private wakeBlocked(): void {
    this.waiting.forEach((waiting) => {
      if (waiting.use.isOver && this.isBlocked(waiting)) {
        waiting.wake();
      }
    });
  }

  /** Whoever consumed the run goes on first, and reads its report before the next run drops it. */
  private async linger(key: string, use: PairUse): Promise<void> {
    await yieldToEventLoop();
    await use.whenRead();
    // Behind what the end of the reading has woken.
    await yieldToEventLoop();
    if (this.lingering.get(key) === use) {
      this.lingering.delete(key);
    }
    this.waiting.forEach((waiting) => {
      if (waiting.use === use) {
        waiting.wake();
      }
    });
  }
}

const describeWaiting = (use: PairUse): Waiting & { readonly use: PairUse } => ({
  use,
  listCallers: rememberCallers(),
  listBlockers: use.listBlockers,
});

const createAlarm = (): { readonly promise: Promise<void>; readonly wake: () => void } => {
  let wake = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    wake = resolve;
  });
  return { promise, wake };
};

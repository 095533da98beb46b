import {
  errorEmitter,
  partialLossSubject,
  partialProfitSubject,
  performanceEmitter,
  progressBacktestEmitter,
  riskSubject,
  signalBacktestEmitter,
  signalEmitter,
  validationSubject,
} from "../../../config/emitters";
import { RunError } from "../../../errors/RunError";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { WalkerName } from "../../../interfaces/Walker.interface";
import { isInsideCallOf, isInsideUserCall } from "../../../utils/call-chain";
import { yieldToEventLoop } from "../../../utils/clock";
import { createPairKey, createStrategyKey, modeName } from "../../../utils/keys";

const ignore = (): void => undefined;

/** A run may emit to these before its end, and then waits behind the listener that is at work. */
const RUN_SUBJECTS: readonly object[] = [
  signalBacktestEmitter,
  signalEmitter,
  progressBacktestEmitter,
  performanceEmitter,
  partialProfitSubject,
  partialLossSubject,
  riskSubject,
  validationSubject,
  errorEmitter,
];

/** Somebody who waits for a pair. */
interface Waiter {
  /** User code may be what the reading waits for: it goes on as soon as the pair is free. */
  readonly isUserCode: boolean;
  readonly wake: () => void;
}

/** A pair in use. */
interface PairUse {
  /** What its run is known by: a call inside of it must not wait for it. */
  readonly owner: object;
  readonly waiting: Waiter[];
  /** Until then those who wait let others read what the run has left. */
  readUntil: Promise<void>;
}

/** Knows which (symbol, strategy, mode) is taken by a run; two runs of one pair would share one client. */
export class RunRegistryService {
  private readonly taken = new Map<string, PairUse>();
  /** Pairs that are free, but whose last run is still being read. */
  private readonly lingering = new Map<string, PairUse>();
  private readonly takenWalkers = new Set<string>();

  /**
   * Takes a pair.
   * @param owner - what the run is known by in the chain of calls
   * @returns frees it; harmless when called twice
   * @throws RunError `RUN_ALREADY_ACTIVE`
   */
  public take(symbol: string, strategyName: StrategyName, backtest: boolean, owner: object): () => void {
    this.requireFree(symbol, strategyName, backtest);
    const key = createStrategyKey(symbol, strategyName, backtest);
    const use: PairUse = { owner, waiting: [], readUntil: Promise.resolve() };
    this.taken.set(key, use);
    return () => {
      if (this.taken.get(key) === use) {
        this.taken.delete(key);
        this.lingering.set(key, use);
        use.waiting.filter(({ isUserCode }) => isUserCode).forEach(({ wake }) => wake());
        void this.linger(key, use);
      }
    };
  }

  /** Keeps those who wait for a pair from beginning before somebody has read what its run leaves, or has just left. */
  public letRead(symbol: string, strategyName: StrategyName, backtest: boolean, until: Promise<void>): void {
    const key = createStrategyKey(symbol, strategyName, backtest);
    const use = this.taken.get(key) ?? this.lingering.get(key);
    if (use !== undefined) {
      use.readUntil = until;
    }
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
   * @throws RunError `RUN_ALREADY_ACTIVE` inside of the very run, which would wait for itself, and inside of a listener that
   * the run would wait for
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
    if (isInsideCallOf(use.owner) || RUN_SUBJECTS.some(isInsideCallOf)) {
      this.requireFree(symbol, strategyName, backtest);
    }
    const { promise, wake } = createAlarm();
    use.waiting.push({ isUserCode: isInsideUserCall(), wake });
    signal.addEventListener("abort", wake);
    await promise;
    signal.removeEventListener("abort", wake);
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
    // User code may be what is being waited for: it cannot wait for the end of its own reading.
    return this.taken.get(key) ?? (isInsideUserCall() ? undefined : this.lingering.get(key));
  }

  /** Whoever consumed the run goes on first, and reads its report before the next run drops it. */
  private async linger(key: string, use: PairUse): Promise<void> {
    await yieldToEventLoop();
    // However the reading ends: those who wait go on, behind what its end has woken.
    await use.readUntil.then(ignore, ignore);
    await yieldToEventLoop();
    if (this.lingering.get(key) === use) {
      this.lingering.delete(key);
    }
    use.waiting.forEach(({ wake }) => wake());
  }
}

const createAlarm = (): { readonly promise: Promise<void>; readonly wake: () => void } => {
  let wake = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    wake = resolve;
  });
  return { promise, wake };
};

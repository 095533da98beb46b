import { RunError } from "../../../errors/RunError";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { WalkerName } from "../../../interfaces/Walker.interface";
import { createPairKey, createStrategyKey, modeName } from "../../../utils/keys";

/** Knows which (symbol, strategy, mode) is taken by a run; two runs of one pair would share one client. */
export class RunRegistryService {
  /** Taken pairs, each with those who wait for it. */
  private readonly taken = new Map<string, (() => void)[]>();
  private readonly takenWalkers = new Set<string>();

  /**
   * Takes a pair.
   * @returns frees it; harmless when called twice
   * @throws RunError `RUN_ALREADY_ACTIVE`
   */
  public take(symbol: string, strategyName: StrategyName, backtest: boolean): () => void {
    this.requireFree(symbol, strategyName, backtest);
    const key = createStrategyKey(symbol, strategyName, backtest);
    const waiting: (() => void)[] = [];
    this.taken.set(key, waiting);
    return () => {
      if (this.taken.get(key) === waiting) {
        this.taken.delete(key);
        waiting.forEach((wake) => wake());
      }
    };
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

  /**
   * Waits for the end of the run that has the pair, if any. Several may wait: look again before taking it.
   * @param signal - ends the waiting when it aborts
   */
  public async whenEnded(
    symbol: string,
    strategyName: StrategyName,
    backtest: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const waiting = this.taken.get(createStrategyKey(symbol, strategyName, backtest));
    if (waiting === undefined || signal.aborted) {
      return;
    }
    const { promise, wake } = createAlarm();
    waiting.push(wake);
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
}

const createAlarm = (): { readonly promise: Promise<void>; readonly wake: () => void } => {
  let wake = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    wake = resolve;
  });
  return { promise, wake };
};

import { RunError } from "../../../errors/RunError";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import { createStrategyKey, modeName } from "../../../utils/keys";

/** Knows which (symbol, strategy, mode) is taken by a run; two runs of one pair would share one client. */
export class RunRegistryService {
  private readonly taken = new Set<string>();

  /**
   * Takes a pair.
   * @returns frees it; harmless when called twice
   * @throws RunError `RUN_ALREADY_ACTIVE`
   */
  public take(symbol: string, strategyName: StrategyName, backtest: boolean): () => void {
    this.requireFree(symbol, strategyName, backtest);
    const key = createStrategyKey(symbol, strategyName, backtest);
    this.taken.add(key);
    let isMine = true;
    return () => {
      if (isMine) {
        isMine = false;
        this.taken.delete(key);
      }
    };
  }

  /** Whether a run has the pair. */
  public isTaken(symbol: string, strategyName: StrategyName, backtest: boolean): boolean {
    return this.taken.has(createStrategyKey(symbol, strategyName, backtest));
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
}

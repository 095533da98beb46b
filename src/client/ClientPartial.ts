import { PartialError } from "../errors/PartialError";
import type { IPartial, IPartialParams, PartialCommit, PartialLevel } from "../interfaces/Partial.interface";
import type { ISignalRow, StrategyName } from "../interfaces/Signal.interface";
import { ExclusiveLock } from "../utils/exclusive-lock";
import { createPairKey } from "../utils/keys";
import { memoizeClient } from "../utils/memoize-client";
import { notify } from "../utils/notify";
import { singleshotWithRetry } from "../utils/singleshot-retry";
import type { ReachedLevels } from "./partial-levels";
import { countLevels, fromPartialData, listLevels, NO_LEVELS, toPartialData } from "./partial-levels";

/**
 * Milestones of one signal id in one mode: each level once per side, ascending. A user-given id may occur on several
 * (symbol, strategy) pairs; each pair has milestones of its own. In live a level is stored first and emitted then, so
 * that it is emitted at most once, also across a crash.
 */
export class ClientPartial implements IPartial {
  /** Lets one change of the levels happen at a time. */
  private readonly storeLock = new ExclusiveLock();
  /** Lets the levels of one call be emitted before those of the next one. */
  private readonly emitLock = new ExclusiveLock();
  private readonly reached = new Map<string, ReachedLevels>();

  /** One load per pair; a load that failed is tried again at the next call. */
  private readonly loads = memoizeClient(
    ([symbol, strategyName]: [symbol: string, strategyName: StrategyName]) =>
      createPairKey(symbol, strategyName),
    (symbol, strategyName) => singleshotWithRetry(() => this.load(symbol, strategyName)),
  );

  public constructor(private readonly params: IPartialParams) {}

  /** Whether no pair uses this tracker. */
  public get isEmpty(): boolean {
    return this.reached.size === 0;
  }

  /** Makes the tracker ready for a pair: in live it loads the levels reached before a restart. */
  public async waitForInit(symbol: string, strategyName: StrategyName): Promise<void> {
    await this.loads(symbol, strategyName)();
  }

  /**
   * Emits the profit levels that are new.
   * @param revenuePercent - share of the way to the take profit, percent
   * @param when - end of the minute that was looked at
   * @throws PartialError `PARTIAL_NOT_INITIALIZED`, `PARTIAL_SIGNAL_MISMATCH`, or what the storage throws; then nothing
   * counts as reached
   */
  public async profit(
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    revenuePercent: number,
    backtest: boolean,
    when: Date,
  ): Promise<void> {
    const levels = await this.reach("profit", symbol, data, revenuePercent);
    await this.emit(levels, symbol, data, currentPrice, backtest, when, this.params.onProfit);
  }

  /**
   * Emits the loss levels that are new.
   * @param lossPercent - share of the way to the stop loss, percent; the sign is ignored
   * @param when - end of the minute that was looked at
   * @throws PartialError as `profit`
   */
  public async loss(
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    lossPercent: number,
    backtest: boolean,
    when: Date,
  ): Promise<void> {
    const levels = await this.reach("loss", symbol, data, Math.abs(lossPercent));
    await this.emit(levels, symbol, data, currentPrice, backtest, when, this.params.onLoss);
  }

  /**
   * Forgets what the pair has reached, in live also on disk. Other pairs with the same signal id keep theirs.
   * @throws PartialError as `profit`; what the storage throws comes after the levels are forgotten
   */
  public async clear(
    symbol: string,
    data: ISignalRow,
    _priceClose: number,
    _backtest: boolean,
  ): Promise<void> {
    const { backtest, persistence } = this.params;
    const key = this.identify(symbol, data);
    await this.storeLock.run(async () => {
      this.reached.delete(key);
      this.loads.clear(key);
      if (!backtest) {
        await persistence.write({}, symbol, data.strategyName);
      }
    });
  }

  /** Of what is stored for the pair only the own id matters: others are left over from a crash. */
  private async load(symbol: string, strategyName: StrategyName): Promise<void> {
    const { signalId, backtest, persistence } = this.params;
    const stored = backtest ? {} : await persistence.read(symbol, strategyName);
    const own = Object.hasOwn(stored, signalId) ? stored[signalId] : undefined;
    this.reached.set(createPairKey(symbol, strategyName), own ? fromPartialData(own) : NO_LEVELS);
  }

  /** @returns the levels that are new, ascending; from here on they count as reached */
  private async reach(
    side: keyof ReachedLevels,
    symbol: string,
    data: ISignalRow,
    percent: number,
  ): Promise<readonly PartialLevel[]> {
    const key = this.identify(symbol, data);
    const count = countLevels(percent);
    if (count <= this.getReached(key)[side]) {
      return [];
    }
    return this.storeLock.run(async () => {
      const before = this.getReached(key);
      if (count <= before[side]) {
        return [];
      }
      const next = { ...before, [side]: count };
      await this.store(symbol, data.strategyName, next);
      this.reached.set(key, next);
      return listLevels(before[side], count);
    });
  }

  private async store(symbol: string, strategyName: StrategyName, levels: ReachedLevels): Promise<void> {
    const { signalId, backtest, persistence } = this.params;
    if (!backtest) {
      await persistence.write({ [signalId]: toPartialData(levels) }, symbol, strategyName);
    }
  }

  private async emit(
    levels: readonly PartialLevel[],
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    backtest: boolean,
    when: Date,
    commit: PartialCommit,
  ): Promise<void> {
    if (levels.length === 0) {
      return;
    }
    const { strategyName, exchangeName } = data;
    const { signalId, logger } = this.params;
    const emitAll = async (): Promise<void> => {
      for (const level of levels) {
        await commit(symbol, strategyName, exchangeName, data, currentPrice, level, backtest, when.getTime());
      }
    };
    if (!this.emitLock.isHeldByCaller) {
      await this.emitLock.run(emitAll);
      return;
    }
    // A listener that moves its own signal on cannot wait for itself: the new levels follow when it is done.
    notify(
      () => this.emitLock.run(emitAll),
      (error) => logger.warn("ClientPartial emission failed", { signalId, symbol, strategyName, error }),
    );
  }

  /** The key of the pair of a row of this signal. */
  private identify(symbol: string, data: ISignalRow): string {
    const { signalId } = this.params;
    if (data.id !== signalId) {
      throw new PartialError(
        "PARTIAL_SIGNAL_MISMATCH",
        `Signal ID mismatch: expected ${signalId}, got ${data.id}. Use the tracker of that signal.`,
      );
    }
    const key = createPairKey(symbol, data.strategyName);
    this.getReached(key);
    return key;
  }

  private getReached(key: string): ReachedLevels {
    const levels = this.reached.get(key);
    if (levels === undefined) {
      throw new PartialError(
        "PARTIAL_NOT_INITIALIZED",
        "ClientPartial not initialized. Call waitForInit() before using.",
      );
    }
    return levels;
  }
}

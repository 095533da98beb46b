import { PartialError } from "../errors/PartialError";
import type { Awaitable } from "../interfaces/Awaitable.interface";
import type {
  IMilestones,
  IPartial,
  IPartialParams,
  PartialLevel,
  PartialSide,
} from "../interfaces/Partial.interface";
import type { ISignalRow, StrategyName } from "../interfaces/Signal.interface";
import { andThen, forEachInTurn } from "../utils/awaitable";
import { ExclusiveLock } from "../utils/exclusive-lock";
import { createPairKey } from "../utils/keys";
import { notify } from "../utils/notify";
import { singleshotWithRetry, type Singleshot } from "../utils/singleshot-retry";
import type { ReachedLevels } from "./partial-levels";
import {
  countLevels,
  fromPartialData,
  listLevels,
  NO_LEVELS,
  raiseLevels,
  toPartialData,
} from "./partial-levels";

/** A pair and its key. */
interface KnownPair {
  readonly symbol: string;
  readonly strategyName: StrategyName;
  readonly key: string;
}

const NO_PAIR: KnownPair = { symbol: "", strategyName: "", key: createPairKey("", "") };

/**
 * Milestones of one signal id in one mode: each level once per side, ascending. A user-given id may occur on several
 * (symbol, strategy) pairs; each pair has milestones of its own. In live a level is stored first and emitted then, so
 * that it is emitted at most once, also across a crash.
 */
export class ClientPartial implements IPartial, Omit<IMilestones, "isHeard"> {
  /** Lets one change of the levels happen at a time. */
  private readonly storeLock = new ExclusiveLock();
  /** Lets the levels of one call be emitted before those of the next one. */
  private readonly emitLock = new ExclusiveLock();
  private readonly reached = new Map<string, ReachedLevels>();
  /** The pair asked for last. */
  private newest = NO_PAIR;
  /** One load per pair; a load that failed is tried again at the next call. */
  private readonly loads = new Map<string, Singleshot<[], void>>();

  public constructor(private readonly params: IPartialParams) {}

  /** Whether no pair uses this tracker. */
  public get isEmpty(): boolean {
    return this.reached.size === 0;
  }

  /** Makes the tracker ready for a pair: in live it loads the levels reached before a restart. */
  public async waitForInit(symbol: string, strategyName: StrategyName): Promise<void> {
    const key = createPairKey(symbol, strategyName);
    const load = this.loads.get(key) ?? singleshotWithRetry(() => this.load(symbol, strategyName));
    this.loads.set(key, load);
    await load();
  }

  /** As `waitForInit`, but without a promise in a back-test, in which there is nothing to load. */
  public prepare(symbol: string, strategyName: StrategyName): Awaitable<void> {
    if (!this.params.backtest) {
      return this.waitForInit(symbol, strategyName);
    }
    const key = this.createKey(symbol, strategyName);
    if (!this.reached.has(key)) {
      this.reached.set(key, NO_LEVELS);
    }
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
    await this.reach("profit", symbol, data, currentPrice, revenuePercent, backtest, when.getTime());
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
    await this.reach("loss", symbol, data, currentPrice, lossPercent, backtest, when.getTime());
  }

  /** {@inheritDoc IMilestones.reach} */
  public reach(
    side: PartialSide,
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    percent: number,
    backtest: boolean,
    time: number,
  ): Awaitable<void> {
    const { onProfit, onLoss } = this.params;
    const { strategyName, exchangeName } = data;
    const commit = side === "profit" ? onProfit : onLoss;
    const emit = (level: PartialLevel): Awaitable<void> =>
      commit(symbol, strategyName, exchangeName, data, currentPrice, level, backtest, time);
    return andThen(this.note(side, symbol, data, side === "loss" ? Math.abs(percent) : percent), (levels) =>
      levels.length === 0 ? undefined : this.emit(side, levels, symbol, strategyName, emit),
    );
  }

  /**
   * Forgets what the pair has reached, in live also on disk. Other pairs with the same signal id keep theirs.
   * @throws PartialError as `profit`; what the storage throws comes after the levels are forgotten
   */
  public async clear(symbol: string, data: ISignalRow, priceClose: number, backtest: boolean): Promise<void> {
    await this.forget(symbol, data, priceClose, backtest);
  }

  /** As `clear`, but without a promise in a back-test, in which nothing is stored. */
  public forget(symbol: string, data: ISignalRow, _priceClose: number, _backtest: boolean): Awaitable<void> {
    const { backtest, persistence } = this.params;
    const key = this.identify(symbol, data);
    const drop = (): void => {
      this.reached.delete(key);
      this.loads.delete(key);
    };
    if (backtest) {
      return drop();
    }
    return this.storeLock.runNow(() => {
      drop();
      return persistence.write({}, symbol, data.strategyName);
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
  private note(
    side: PartialSide,
    symbol: string,
    data: ISignalRow,
    percent: number,
  ): Awaitable<readonly PartialLevel[]> {
    const key = this.identify(symbol, data);
    const count = countLevels(percent);
    if (count <= this.getReached(key)[side]) {
      return [];
    }
    const raise = (): Awaitable<readonly PartialLevel[]> => {
      const before = this.getReached(key);
      if (count <= before[side]) {
        return [];
      }
      const next = raiseLevels(before, side, count);
      return andThen(this.store(symbol, data.strategyName, next), () => {
        this.reached.set(key, next);
        return listLevels(before[side], count);
      });
    };
    // A back-test stores nothing, so its changes never overlap.
    return this.params.backtest ? raise() : this.storeLock.runNow(raise);
  }

  private store(symbol: string, strategyName: StrategyName, levels: ReachedLevels): Awaitable<void> {
    const { signalId, backtest, persistence } = this.params;
    return backtest
      ? undefined
      : persistence.write({ [signalId]: toPartialData(levels) }, symbol, strategyName);
  }

  private emit(
    side: PartialSide,
    levels: readonly PartialLevel[],
    symbol: string,
    strategyName: StrategyName,
    emitLevel: (level: PartialLevel) => Awaitable<void>,
  ): Awaitable<void> {
    const { signalId, logger } = this.params;
    const emitAll = (): Awaitable<void> => forEachInTurn(levels, emitLevel);
    if (this.emitLock.isFree && !this.params.isHeard(side)) {
      return emitAll();
    }
    if (!this.emitLock.isHeldByCaller) {
      return this.emitLock.runNow(emitAll);
    }
    // A listener that moves its own signal on cannot wait for itself: the new levels follow when it is done.
    notify(
      () => this.emitLock.runNow(emitAll),
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
    const key = this.createKey(symbol, data.strategyName);
    this.getReached(key);
    return key;
  }

  /** Nearly always there is one pair, of which the key is asked for again and again. */
  private createKey(symbol: string, strategyName: StrategyName): string {
    if (this.newest.symbol !== symbol || this.newest.strategyName !== strategyName) {
      this.newest = { symbol, strategyName, key: createPairKey(symbol, strategyName) };
    }
    return this.newest.key;
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

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

/** What one pair has reached. */
interface TrackedPair {
  readonly symbol: string;
  readonly strategyName: StrategyName;
  levels: ReachedLevels;
}

const NOTHING_NEW: readonly PartialLevel[] = Object.freeze([]);

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
  private readonly pairs = new Map<string, TrackedPair>();
  /** The pair asked for last: nearly always there is one, which is asked for again and again. */
  private newest: TrackedPair | null = null;
  /** One load per pair; a load that failed is tried again at the next call. */
  private readonly loads = new Map<string, Singleshot<[], void>>();

  public constructor(private readonly params: IPartialParams) {}

  /** Whether no pair uses this tracker. */
  public get isEmpty(): boolean {
    return this.pairs.size === 0;
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
    if (this.find(symbol, strategyName) === undefined) {
      this.track(symbol, strategyName, NO_LEVELS);
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
    this.identify(symbol, data);
    const drop = (): void => {
      const key = createPairKey(symbol, data.strategyName);
      this.newest = null;
      this.pairs.delete(key);
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
    this.track(symbol, strategyName, own ? fromPartialData(own) : NO_LEVELS);
  }

  private track(symbol: string, strategyName: StrategyName, levels: ReachedLevels): void {
    this.newest = { symbol, strategyName, levels };
    this.pairs.set(createPairKey(symbol, strategyName), this.newest);
  }

  /** @returns the levels that are new, ascending; from here on they count as reached */
  private note(
    side: PartialSide,
    symbol: string,
    data: ISignalRow,
    percent: number,
  ): Awaitable<readonly PartialLevel[]> {
    const count = countLevels(percent);
    if (count <= this.identify(symbol, data).levels[side]) {
      return NOTHING_NEW;
    }
    const raise = (): Awaitable<readonly PartialLevel[]> => {
      const pair = this.identify(symbol, data);
      const before = pair.levels;
      if (count <= before[side]) {
        return NOTHING_NEW;
      }
      const next = raiseLevels(before, side, count);
      return andThen(this.store(symbol, data.strategyName, next), () => {
        pair.levels = next;
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

  /** The pair of a row of this signal. */
  private identify(symbol: string, data: ISignalRow): TrackedPair {
    const { signalId } = this.params;
    if (data.id !== signalId) {
      throw new PartialError(
        "PARTIAL_SIGNAL_MISMATCH",
        `Signal ID mismatch: expected ${signalId}, got ${data.id}. Use the tracker of that signal.`,
      );
    }
    const pair = this.find(symbol, data.strategyName);
    if (pair === undefined) {
      throw new PartialError(
        "PARTIAL_NOT_INITIALIZED",
        "ClientPartial not initialized. Call waitForInit() before using.",
      );
    }
    return pair;
  }

  private find(symbol: string, strategyName: StrategyName): TrackedPair | undefined {
    const { newest } = this;
    if (newest?.symbol === symbol && newest.strategyName === strategyName) {
      return newest;
    }
    const pair = this.pairs.get(createPairKey(symbol, strategyName));
    this.newest = pair ?? newest;
    return pair;
  }
}

import type { IMethodContext } from "../interfaces/Context.interface";
import type { CandleInterval } from "../interfaces/Exchange.interface";
import type { CandleBlock } from "./candle-block";
import { CandleGaps } from "./candle-gaps";
import type { ICandleRead } from "./candle-read";
import type { CandleSource } from "./candle-source";
import { CandleVerdicts, type IJudgedRange } from "./candle-verdicts";
import { CandleWindow } from "./candle-window";

/** One read ahead: what was asked for, and what came unless it failed. */
export interface IReadAhead {
  readonly read: ICandleRead;
  readonly served: { readonly range: IJudgedRange; readonly block: CandleBlock } | null;
}

/** What one run knows of one symbol and interval. */
export class CandleMarket {
  public readonly verdicts: CandleVerdicts;
  public readonly gaps: CandleGaps;
  /** Reads ahead nobody has been told of, oldest first; several when a part of the first could not be read. */
  public untold: readonly IReadAhead[] = [];
  /** End of the newest candle the engine has come to and told of, ms; minus infinity before the first. */
  public toldUntil = Number.NEGATIVE_INFINITY;

  /**
   * @param step - length of the interval, ms
   * @param window - where it reads; may be shared with other runs
   */
  public constructor(
    step: number,
    public readonly window: CandleWindow,
  ) {
    this.verdicts = new CandleVerdicts(step);
    this.gaps = new CandleGaps(step);
  }
}

/** Candles of an interval that are kept for the runs that share them. */
const KEPT_CANDLES = 1_000_000;

type ByInterval<Value> = Map<CandleInterval, Value>;

interface IValueStore<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): unknown;
}

const getOrCreate = <Key, Value>(store: IValueStore<Key, Value>, key: Key, create: () => Value): Value => {
  const existing = store.get(key);
  if (existing !== undefined) {
    return existing;
  }
  const created = create();
  store.set(key, created);
  return created;
};

/** The markets of one run, by symbol. */
class RunMarkets {
  private readonly symbols = new Map<string, ByInterval<CandleMarket>>();
  /** Asked for last; a tick asks for the same one again and again. */
  private newest: {
    readonly symbol: string;
    readonly interval: CandleInterval;
    readonly market: CandleMarket;
  } | null = null;

  public find(symbol: string, interval: CandleInterval): CandleMarket | undefined {
    const { newest } = this;
    if (newest !== null && newest.symbol === symbol && newest.interval === interval) {
      return newest.market;
    }
    const market = this.symbols.get(symbol)?.get(interval);
    if (market !== undefined) {
      this.newest = { symbol, interval, market };
    }
    return market;
  }

  public add(symbol: string, interval: CandleInterval, market: CandleMarket): void {
    getOrCreate<string, ByInterval<CandleMarket>>(this.symbols, symbol, () => new Map()).set(
      interval,
      market,
    );
  }
}

/** By symbol. */
type SharedWindows = Map<string, ByInterval<CandleWindow>>;

/**
 * The markets of all runs. A run is known by its method context object; when that is gone, so is what it has read. Runs that
 * share a keeper read the same candles through one window, and judge them each for itself.
 */
export class CandleMarkets {
  private readonly runs = new WeakMap<IMethodContext, RunMarkets>();
  private readonly keepers = new WeakMap<IMethodContext, object>();
  private readonly shared = new WeakMap<object, SharedWindows>();

  public constructor(private readonly source: CandleSource) {}

  /** The market a read of a run is about; created on first use. */
  public get(run: IMethodContext, read: ICandleRead): CandleMarket {
    return this.find(run, read.symbol, read.interval) ?? this.create(run, read);
  }

  /** Makes a run read through the windows of a keeper. */
  public share(run: IMethodContext, keeper: object): void {
    this.keepers.set(run, keeper);
  }

  /** The market a run has read, if it has. */
  public find(run: IMethodContext, symbol: string, interval: CandleInterval): CandleMarket | undefined {
    return this.runs.get(run)?.find(symbol, interval);
  }

  /** Drops what a run has read, and nothing of others. */
  public release(run: IMethodContext): void {
    this.runs.delete(run);
    this.keepers.delete(run);
  }

  private create(run: IMethodContext, read: ICandleRead): CandleMarket {
    const market = new CandleMarket(read.step, this.createWindow(run, read));
    getOrCreate(this.runs, run, () => new RunMarkets()).add(read.symbol, read.interval, market);
    return market;
  }

  private createWindow(run: IMethodContext, read: ICandleRead): CandleWindow {
    const keeper = this.keepers.get(run);
    if (keeper === undefined) {
      return new CandleWindow(this.source, read.step);
    }
    const symbols = getOrCreate<object, SharedWindows>(this.shared, keeper, () => new Map());
    const intervals = getOrCreate<string, ByInterval<CandleWindow>>(symbols, read.symbol, () => new Map());
    const known = intervals.get(read.interval);
    if (known?.isWhole === true) {
      return known;
    }
    const window = new CandleWindow(this.source, read.step, KEPT_CANDLES);
    intervals.set(read.interval, window);
    return window;
  }
}

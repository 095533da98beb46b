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
  public readonly window: CandleWindow;
  public readonly verdicts: CandleVerdicts;
  public readonly gaps: CandleGaps;
  /** Reads ahead nobody has been told of, oldest first; several when a part of the first could not be read. */
  public untold: readonly IReadAhead[] = [];
  /** End of the newest candle the engine has come to and told of, ms; minus infinity before the first. */
  public toldUntil = Number.NEGATIVE_INFINITY;

  /** @param step - length of the interval, ms */
  public constructor(source: CandleSource, step: number) {
    this.window = new CandleWindow(source, step);
    this.verdicts = new CandleVerdicts(step);
    this.gaps = new CandleGaps(step);
  }
}

type RunMarkets = Map<string, Map<CandleInterval, CandleMarket>>;

/**
 * The markets of all runs. A run is known by its method context object; when that is gone, so is what it has read.
 */
export class CandleMarkets {
  private readonly runs = new WeakMap<IMethodContext, RunMarkets>();

  public constructor(private readonly source: CandleSource) {}

  /** The market a read of a run is about; created on first use. */
  public get(run: IMethodContext, read: ICandleRead): CandleMarket {
    const symbols = getOrCreate(this.runs, run, () => new Map<string, Map<CandleInterval, CandleMarket>>());
    const intervals = getOrCreate(symbols, read.symbol, () => new Map<CandleInterval, CandleMarket>());
    return getOrCreate(intervals, read.interval, () => new CandleMarket(this.source, read.step));
  }

  /** The market a run has read, if it has. */
  public find(run: IMethodContext, symbol: string, interval: CandleInterval): CandleMarket | undefined {
    return this.runs.get(run)?.get(symbol)?.get(interval);
  }

  /** Drops what a run has read, and nothing of others. */
  public release(run: IMethodContext): void {
    this.runs.delete(run);
  }
}

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

import type { IRunStart } from "../../../interfaces/Collector.interface";
import type { IReportPair } from "../../../interfaces/Report.interface";
import { createStrategyKey } from "../../../utils/keys";

/** What a report collects of one run. */
export interface IReportBucket {
  /** Whether nothing was collected. */
  readonly isEmpty: boolean;
}

interface IStoredBucket<Bucket> {
  readonly pair: IReportPair;
  readonly bucket: Bucket;
}

const createKey = ({ symbol, strategyName, backtest }: IReportPair): string =>
  createStrategyKey(symbol, strategyName, backtest);

const isSamePair = (left: IReportPair, right: IReportPair): boolean =>
  left.symbol === right.symbol &&
  left.strategyName === right.strategyName &&
  left.backtest === right.backtest;

/** One bucket per (symbol, strategy, mode); a run that begins gets a new one. */
export class BucketStore<Bucket extends IReportBucket> {
  private readonly stored = new Map<string, IStoredBucket<Bucket>>();
  /** The one of each symbol that was opened last: a run opens the same one at every tick, and builds no key for that. */
  private readonly last = new Map<string, IStoredBucket<Bucket>>();
  /** The very last one: mostly a single run goes on. */
  private newest: IStoredBucket<Bucket> | null = null;

  /** @param create - makes a bucket; `null` when something is collected outside of a run */
  public constructor(private readonly create: (run: IRunStart | null) => Bucket) {}

  /** A run begins. */
  public start(run: IRunStart): void {
    this.note(this.put(run, this.create(run)));
  }

  /** The bucket to collect into. */
  public open(pair: IReportPair): Bucket {
    if (this.newest !== null && isSamePair(this.newest.pair, pair)) {
      return this.newest.bucket;
    }
    const last = this.last.get(pair.symbol);
    const isLast = last !== undefined && isSamePair(last.pair, pair);
    const stored = isLast ? last : (this.stored.get(createKey(pair)) ?? this.put(pair, this.create(null)));
    this.note(stored);
    return stored.bucket;
  }

  /** The bucket to read; one with nothing in it for a pair that never ran. */
  public read(pair: IReportPair): Bucket {
    return this.stored.get(createKey(pair))?.bucket ?? this.create(null);
  }

  /** Every bucket of a strategy, in the order in which their pairs ran first. */
  public listOf(strategyName: string): readonly IStoredBucket<Bucket>[] {
    return [...this.stored.values()].filter(({ pair }) => pair.strategyName === strategyName);
  }

  /** The mode that is meant: without one, live if anything was collected there, else the back-test. */
  public select(symbol: string, strategyName: string, backtest: boolean | undefined): IReportPair {
    if (typeof backtest === "boolean") {
      return { symbol, strategyName, backtest };
    }
    const live = { symbol, strategyName, backtest: false };
    return this.read(live).isEmpty ? { ...live, backtest: true } : live;
  }

  /** @param pair - without it every bucket is dropped */
  public clear(pair?: IReportPair): void {
    this.last.clear();
    this.newest = null;
    if (pair === undefined) {
      this.stored.clear();
    } else {
      this.stored.delete(createKey(pair));
    }
  }

  private note(stored: IStoredBucket<Bucket>): void {
    this.newest = stored;
    this.last.set(stored.pair.symbol, stored);
  }

  private put({ symbol, strategyName, backtest }: IReportPair, bucket: Bucket): IStoredBucket<Bucket> {
    const stored = { pair: { symbol, strategyName, backtest }, bucket };
    this.stored.set(createKey(stored.pair), stored);
    return stored;
  }
}

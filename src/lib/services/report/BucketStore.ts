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

/** One bucket per (symbol, strategy, mode); a run that begins gets a new one. */
export class BucketStore<Bucket extends IReportBucket> {
  private readonly stored = new Map<string, IStoredBucket<Bucket>>();

  /** @param create - makes a bucket; `null` when something is collected outside of a run */
  public constructor(private readonly create: (run: IRunStart | null) => Bucket) {}

  /** A run begins. */
  public start(run: IRunStart): void {
    this.put(run, this.create(run));
  }

  /** The bucket to collect into. */
  public open(pair: IReportPair): Bucket {
    return this.stored.get(createKey(pair))?.bucket ?? this.put(pair, this.create(null));
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
    if (pair === undefined) {
      this.stored.clear();
    } else {
      this.stored.delete(createKey(pair));
    }
  }

  private put({ symbol, strategyName, backtest }: IReportPair, bucket: Bucket): Bucket {
    const pair = { symbol, strategyName, backtest };
    this.stored.set(createKey(pair), { pair, bucket });
    return bucket;
  }
}

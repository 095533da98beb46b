import type { PerformanceContract, PerformanceMetricType } from "../../../contract/Performance.contract";

/** Numbers of a timing that differ from one to the next. */
const FIELDS = 3;

type RunNames = Pick<PerformanceContract, "strategyName" | "exchangeName" | "symbol" | "backtest">;

/**
 * The newest timings of one run, as plain numbers: there is one for every frame and tick, and hundreds of runs may go on at
 * once. The events are made when somebody reads them.
 */
export class RecentTimings {
  private readonly numbers: Float64Array;
  private readonly kinds: (PerformanceMetricType | undefined)[];
  private names: RunNames | null = null;
  private total = 0;

  /** @param limit - how many are kept */
  public constructor(private readonly limit: number) {
    this.numbers = new Float64Array(limit * FIELDS);
    this.kinds = new Array<PerformanceMetricType | undefined>(limit).fill(undefined);
  }

  /** Number of all timings, also of those no longer kept. */
  public get count(): number {
    return this.total;
  }

  public add(event: PerformanceContract): void {
    const { strategyName, exchangeName, symbol, backtest } = event;
    this.names ??= { strategyName, exchangeName, symbol, backtest };
    const place = this.total % this.limit;
    this.kinds[place] = event.metricType;
    this.numbers[place * FIELDS] = event.timestamp;
    // There is no other way to say nothing in a list of numbers.
    this.numbers[place * FIELDS + 1] = event.previousTimestamp ?? NaN;
    this.numbers[place * FIELDS + 2] = event.duration;
    this.total += 1;
  }

  /** The newest ones, newest first; a list of the caller's own. */
  public listNewest(): PerformanceContract[] {
    const events: PerformanceContract[] = [];
    for (let back = 1; back <= Math.min(this.limit, this.total); back += 1) {
      const event = this.readAt((this.total - back) % this.limit);
      if (event !== null) {
        events.push(event);
      }
    }
    return events;
  }

  private readAt(place: number): PerformanceContract | null {
    const metricType = this.kinds[place];
    if (this.names === null || metricType === undefined) {
      return null;
    }
    const [timestamp = NaN, previous = NaN, duration = NaN] = this.numbers.subarray(
      place * FIELDS,
      place * FIELDS + FIELDS,
    );
    const previousTimestamp = Number.isNaN(previous) ? null : previous;
    return Object.freeze({ timestamp, previousTimestamp, metricType, duration, ...this.names });
  }
}

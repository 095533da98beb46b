/** Relative error of a percentile; below the promised 1 %, so that rounding cannot reach it. */
const RELATIVE_ERROR = 0.0095;

/** Each bucket ends at this many times its start. */
const BUCKET_RATIO = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);

const LOG_BUCKET_RATIO = Math.log(BUCKET_RATIO);

/** Of a value above 0; 0 has no logarithm. */
const toBucket = (value: number): number => Math.ceil(Math.log(value) / LOG_BUCKET_RATIO);

/** The value with the same relative distance to both ends of the bucket. */
const toValue = (bucket: number): number => (2 * Math.exp(bucket * LOG_BUCKET_RATIO)) / (BUCKET_RATIO + 1);

/** Counts of neighbouring buckets, one after the other: a timing of every frame looks one up. */
class BucketCounts {
  private counts: number[] = [];
  private first = 0;

  /** Buckets between the lowest and the highest one that was counted. */
  public get size(): number {
    return this.counts.length;
  }

  public add(bucket: number): void {
    if (this.size === 0) {
      this.first = bucket;
    }
    if (bucket < this.first) {
      this.counts = [...new Array<number>(this.first - bucket).fill(0), ...this.counts];
      this.first = bucket;
    }
    const place = bucket - this.first;
    while (place >= this.size) {
      this.counts.push(0);
    }
    this.counts[place] = (this.counts[place] ?? 0) + 1;
  }

  /** The bucket in which the value of a rank lies. @param rank - 1 for the lowest value */
  public findRank(rank: number): number {
    let passed = 0;
    const place = this.counts.findIndex((count) => (passed += count) >= rank);
    return this.first + place;
  }
}

/**
 * Durations summed up without keeping them. Counts, sum, extremes and deviation are exact; percentiles are within 1 %, from
 * buckets whose width grows with the value (Masson, Rim and Lee, DDSketch, 2019). A decade of values takes 122 buckets, so
 * its size depends on how far durations spread, not on how many there are. Everything is 0 before the first duration.
 */
export class DurationHistogram {
  private readonly buckets = new BucketCounts();
  private zeros = 0;
  private recorded = 0;
  private total = 0;
  private smallest = Infinity;
  private largest = -Infinity;
  private average = 0;
  private squaredDeviations = 0;

  /** How many durations were recorded. */
  public get count(): number {
    return this.recorded;
  }

  /** Of all durations, ms. */
  public get sum(): number {
    return this.total;
  }

  /** Shortest duration, ms. */
  public get min(): number {
    return this.recorded === 0 ? 0 : this.smallest;
  }

  /** Longest duration, ms. */
  public get max(): number {
    return this.recorded === 0 ? 0 : this.largest;
  }

  /** Mean duration, ms. */
  public get mean(): number {
    return this.recorded === 0 ? 0 : this.total / this.recorded;
  }

  /** Population deviation, ms: √(Σ(x − mean)² / k), in one pass (Welford, 1962). */
  public get deviation(): number {
    return this.recorded === 0 ? 0 : Math.sqrt(this.squaredDeviations / this.recorded);
  }

  /**
   * Takes one duration in.
   * @param value - ms; below 0, as between two readings of a clock that was set back, it counts as 0; what is no finite
   * number is left out
   */
  public record(value: number): void {
    if (!Number.isFinite(value)) {
      return;
    }
    const duration = Math.max(0, value);
    if (duration === 0) {
      this.zeros += 1;
    } else {
      this.buckets.add(toBucket(duration));
    }
    this.recorded += 1;
    this.total += duration;
    this.smallest = Math.min(this.smallest, duration);
    this.largest = Math.max(this.largest, duration);
    const distance = duration - this.average;
    this.average += distance / this.recorded;
    this.squaredDeviations += distance * (duration - this.average);
  }

  /**
   * Nearest rank: the duration x[max(0, ⌈k·p/100⌉ − 1)] of the k recorded ones in ascending order.
   * @param percent - 0–100
   * @returns ms, within 1 %; exact where it is the shortest or the longest
   */
  public percentile(percent: number): number {
    const rank = Math.max(1, Math.ceil((this.recorded * percent) / 100));
    if (rank <= 1 || rank >= this.recorded) {
      return rank <= 1 ? this.min : this.max;
    }
    if (rank <= this.zeros) {
      return 0;
    }
    const value = toValue(this.buckets.findRank(rank - this.zeros));
    return Math.min(this.max, Math.max(this.min, value));
  }
}

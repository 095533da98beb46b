import type { GlobalConfig } from "../interfaces/Config.interface";
import type { ICandleData } from "../interfaces/Exchange.interface";
import { LONGEST_SIGNAL_INTERVAL_MS } from "../math/interval";
import type { CandleBlock } from "./candle-block";
import { CandleMemory } from "./candle-memory";
import { CandleSeries } from "./candle-series";
import { CleanStretch } from "./clean-stretch";
import {
  computeReferencePrice,
  findPriceAnomaly,
  isSpreadNormal,
  measureSpread,
  widenSpread,
  type ICandleFault,
  type IPriceSpread,
} from "./candle-validation";

/** A faulty candle of an engine read. */
export interface ICandleVerdict {
  /** Open of the candle, ms. */
  readonly timestamp: number;
  readonly fault: ICandleFault;
}

/** What an engine read makes of a range. */
export interface IJudgedRange {
  readonly accepted: CandleSeries;
  readonly faulty: readonly ICandleVerdict[];
}

type PriceSettings = Pick<
  GlobalConfig,
  | "CC_AVG_PRICE_CANDLES_COUNT"
  | "CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR"
  | "CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN"
>;

const NOTHING_FAULTY: readonly ICandleVerdict[] = [];

const isSameCandle = (left: ICandleData, right: ICandleData): boolean =>
  left === right ||
  (left.open === right.open &&
    left.high === right.high &&
    left.low === right.low &&
    left.close === right.close &&
    left.volume === right.volume);

/**
 * What the engine thinks of the candles it has read in a run: accepted or faulty. A candle is judged once, against the
 * candles accepted before it, and judged again only when its values change. So the first candle of one read is judged
 * by what earlier reads accepted, and a live run, which reads minute by minute, judges like a back-test, which reads
 * ahead. The memory is a ring as long as the longest read and the frames that may be passed before it.
 */
export class CandleVerdicts {
  private readonly memory: CandleMemory;
  /** Lowest and highest price of all candles it was ever shown: at least as wide as that of any few of them. */
  private spread: IPriceSpread = { lowest: Infinity, highest: 0 };

  private readonly clean: CleanStretch;

  /** @param step - length of the interval, ms */
  public constructor(private readonly step: number) {
    this.memory = new CandleMemory(step);
    this.clean = new CleanStretch();
  }

  /** Judges the candles that open in a range, in ascending order. */
  public judge(
    block: CandleBlock,
    since: number,
    until: number,
    settings: Readonly<PriceSettings>,
  ): IJudgedRange {
    const passable = LONGEST_SIGNAL_INTERVAL_MS / this.step;
    this.memory.reserve((until - since) / this.step + passable + 2 * settings.CC_AVG_PRICE_CANDLES_COUNT);
    const first = this.clean.reach(block, since, until);
    const faulty = this.acceptAtOnce(block, first, until, settings)
      ? NOTHING_FAULTY
      : this.judgeEach(block, first, until, settings);
    const clean = faulty.length === 0 ? block.readSeries(since, until) : null;
    if (clean === null) {
      return { accepted: this.collectAccepted(block, since, until, faulty), faulty };
    }
    this.clean.extend(block, since, until);
    return { accepted: clean, faulty };
  }

  /** Nearly always every candle is there and like all others, and none was ever found faulty: then there is nothing to compare. */
  private acceptAtOnce(
    block: CandleBlock,
    since: number,
    until: number,
    settings: Readonly<PriceSettings>,
  ): boolean {
    if (this.memory.hasNotes || !block.isPresent(since, until)) {
      return false;
    }
    this.widenTo(block.spread);
    if (!isSpreadNormal(this.spread, settings.CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR)) {
      return false;
    }
    this.memory.acceptAll(block, since, until);
    return true;
  }

  private judgeEach(
    block: CandleBlock,
    since: number,
    until: number,
    settings: Readonly<PriceSettings>,
  ): readonly ICandleVerdict[] {
    let faulty: ICandleVerdict[] | null = null;
    for (let time = since; time < until; time += this.step) {
      const candle = block.viewAt(time);
      const fault =
        candle === undefined ? this.noteUnreadable(block, time) : this.judgeCandle(candle, settings);
      if (fault !== null) {
        faulty ??= [];
        faulty.push({ timestamp: time, fault });
      }
    }
    return faulty ?? NOTHING_FAULTY;
  }

  private collectAccepted(
    block: CandleBlock,
    since: number,
    until: number,
    faulty: readonly ICandleVerdict[],
  ): CandleSeries {
    const refused = new Set(faulty.map(({ timestamp }) => timestamp));
    const accepted: ICandleData[] = [];
    for (let time = since; time < until; time += this.step) {
      const candle = refused.has(time) ? undefined : block.viewAt(time);
      if (candle !== undefined) {
        accepted.push(candle);
      }
    }
    return CandleSeries.of(accepted);
  }

  /**
   * Notes that a faulty candle of the last read is reported.
   * @returns whether it had not been reported before
   */
  public markReported(timestamp: number): boolean {
    const note = this.memory.noteAt(timestamp);
    if (note === undefined || note.isReported) {
      return false;
    }
    this.memory.note(timestamp, { ...note, isReported: true });
    return true;
  }

  /** A hole, or a candle without usable values. */
  private noteUnreadable(block: CandleBlock, time: number): ICandleFault | null {
    const fault = block.faultAt(time) ?? null;
    const isReported = this.memory.noteAt(time)?.isReported ?? false;
    this.memory.note(time, { candle: null, fault, isReported });
    return fault;
  }

  private judgeCandle(candle: ICandleData, settings: Readonly<PriceSettings>): ICandleFault | null {
    const { timestamp } = candle;
    const note = this.memory.noteAt(timestamp);
    const known = note === undefined ? this.memory.acceptedAt(timestamp) : note.candle;
    if (known !== undefined && known !== null && isSameCandle(known, candle)) {
      return note?.fault ?? null;
    }
    this.widenTo(measureSpread([candle]));
    const isPlain = isSpreadNormal(this.spread, settings.CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR);
    const fault = isPlain ? null : this.compareWithEarlier(candle, settings);
    if (fault === null && note === undefined) {
      this.memory.accept(candle);
    } else {
      this.memory.note(timestamp, { candle, fault, isReported: note?.isReported ?? false });
    }
    return fault;
  }

  private widenTo({ lowest, highest }: IPriceSpread): void {
    this.spread = widenSpread(this.spread, lowest, highest);
  }

  private compareWithEarlier(candle: ICandleData, settings: Readonly<PriceSettings>): ICandleFault | null {
    const earlier = this.recallAccepted(candle.timestamp, settings.CC_AVG_PRICE_CANDLES_COUNT);
    const factor = settings.CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR;
    if (earlier.length === 0 || isSpreadNormal(measureSpread([...earlier, candle]), factor)) {
      return null;
    }
    const reference = computeReferencePrice(earlier, settings.CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN);
    return findPriceAnomaly(candle, reference, factor);
  }

  /** Accepted candles among the `count` slots before `time`. */
  private recallAccepted(time: number, count: number): ICandleData[] {
    const accepted: ICandleData[] = [];
    for (let distance = count; distance > 0; distance--) {
      const candle = this.memory.acceptedAt(time - distance * this.step);
      if (candle !== undefined) {
        accepted.push(candle);
      }
    }
    return accepted;
  }
}

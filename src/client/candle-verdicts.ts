import type { GlobalConfig } from "../interfaces/Config.interface";
import type { ICandleData } from "../interfaces/Exchange.interface";
import { LONGEST_SIGNAL_INTERVAL_MS } from "../math/interval";
import type { CandleBlock } from "./candle-block";
import {
  computeReferencePrice,
  findPriceAnomaly,
  isSpreadNormal,
  measureSpread,
  type ICandleFault,
} from "./candle-validation";

/** Slots of a ring at first. */
const INITIAL_SIZE = 128;

/** A faulty candle of an engine read. */
export interface ICandleVerdict {
  /** Open of the candle, ms. */
  readonly timestamp: number;
  readonly fault: ICandleFault;
}

/** What an engine read makes of a range. */
export interface IJudgedRange {
  readonly accepted: ICandleData[];
  readonly faulty: readonly ICandleVerdict[];
}

interface IRememberedCandle {
  readonly timestamp: number;
  /** `null`: the candle could not be read at all. */
  readonly candle: ICandleData | null;
  readonly fault: ICandleFault | null;
  readonly isReported: boolean;
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
  private ring: (IRememberedCandle | undefined)[] = new Array<undefined>(INITIAL_SIZE).fill(undefined);

  /** @param step - length of the interval, ms */
  public constructor(private readonly step: number) {}

  /** Judges the candles that open in a range, in ascending order. */
  public judge(
    block: CandleBlock,
    since: number,
    until: number,
    settings: Readonly<PriceSettings>,
  ): IJudgedRange {
    const passable = LONGEST_SIGNAL_INTERVAL_MS / this.step;
    this.reserve((until - since) / this.step + passable + 2 * settings.CC_AVG_PRICE_CANDLES_COUNT);
    const accepted: ICandleData[] = [];
    let faulty: ICandleVerdict[] | null = null;
    for (let time = since; time < until; time += this.step) {
      const candle = block.viewAt(time);
      const fault =
        candle === undefined ? this.noteUnreadable(block, time) : this.judgeCandle(candle, settings);
      if (fault !== null) {
        faulty ??= [];
        faulty.push({ timestamp: time, fault });
      } else if (candle !== undefined) {
        accepted.push(candle);
      }
    }
    return { accepted, faulty: faulty ?? NOTHING_FAULTY };
  }

  /**
   * Notes that a faulty candle of the last read is reported.
   * @returns whether it had not been reported before
   */
  public markReported(timestamp: number): boolean {
    const remembered = this.recall(timestamp);
    if (remembered === undefined || remembered.isReported) {
      return false;
    }
    this.remember({ ...remembered, isReported: true });
    return true;
  }

  /** A hole, or a candle without usable values. */
  private noteUnreadable(block: CandleBlock, time: number): ICandleFault | null {
    const fault = block.faultAt(time) ?? null;
    const isReported = this.recall(time)?.isReported ?? false;
    this.remember({ timestamp: time, candle: null, fault, isReported });
    return fault;
  }

  private judgeCandle(candle: ICandleData, settings: Readonly<PriceSettings>): ICandleFault | null {
    const { timestamp } = candle;
    const remembered = this.recall(timestamp);
    const known = remembered?.candle ?? null;
    if (remembered !== undefined && known !== null && isSameCandle(known, candle)) {
      return remembered.fault;
    }
    const fault = this.compareWithEarlier(candle, settings);
    this.remember({ timestamp, candle, fault, isReported: remembered?.isReported ?? false });
    return fault;
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
      const remembered = this.recall(time - distance * this.step);
      if (remembered?.fault === null && remembered.candle !== null) {
        accepted.push(remembered.candle);
      }
    }
    return accepted;
  }

  private recall(time: number): IRememberedCandle | undefined {
    const remembered = this.ring[this.placeOf(time)];
    return remembered?.timestamp === time ? remembered : undefined;
  }

  private remember(candle: IRememberedCandle): void {
    this.ring[this.placeOf(candle.timestamp)] = candle;
  }

  private placeOf(time: number): number {
    const { length } = this.ring;
    return (((time / this.step) % length) + length) % length;
  }

  private reserve(slotCount: number): void {
    if (slotCount <= this.ring.length) {
      return;
    }
    const remembered = this.ring;
    this.ring = new Array<undefined>(2 ** Math.ceil(Math.log2(slotCount))).fill(undefined);
    for (const candle of remembered) {
      if (candle !== undefined) {
        this.remember(candle);
      }
    }
  }
}

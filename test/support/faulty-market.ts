import type { ICandleData, IExchangeSchema } from "../../src/index";
import { MINUTE, START } from "./market";

/** How often things go wrong: shares of all minutes, or of all calls. */
export interface MarketFaults {
  /** Minutes that never come. */
  readonly holes: number;
  /** Minutes that come late, by up to `latest` minutes; what follows waits for them. */
  readonly late: number;
  readonly latest: number;
  /** Minutes with a price of zero. */
  readonly broken: number;
  /** Calls that fail, that never answer, and that answer with nothing. */
  readonly errors: number;
  readonly hangs: number;
  readonly empty: number;
  /** Calls whose answer holds candles twice, in no order, with some nobody asked for. */
  readonly untidy: number;
}

export const NO_FAULTS: MarketFaults = {
  ...{ holes: 0, late: 0, latest: 1, broken: 0 },
  ...{ errors: 0, hangs: 0, empty: 0, untidy: 0 },
};

/** The first minutes are sound, so that there is a price. */
const LEAD_MINUTES = 10;

const START_PRICE = 1000;

interface ShownCandle {
  readonly candle: ICandleData;
  /** When the source shows it at the earliest, ms; never before one that opens earlier. */
  readonly shownAt: number;
}

/** A seeded market with its moods. Prices move in whole units, so that touches and ties are common. */
export class FaultyMarket {
  /** Close of each minute after `START`, whether it is ever shown or not. */
  public readonly closes: number[] = [];
  /** Every candle that was ever handed out, by its time. */
  public readonly served = new Map<number, ICandleData>();
  /** By minute; a hole is absent. */
  private readonly shown = new Map<number, ShownCandle>();

  /**
   * @param random - where everything comes from
   * @param getTime - the true time, ms
   * @param isCalm - whether nothing goes wrong in a minute after `START`
   */
  public constructor(
    private readonly random: () => number,
    private readonly getTime: () => number,
    private readonly minutes: number,
    private readonly faults: MarketFaults,
    private readonly isCalm: (minute: number) => boolean = () => false,
  ) {
    this.create();
  }

  /** Whether the newest minute closed at `minute` (after `START`) can be seen now. */
  public isNewestShown(minute: number): boolean {
    const newest = this.shown.get(minute - 1);
    return newest !== undefined && newest.shownAt <= this.getTime() && newest.candle.low > 0;
  }

  /** The adapter. */
  public readonly getCandles: IExchangeSchema["getCandles"] = async (_symbol, _interval, since, limit) => {
    const isCalm = this.isCalm((this.getTime() - START) / MINUTE);
    const { errors, hangs, empty, untidy } = isCalm ? NO_FAULTS : this.faults;
    const mood = this.random();
    const isUntidy = this.random() < untidy;
    if (mood < errors) {
      throw new Error("the exchange is down");
    }
    if (mood < errors + hangs) {
      await new Promise(() => undefined);
    }
    if (mood < errors + hangs + empty) {
      return [];
    }
    const first = (since.getTime() - START) / MINUTE;
    const candles = this.collect(first, first + limit);
    return isUntidy ? [...candles, ...this.collect(first - 1, first + limit)].toReversed() : candles;
  };

  private collect(from: number, until: number): ICandleData[] {
    const candles: ICandleData[] = [];
    for (let minute = from; minute < until; minute += 1) {
      const shown = this.shown.get(minute);
      if (shown !== undefined && shown.shownAt <= this.getTime()) {
        candles.push({ ...shown.candle });
        this.served.set(shown.candle.timestamp, shown.candle);
      }
    }
    return candles;
  }

  private create(): void {
    let price = START_PRICE;
    let shownAt = START;
    for (let minute = 0; minute < this.minutes; minute += 1) {
      const candle = this.createCandle(minute, price);
      price = candle.close;
      this.closes.push(price);
      const isSound = minute < LEAD_MINUTES || this.isCalm(minute);
      const isLate = !isSound && this.random() < this.faults.late;
      const lateBy = isLate ? 1 + this.pick(this.faults.latest) : 0;
      shownAt = Math.max(shownAt, candle.timestamp + (1 + lateBy) * MINUTE);
      if (isSound || this.random() >= this.faults.holes) {
        const isBroken = !isSound && this.random() < this.faults.broken;
        this.shown.set(minute, { candle: isBroken ? { ...candle, low: 0 } : candle, shownAt });
      }
    }
  }

  private createCandle(minute: number, price: number): ICandleData {
    const jump = this.random() < 0.15 ? this.pick(13) - 6 : 0;
    // A weak pull back to the start keeps a long walk away from zero.
    const pull = Math.sign(START_PRICE - price) * (this.random() < 0.05 ? 2 : 0);
    const open = price + jump + pull;
    const low = open - this.pick(5);
    const high = open + this.pick(5);
    const close = low + this.pick(high - low + 1);
    return { timestamp: START + minute * MINUTE, open, high, low, close, volume: this.pick(4) };
  }

  /** A whole number from 0 to below `count`. */
  private pick(count: number): number {
    return Math.floor(this.random() * count);
  }
}

import type { CandleInterval, ICandleData } from "../interfaces/Exchange.interface";
import { MINUTE_MS } from "../math/interval";
import { getStep } from "./mock-checks";

/** A minute of a market as its script has it. */
export interface ScriptedMinute {
  /** `undefined` is a hole. */
  readonly candle: ICandleData | undefined;
  /** How long after its close it is served, ms. */
  readonly delay: number;
}

/** A candle and when it is there. */
export interface ScriptedCandle {
  readonly candle: ICandleData;
  /** From when on it is served, UTC milliseconds. */
  readonly readyAt: number;
}

/**
 * Makes another minute out of one.
 * @param minute - what earlier changes have made of it
 * @param original - what it was before all changes
 */
export type MinuteChange = (minute: ScriptedMinute, original: ScriptedMinute, time: number) => ScriptedMinute;

interface Edit {
  readonly sequence: number;
  readonly from: number;
  readonly until: number;
  readonly symbol: string | undefined;
  readonly change: MinuteChange;
}

const mergeInto = (merged: ICandleData | undefined, minute: ICandleData, timestamp: number): ICandleData =>
  merged === undefined
    ? { ...minute, timestamp }
    : {
        timestamp,
        open: merged.open,
        high: Math.max(merged.high, minute.high),
        low: Math.min(merged.low, minute.low),
        close: minute.close,
        volume: merged.volume + minute.volume,
      };

/** The minutes of a market with the changes of a script on top, and longer candles made of them. */
export class ScriptedMinutes {
  private readonly ranges: Edit[] = [];
  /** Changes of one minute each, by its open: there may be many of them. */
  private readonly singles = new Map<number, Edit[]>();
  private sequence = 0;

  /** @param readOriginal - the minute before all changes; it is not changed */
  public constructor(
    private readonly readOriginal: (symbol: string, time: number) => ICandleData | undefined,
  ) {}

  /** Changes the minutes that open in `[from, until)` (ms), of one symbol or of all. */
  public change(from: number, until: number, symbol: string | undefined, change: MinuteChange): void {
    const edit: Edit = { sequence: this.sequence, from, until, symbol, change };
    this.sequence += 1;
    if (until - from > MINUTE_MS) {
      this.ranges.push(edit);
      return;
    }
    this.singles.set(from, [...(this.singles.get(from) ?? []), edit]);
  }

  /**
   * The candle that opens at `time` (ms, on the grid of the interval): a copy, made of the minutes that are there. It is
   * ready when it is closed and all of them are.
   * @returns `undefined` without any minute
   */
  public readCandle(symbol: string, interval: CandleInterval, time: number): ScriptedCandle | undefined {
    const end = time + getStep(interval);
    let candle: ICandleData | undefined;
    let readyAt = end;
    for (let open = time; open < end; open += MINUTE_MS) {
      const minute = this.readMinute(symbol, open);
      if (minute.candle !== undefined) {
        candle = mergeInto(candle, minute.candle, time);
        readyAt = Math.max(readyAt, open + MINUTE_MS + minute.delay);
      }
    }
    return candle === undefined ? undefined : { candle, readyAt };
  }

  private readMinute(symbol: string, time: number): ScriptedMinute {
    const original: ScriptedMinute = { candle: this.readOriginal(symbol, time), delay: 0 };
    return this.findEdits(symbol, time).reduce(
      (minute, { change }) => change(minute, original, time),
      original,
    );
  }

  private findEdits(symbol: string, time: number): readonly Edit[] {
    const singles = this.singles.get(time);
    if (singles === undefined && this.ranges.length === 0) {
      return [];
    }
    const ranges = this.ranges.filter(({ from, until }) => from <= time && time < until);
    return [...ranges, ...(singles ?? [])]
      .filter((edit) => edit.symbol === undefined || edit.symbol === symbol)
      .sort((left, right) => left.sequence - right.sequence);
  }
}

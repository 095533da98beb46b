import { getSettings } from "../../../config/params";
import type { GlobalConfig } from "../../../interfaces/Config.interface";
import type { IRunStart } from "../../../interfaces/Collector.interface";
import type { IMissingMinutes } from "../../../interfaces/Report.interface";
import type { ICandleSeries } from "../../../interfaces/Exchange.interface";
import type { ISignalRow } from "../../../interfaces/Signal.interface";
import type {
  IPositionMark,
  IStrategyTickResult,
  IStrategyTickResultClosed,
} from "../../../interfaces/Strategy.interface";
import type { EquityMark } from "../../../math/equity-curve";
import { floorToMinute, MINUTE_MS } from "../../../math/interval";
import { PriceOutline } from "../../../math/price-outline";
import { toProfitLoss } from "../../../math/profit-and-loss";
import type { IRunFacts } from "../../../model/RunFacts.model";
import { GapList } from "./GapList";

/** Gaps a report keeps. */
const GAP_LIMIT = 10_000;

/** A position that is open, and what it was worth when it was last looked at. */
export interface IOpenPosition {
  readonly signal: ISignalRow;
  readonly mark: EquityMark;
}

/** What statistics are made of: a copy, so that they are those of the moment it was taken. */
export interface ITradeAccount {
  /** Oldest first. */
  readonly trades: readonly IStrategyTickResultClosed[];
  readonly marks: readonly EquityMark[];
  readonly open: IOpenPosition | null;
  /** First tick, ms; `null` when nothing ever ran. */
  readonly start: number | null;
  /** How far the figures reach, ms. */
  readonly end: number | null;
}

/** The closed trades of one run, and what their statistics need beside them. */
export class TradeBook {
  /** Oldest first. */
  public readonly trades: IStrategyTickResultClosed[] = [];
  /** What open positions were worth at UTC midnights, oldest first. */
  public readonly marks: EquityMark[] = [];
  public open: IOpenPosition | null = null;

  private readonly gaps = new GapList(GAP_LIMIT);
  private readonly outline = new PriceOutline();
  /** Open of the newest minute that was read, ms. */
  private newestMinute = Number.NEGATIVE_INFINITY;
  private minutesRead = 0;
  private startTime: number | null;
  /** How far the run has come, ms. */
  private seenUntil = Number.NEGATIVE_INFINITY;
  private endTime: number | null = null;
  /** When the last order was cancelled, perhaps behind the last frame, ms. */
  private lastCancellation = Number.NEGATIVE_INFINITY;
  private answeredSignalCalls = 0;
  private failedSignalCalls = 0;
  private lastFailure: { readonly error: unknown } | null = null;

  private settings: Readonly<GlobalConfig>;
  private hasSettingsChanged = false;

  /** @param run - `null` when results come without a run; then a trade costs what it costs now */
  public constructor(private readonly run: IRunStart | null) {
    this.startTime = run?.startTime ?? null;
    this.settings = run?.settings ?? getSettings();
  }

  /** Whether nothing was collected. */
  public get isEmpty(): boolean {
    return this.trades.length === 0 && this.open === null;
  }

  /** First tick, ms; without a run the first opening. */
  public get start(): number | null {
    return this.startTime ?? this.trades[0]?.signal.pendingAt ?? null;
  }

  /** How far the figures reach, ms. */
  public get end(): number | null {
    const start = this.start;
    const lastClose = this.trades.at(-1)?.closeTimestamp ?? Number.NEGATIVE_INFINITY;
    const reached = this.endTime ?? this.seenUntil;
    return start === null ? null : Math.max(start, reached, lastClose, this.lastCancellation);
  }

  public takeAccount(): ITradeAccount {
    const { trades, marks, open, start, end } = this;
    return { trades: [...trades], marks: [...marks], open, start, end };
  }

  public beginFrame(startTime: number): void {
    this.startTime = startTime;
  }

  public finish(endTime: number): void {
    this.endTime = endTime;
  }

  /** @param now - of the result: simulated in a back-test, of the clock in live, ms */
  public addResult(result: IStrategyTickResult, now: number): void {
    if (!result.backtest) {
      this.seenUntil = Math.max(this.seenUntil, now);
      this.followSettings();
    }
    if (result.action === "closed") {
      this.trades.push(result);
      this.open = null;
    } else if (result.action === "cancelled") {
      this.lastCancellation = Math.max(this.lastCancellation, result.closeTimestamp);
    } else if (result.action === "active" && !result.signal._isScheduled) {
      this.open = { signal: result.signal, mark: this.toMark(result.signal, result.currentPrice, now) };
    }
  }

  public addMark({ time, price, signal }: IPositionMark): void {
    this.marks.push(this.toMark(signal, price, time));
  }

  public addMinutes(candles: ICandleSeries): void {
    candles.drawOn(this.outline);
    this.countMinutes(candles);
    if (candles.length > 0) {
      this.seenUntil = Math.max(this.seenUntil, candles.timeAt(candles.length - 1) + MINUTE_MS);
    }
  }

  public addGap(gap: IMissingMinutes): void {
    this.gaps.add(gap);
  }

  public addSignalCall(failure: { readonly error: unknown } | null): void {
    if (failure === null) {
      this.answeredSignalCalls += 1;
    } else {
      this.failedSignalCalls += 1;
      this.lastFailure = failure;
    }
  }

  public addStepFailure(error: unknown): void {
    this.lastFailure = { error };
  }

  /** What the run failed with, if `getSignal` never came back and something failed; `null` otherwise. */
  public get steadyFailure(): { readonly error: unknown } | null {
    return this.answeredSignalCalls === 0 ? this.lastFailure : null;
  }

  /** What the statistics are about; `null` without a run. */
  public describeRun(): IRunFacts | null {
    const { run, start, end } = this;
    if (run === null || start === null || end === null) {
      return null;
    }
    return {
      exchangeName: run.exchangeName,
      frameName: run.frameName,
      startTime: start,
      endTime: end,
      settings: this.settings,
      hasSettingsChanged: this.hasSettingsChanged,
      answeredSignalCalls: this.answeredSignalCalls,
      failedSignalCalls: this.failedSignalCalls,
      minutesRead: this.minutesRead,
      gapCount: this.gaps.count,
      gaps: this.gaps.list(),
      priceOutline: this.outline.bars(),
    };
  }

  /** The same minute may come twice, and before its start a run reads what its first price is made of. */
  private countMinutes(candles: ICandleSeries): void {
    const firstMinute = floorToMinute(this.startTime ?? Number.NEGATIVE_INFINITY);
    for (let index = 0; index < candles.length; index += 1) {
      const time = candles.timeAt(index);
      if (time > this.newestMinute && time >= firstMinute) {
        // Those behind it are newer still.
        this.minutesRead += candles.length - index;
        this.newestMinute = candles.timeAt(candles.length - 1);
        return;
      }
    }
  }

  /** A live run reads the settings at each tick. */
  private followSettings(): void {
    const settings = getSettings();
    this.hasSettingsChanged ||= settings !== this.settings;
    this.settings = settings;
  }

  private toMark(signal: ISignalRow, price: number, time: number): EquityMark {
    return { time, pnlPercentage: toProfitLoss(signal, price, this.settings).pnlPercentage };
  }
}

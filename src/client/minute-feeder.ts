import { ExchangeError } from "../errors/ExchangeError";
import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { GlobalConfig } from "../interfaces/Config.interface";
import type { ICandleSeries, IMinuteStretch } from "../interfaces/Exchange.interface";
import type { IStrategyBacktestResult, IStrategyParams } from "../interfaces/Strategy.interface";
import { DAY_MS, MINUTE_MS } from "../math/interval";
import { andThen } from "../utils/awaitable";
import { EventLoopPacer } from "../utils/clock";
import { hasUnsettledCallbacks, letCallbacksGoOn } from "../utils/notify";
import { CandleOutage } from "./candle-outage";
import type { MilestoneReporter } from "./milestone-reporter";
import { MinuteTape } from "./minute-tape";
import type { PositionKeeper, TransitionResult } from "./position-keeper";
import type { HeldState, MachineSettings, MinuteObservation } from "./signal-machine";
import { createQuietBand } from "./quiet-band";
import { advance, createPendingState, createScheduledState, endOfData } from "./signal-machine";

/** A tape and how far its minutes may be fed. */
export interface UnseenMinutes {
  readonly tape: MinuteTape;
  /** End of the last minute to feed, ms. */
  readonly feedUntil: number;
}

/** Minutes that are at hand, and the tape that goes through them. */
interface MinutesAtHand {
  readonly stretch: IMinuteStretch;
  readonly tape: MinuteTape;
  readonly windowSize: number;
}

/** A row of minutes that is being fed. */
interface Feeding {
  readonly tape: MinuteTape;
  /** End of the last minute to feed, ms. */
  readonly until: number;
  readonly settings: MachineSettings;
  readonly pacer: EventLoopPacer;
  /** Minutes until the next look at the time. */
  untilLook: number;
  /** What is fed next, when others had a turn before it. */
  paused: HeldState | null;
}

/** The end of a pause, which is no result. */
const goOn = (): undefined => undefined;

/** Looking at the time costs; a walk looks once in so many minutes. */
const MINUTES_PER_LOOK = 64;

const toMachineSettings = (settings: Readonly<GlobalConfig>): MachineSettings => ({
  fillPolicy: settings.CC_FILL_POLICY,
  scheduleAwaitMs: settings.CC_SCHEDULE_AWAIT_MINUTES * MINUTE_MS,
});

/** What is held, at a later minute. */
const moveTo = (held: HeldState, nextMinute: number): HeldState =>
  held.kind === "pending"
    ? createPendingState(held.row, nextMinute)
    : createScheduledState(held.row, nextMinute);

/** Feeds the signal machine with closed minutes, wherever they come from, and has its transitions carried out. */
export class MinuteFeeder {
  /** The last close up to the newest minute looked at, never of a candle after it: the price of last resort. */
  private lastClose: number | null = null;
  private readonly outage: CandleOutage;
  /** Minutes of a back-test that are at hand. */
  private atHand: MinutesAtHand | null = null;

  public constructor(
    private readonly params: IStrategyParams,
    private readonly keeper: PositionKeeper,
    private readonly milestones: MilestoneReporter,
  ) {
    const { symbol, strategyName } = params;
    this.outage = new CandleOutage(`symbol=${symbol} strategy=${strategyName}`);
  }

  /**
   * Reads the minutes from `firstMinute` on that have closed by `minute` (both ms), with the VWAP window before them. In
   * live what the source has not served yet stays unseen; in a back-test what is missing is a gap.
   */
  public readUnseen(firstMinute: number, minute: number): Awaitable<UnseenMinutes> {
    const { symbol, exchange, backtest } = this.params;
    const { windowSize } = this;
    const windowStart = Math.min(firstMinute + MINUTE_MS, minute) - windowSize * MINUTE_MS;
    return andThen(exchange.getClosedMinutes(symbol, windowStart, minute), ({ candles, servedUntil }) => {
      const tape = new MinuteTape(candles, windowSize, this.lastClose);
      return backtest ? { tape, feedUntil: minute } : this.watchSource(tape, minute, servedUntil);
    });
  }

  /**
   * As `readUnseen` of the window before a minute of a back-test, without a promise or code of the user. The tape is the same for many
   * minutes: look at the minute before anything else.
   * @param minute - ms
   * @returns `null`, with nothing done, where it takes a whole read: not every minute of the window is at hand and plain
   */
  public takeAtHand(minute: number): MinuteTape | null {
    const { atHand, params, windowSize } = this;
    const windowStart = minute - windowSize * MINUTE_MS;
    const kept = atHand?.windowSize === windowSize ? atHand : null;
    const stretch = params.exchange.takeClosedMinutes(
      params.symbol,
      windowStart,
      minute,
      kept?.stretch ?? null,
    );
    if (stretch === null) {
      return null;
    }
    if (kept !== null && kept.stretch === stretch) {
      return kept.tape;
    }
    const tape = this.createTape(stretch.candles);
    this.atHand = { stretch, tape, windowSize };
    return tape;
  }

  /** In live, a source that does not serve the newest minutes any more is reported. */
  private async watchSource(tape: MinuteTape, minute: number, servedUntil: number): Promise<UnseenMinutes> {
    const outage = this.outage.note(minute, servedUntil);
    if (outage !== null) {
      await this.params.reportError(outage);
    }
    return { tape, feedUntil: Math.min(minute, servedUntil) };
  }

  /** The window of a minute after that of the tick; candles are read as of that minute. */
  public async readLater(minute: number): Promise<MinuteTape> {
    const { symbol, backtest, execution } = this.params;
    const context = { symbol, when: new Date(minute), backtest };
    return (await execution.runInContext(() => this.readUnseen(minute, minute), context)).tape;
  }

  /** @param candles - ascending */
  public createTape(candles: ICandleSeries): MinuteTape {
    return new MinuteTape(candles, this.windowSize, this.lastClose);
  }

  /** Looks at a minute of a tape, and remembers its last close. */
  public observe(tape: MinuteTape, openTime: number): MinuteObservation {
    const minute = tape.observe(openTime);
    this.lastClose = minute.lastClose();
    return minute;
  }

  /** VWAP at `time` (ms), else the last close before it; `null` when there is neither. Remembers nothing. */
  public peekPrice(tape: MinuteTape, time: number): number | null {
    const minute = tape.observe(time - MINUTE_MS);
    return minute.averagePrice() ?? minute.lastClose();
  }

  /** Feeds minutes in order until something happens; `null` when nothing did. */
  public feed(tape: MinuteTape, until: number): Awaitable<TransitionResult | null> {
    const settings = toMachineSettings(this.params.getSettings());
    const feeding = {
      tape,
      until,
      settings,
      pacer: new EventLoopPacer(),
      untilLook: MINUTES_PER_LOOK,
      paused: null,
    };
    const found = this.feedOn(feeding);
    return found instanceof Promise ? this.feedAfter(found, feeding) : found;
  }

  private async feedAfter(
    pending: Promise<TransitionResult | null | undefined>,
    feeding: Feeding,
  ): Promise<TransitionResult | null> {
    let found = await pending;
    while (found === undefined) {
      found = await this.feedOn(feeding);
    }
    return found;
  }

  /** As far as it goes without waiting: what has to be waited for comes back as a promise, of nothing where it goes on then. */
  private feedOn(feeding: Feeding): TransitionResult | null | Promise<TransitionResult | null | undefined> {
    const { tape, until, settings, pacer } = feeding;
    for (;;) {
      const next = feeding.paused ?? this.keeper.getHeld();
      feeding.paused = null;
      if (next.nextMinute >= until) {
        return null;
      }
      if (feeding.untilLook <= 0) {
        feeding.untilLook = MINUTES_PER_LOOK;
        if (pacer.isDue()) {
          feeding.paused = next;
          return pacer.yield().then(goOn);
        }
      }
      const held = this.passQuiet(next, feeding);
      if (feeding.untilLook <= 0) {
        continue;
      }
      feeding.untilLook -= 1;
      const minute = this.observe(tape, held.nextMinute);
      const outcome = advance(held, minute, settings);
      switch (outcome.kind) {
        case "waiting":
          this.keeper.advanceTo(outcome.state);
          break;
        case "running":
          this.keeper.advanceTo(outcome.state);
          this.markDay(outcome.state, minute);
          if (this.milestones.isWorthReporting(outcome)) {
            const reported = this.milestones.report(outcome);
            if (reported instanceof Promise) {
              return reported.then(letCallbacksGoOn).then(goOn);
            }
            if (hasUnsettledCallbacks()) {
              return letCallbacksGoOn().then(goOn);
            }
          }
          break;
        case "closed":
          return this.keeper.close(outcome);
        case "cancelled":
          return this.keeper.cancel(outcome);
        case "activated":
          return this.keeper.fill(outcome.state, this.takePrice(minute, held.nextMinute + MINUTE_MS));
      }
    }
  }

  /**
   * Goes on over minutes in which nothing happens and that nobody hears of, up to the next look at the time. The last minute is
   * never among them: its progress is asked for, and its last close is remembered.
   * @returns what is held before the first minute that has to be looked at
   */
  private passQuiet(held: HeldState, feeding: Feeding): HeldState {
    const { nextMinute } = held;
    const isHeard = held.kind === "pending" && this.milestones.tellsEveryMinute;
    if (isHeard || nextMinute + MINUTE_MS >= feeding.until) {
      return held;
    }
    const latest = Math.min(feeding.until, nextMinute + (feeding.untilLook + 1) * MINUTE_MS);
    const band = createQuietBand(held, this.milestones.reached, feeding.settings, latest);
    const passedUntil = band === null ? nextMinute : feeding.tape.passQuiet(nextMinute, band);
    if (passedUntil === nextMinute) {
      return held;
    }
    const state = moveTo(held, passedUntil);
    feeding.untilLook -= (passedUntil - nextMinute) / MINUTE_MS;
    this.keeper.advanceTo(state);
    return state;
  }

  /** At a UTC midnight the reports are told what the position is worth: the last price paid. */
  private markDay({ row, nextMinute }: HeldState, minute: MinuteObservation): void {
    const price = nextMinute % DAY_MS === 0 ? minute.lastClose() : null;
    if (price !== null) {
      const { symbol, strategyName, backtest, collector } = this.params;
      collector.mark({ symbol, strategyName, backtest }, { time: nextMinute, price, signal: row });
    }
  }

  /** Ends what is held because the wall clock ended the data, at `dataEnd` (ms). */
  public endData(tape: MinuteTape, dataEnd: number): Awaitable<IStrategyBacktestResult> {
    const held = this.keeper.getHeld();
    const time = Math.max(dataEnd, held.nextMinute);
    const last = this.observe(tape, time - MINUTE_MS);
    const settings = toMachineSettings(this.params.getSettings());
    const outcome = endOfData(held, time, last.averagePrice(), last.lastClose(), settings);
    return outcome.kind === "closed" ? this.keeper.close(outcome) : this.keeper.cancel(outcome);
  }

  /**
   * VWAP at the end of a minute, else the last close before it.
   * @throws ExchangeError `CANDLES_MISSING` when there is neither
   */
  public takePrice(minute: MinuteObservation, time: number): number {
    const price = minute.averagePrice() ?? minute.lastClose();
    if (price === null) {
      const { symbol, strategyName, method } = this.params;
      throw new ExchangeError(
        "CANDLES_MISSING",
        `no candles data for symbol=${symbol} up to ${new Date(time).toISOString()}: exchange ${method.context.exchangeName} has none for strategy ${strategyName}`,
      );
    }
    return price;
  }

  private get windowSize(): number {
    return this.params.getSettings().CC_AVG_PRICE_CANDLES_COUNT;
  }
}

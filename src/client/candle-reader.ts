import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { GlobalConfig } from "../interfaces/Config.interface";
import type { IExecutionContext } from "../interfaces/Context.interface";
import type { CandleInterval, ICandleData, IExchangeParams } from "../interfaces/Exchange.interface";
import { floorTo } from "../math/interval";
import { andFinally, andThen } from "../utils/awaitable";
import { getDataEnd } from "../utils/horizon";
import { tellReadsAhead } from "./candle-ahead";
import { CandleBlock } from "./candle-block";
import { collectCandles } from "./candle-collection";
import { loadCandles } from "./candle-loader";
import { CandleMarkets, type CandleMarket, type IReadAhead } from "./candle-market";
import { type ICandleRead } from "./candle-read";
import type { CandleSeries } from "./candle-series";
import { CandleSource } from "./candle-source";
import { CandleTeller } from "./candle-teller";
import { isSpreadNormal } from "./candle-validation";
import type { IJudgedRange } from "./candle-verdicts";
import { MinuteStretch } from "./minute-stretch";
import { PassedCandles } from "./passed-candles";

/** What an engine read makes of a range, and where its candles lie. */
interface IJudgedBlock {
  readonly range: IJudgedRange;
  readonly block: CandleBlock;
}

/** Minutes behind a read that are looked at with it: what is looked at once need not be for each of them. */
const MINUTES_AHEAD = 240;

/** How a read is answered from the candles that were loaded. */
type UseCandles<T> = (block: CandleBlock) => T;

/**
 * Reads ranges of candles for a client: from the window of the run in a back-test, from the adapter in live. A user's
 * read is strict (a faulty candle is an error), the engine's is lenient (a faulty candle is a gap, reported once).
 */
export class CandleReader {
  private readonly source: CandleSource;
  private readonly markets: CandleMarkets;
  private readonly teller: CandleTeller;
  private readonly passed: PassedCandles;

  public constructor(private readonly params: IExchangeParams) {
    this.source = new CandleSource(params);
    this.markets = new CandleMarkets(this.source);
    this.teller = new CandleTeller(params);
    this.passed = new PassedCandles(params, (read, market) => this.judgeAndTell(read, market));
  }

  /** Makes runs with the same keeper read through the same windows. */
  public keepCandles(run: IExchangeParams["method"]["context"], keeper: object): void {
    this.markets.share(run, keeper);
  }

  /** Drops what a run has read. */
  public release(run: IExchangeParams["method"]["context"]): void {
    this.markets.release(run);
  }

  /**
   * A user's read.
   * @throws ExchangeError `CANDLE_INVALID` for a faulty candle in the range; what loading throws
   */
  public readStrictly(read: ICandleRead): Awaitable<ICandleData[]> {
    const market = this.findMarket(read);
    return this.isAtHand(read.since, read.until, market, this.params.getSettings())
      ? this.show(read, this.collectStrictly(market.window.candles, read, market))
      : this.loadStrictly(read, market);
  }

  private loadStrictly(read: ICandleRead, market: CandleMarket): Promise<ICandleData[]> {
    return this.load(read, market, null, (block) => this.collectStrictly(block, read, market)).then(
      (candles) => this.show(read, candles),
    );
  }

  private collectStrictly(block: CandleBlock, read: ICandleRead, market: CandleMarket): ICandleData[] {
    const candles = collectCandles(block, read, this.params.getSettings());
    this.teller.warnOfGaps(block, read, market, candles.length);
    return candles;
  }

  /** Outside of the window, for the callback may read candles, too. */
  private show(read: ICandleRead, candles: ICandleData[]): ICandleData[] {
    if (this.teller.hearsServed) {
      this.teller.tellServed(read, () => [...candles]);
    }
    return candles;
  }

  /** A read of the engine, of candles that are closed at the context's `when`. */
  public readLeniently(read: ICandleRead): Awaitable<CandleSeries> {
    const market = this.findMarket(read);
    return this.takeClean(read, market) ?? this.readPassedFirst(read, market);
  }

  /**
   * The same where it takes no promise and no code of the user. Minutes behind the read that are at hand and plain come with it, for
   * the reads that follow.
   * @returns `null`, with nothing done, where it takes a whole read
   */
  public takeStretch(read: ICandleRead): MinuteStretch | null {
    const market = this.findMarket(read);
    const served = this.teller.hearsServed ? null : this.takeClean(read, market);
    return served === null ? null : this.judgeAhead(read, market, served);
  }

  /**
   * Comes to minutes of a stretch that was taken before.
   * @param since - open of the first minute that is read again, ms
   * @param until - end of the newest one, ms
   * @returns whether they are in it as they are; if not, nothing was done
   */
  public reach(stretch: MinuteStretch, since: number, until: number): boolean {
    const { symbol, interval } = stretch.read;
    const market = this.markets.find(this.params.method.context, symbol, interval);
    if (market === undefined || this.teller.hearsServed || !stretch.holds(market, since, until)) {
      return false;
    }
    if (until > market.toldUntil) {
      this.teller.collectMinutes(stretch.read, stretch.takeMinutes(market.toldUntil, until));
      market.toldUntil = until;
    }
    return true;
  }

  /** Adds to what a read served what lies behind it, if that is at hand without a gap and like all other candles. */
  private judgeAhead(read: ICandleRead, market: CandleMarket, served: CandleSeries): MinuteStretch {
    const { since, until, step } = read;
    const settings = this.params.getSettings();
    const block = market.window.candles;
    const end = block.findNotPresent(until, until + MINUTES_AHEAD * step);
    const isPlain = isSpreadNormal(block.spread, settings.CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR);
    const ahead = isPlain ? market.verdicts.judge(block, since, end, settings).accepted : served;
    return ahead.length === (end - since) / step
      ? new MinuteStretch(market, read, ahead, end)
      : new MinuteStretch(market, read, served, until);
  }

  /** Nearly every read: its candles and those passed before it are at hand, and nothing is wrong with them. */
  private takeClean(read: ICandleRead, market: CandleMarket): CandleSeries | null {
    const settings = this.params.getSettings();
    const since = this.passed.has(read, market) ? market.toldUntil : read.since;
    if (!this.isAtHand(since, read.until, market, settings)) {
      return null;
    }
    const { accepted } = market.verdicts.judge(market.window.candles, since, read.until, settings);
    if (accepted.length < (read.until - since) / read.step) {
      return null;
    }
    // Minute after minute most of the candles have been collected before.
    const newCount = Math.min(accepted.length, (read.until - market.toldUntil) / read.step);
    if (newCount > 0) {
      this.teller.collectMinutes(read, accepted.takeLast(newCount));
    }
    const served = since < read.since ? accepted.takeLast(read.limit) : accepted;
    this.endRead(read, market, served);
    return served;
  }

  private readPassedFirst(read: ICandleRead, market: CandleMarket): Awaitable<CandleSeries> {
    const judged = andThen(this.passed.judge(read, market), () => this.judgeRange(read, market));
    return andThen(judged, (found) =>
      andThen(this.tellJudged(read, market, found), () => {
        this.endRead(read, market, found.range.accepted);
        return found.range.accepted;
      }),
    );
  }

  private endRead(read: ICandleRead, market: CandleMarket, served: CandleSeries): void {
    market.toldUntil = Math.max(market.toldUntil, read.until);
    this.teller.tellServed(read, () => served.toCandles());
  }

  /** Tells of gaps, faults and minutes that a read of the engine found. */
  private tellJudged(
    read: ICandleRead,
    market: CandleMarket,
    { range, block }: IJudgedBlock,
  ): Awaitable<void> {
    this.teller.warnOfGaps(block, read, market, range.accepted.length + range.faulty.length);
    const collect = (): void => this.teller.collectMinutes(read, range.accepted);
    return range.faulty.length === 0
      ? collect()
      : this.teller.reportFaults(range, read, market).then(collect);
  }

  /**
   * A read of the engine that reaches beyond the context's `when`. Nobody is told what it served before the engine has
   * come that far; see {@link CandleReader.tellAhead}.
   */
  public readAhead(read: ICandleRead): Awaitable<CandleSeries> {
    const market = this.findMarket(read);
    let served: IReadAhead["served"] = null;
    return andFinally(
      () =>
        andThen(this.judgeRange(read, market), (found) => {
          served = found;
          return found.range.accepted;
        }),
      () => {
        market.untold = [...market.untold, { read, served }];
      },
    );
  }

  /**
   * Tells what the reads ahead served, up to the context's `when`. The rest was never seen and is forgotten. Reads that
   * took the place of one that failed are told as that one, so that a fault further on changes nothing.
   */
  public tellAhead(symbol: string, interval: CandleInterval): Awaitable<void> {
    const market = this.markets.find(this.params.method.context, symbol, interval);
    if (market !== undefined) {
      return tellReadsAhead(market, this.params.execution.time, this.teller);
    }
  }

  /**
   * Tells of the candles the engine has passed without a read. It reads only when there are some, and what cannot be read is
   * left out.
   * @param end - an empty read where the engine has come to
   */
  public async tellPassed(end: ICandleRead): Promise<void> {
    const market = this.markets.find(this.params.method.context, end.symbol, end.interval);
    if (market !== undefined) {
      await this.passed.judge(end, market);
      market.toldUntil = Math.max(market.toldUntil, end.until);
    }
  }

  private judgeAndTell(read: ICandleRead, market: CandleMarket): Awaitable<void> {
    return andThen(this.judgeRange(read, market), (found) => this.tellJudged(read, market, found));
  }

  private judgeRange(read: ICandleRead, market: CandleMarket): Awaitable<IJudgedBlock> {
    const settings = this.params.getSettings();
    if (this.isAtHand(read.since, read.until, market, settings)) {
      const block = market.window.candles;
      return { range: market.verdicts.judge(block, read.since, read.until, settings), block };
    }
    const judge = (block: CandleBlock): IJudgedRange =>
      market.verdicts.judge(block, read.since, read.until, settings);
    return this.load(read, market, judge, (block) => ({ range: judge(block), block }));
  }

  private findMarket(read: ICandleRead): CandleMarket {
    return this.markets.get(this.params.method.context, read);
  }

  /** Whether a range can be read from the window of the run as it is. */
  private isAtHand(
    since: number,
    until: number,
    { window }: CandleMarket,
    settings: Readonly<GlobalConfig>,
  ): boolean {
    return this.params.execution.backtest && settings.CC_CANDLES_CHUNK > 0 && window.holds(since, until);
  }

  /** Loads what a read needs and uses it at once: in the window nobody else gets in between. */
  private async load<T>(
    read: ICandleRead,
    { window }: CandleMarket,
    judge: ((block: CandleBlock) => IJudgedRange) | null,
    use: UseCandles<T>,
  ): Promise<T> {
    const chunk = this.params.getSettings().CC_CANDLES_CHUNK;
    const { context } = this.params.execution;
    const served = context.backtest && chunk > 0 ? await window.serve(read, context, chunk, use) : null;
    return served === null ? use(await this.loadAfresh(read, context, chunk, judge)) : served.result;
  }

  /** Reads from the adapter, keeping and reusing nothing. */
  private async loadAfresh(
    read: ICandleRead,
    context: IExecutionContext,
    chunk: number,
    judge: ((block: CandleBlock) => IJudgedRange) | null,
  ): Promise<CandleBlock> {
    const block = new CandleBlock(read.step);
    block.cover(read.since, read.until, read.since);
    const closedUntil = floorTo(getDataEnd(), read.step);
    const newest = Math.min(read.until, closedUntil) - read.step;
    const hasNewest =
      judge !== null && !context.backtest ? (): boolean => judge(block).accepted.newestTime === newest : null;
    await loadCandles(this.source, block, {
      read,
      context,
      closedUntil,
      chunk,
      prefetch: null,
      keepFrom: read.since,
      hasNewest,
    });
    return block;
  }
}

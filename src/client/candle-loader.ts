import type { IExecutionContext } from "../interfaces/Context.interface";
import type { CandleBlock } from "./candle-block";
import type { ICandleRead } from "./candle-read";
import type { CandleSource, ICallOutcome, ICandleCall } from "./candle-source";

/**
 * Minutes a live source may lag behind. A shorter tail means that the newest minutes are not there yet; a longer one
 * that the adapter answers page by page.
 */
const LATE_CANDLES = 5;

/** How far calls may reach beyond what a read needs. */
export interface IPrefetch {
  /** Candles; none after a call that reached too far, and more again with each that brings candles. */
  candles: number;
}

/** How a range is loaded. */
export interface ILoadPlan {
  readonly read: ICandleRead;
  readonly context: IExecutionContext;
  /** End of the last candle closed on the wall clock, ms. No call reaches beyond it. */
  readonly closedUntil: number;
  /** Most candles one call asks for; 0: a single call with exactly the range. */
  readonly chunk: number;
  /** `null`: calls ask for what is needed only. */
  readonly prefetch: IPrefetch | null;
  /** Opens before this need not be kept, ms. */
  readonly keepFrom: number;
  /** Whether the newest candle of the read is there; `null`: an answer without it is as good as any. */
  readonly hasNewest: (() => boolean) | null;
}

const planCall = (block: CandleBlock, plan: ILoadPlan, since: number, readUntil: number): ICandleCall => {
  const { step } = plan.read;
  const pageUntil = plan.chunk > 0 ? since + plan.chunk * step : Infinity;
  const neededUntil = Math.min(block.findKnown(since, readUntil), pageUntil);
  if (plan.prefetch === null) {
    return { since, neededUntil, until: neededUntil };
  }
  const reach = Math.min(pageUntil, plan.closedUntil, neededUntil + plan.prefetch.candles * step);
  return { since, neededUntil, until: block.findKnown(neededUntil, Math.max(neededUntil, reach)) };
};

/** After a call that reached too far the next ones stay close; each that brings candles lets them reach further. */
const adaptPrefetch = (prefetch: IPrefetch, hasReached: boolean, hasProgressed: boolean): void => {
  if (!hasReached) {
    prefetch.candles = 0;
  } else if (hasProgressed) {
    prefetch.candles = Math.max(1, prefetch.candles * 2);
  }
};

/** Asks for one range and notes what came. */
class CallRunner {
  /** Calls that were made. */
  public callCount = 0;
  /** Whether a call needed more than one try, and time has passed. */
  public hasWaited = false;
  private newestEnd = 0;

  public constructor(
    private readonly source: CandleSource,
    private readonly block: CandleBlock,
    private readonly plan: ILoadPlan,
    private readonly readUntil: number,
  ) {}

  public async run(call: ICandleCall): Promise<void> {
    const { block, plan } = this;
    block.cover(call.since, call.until, plan.keepFrom);
    const outcome = await this.ask(call);
    this.callCount += 1;
    this.hasWaited ||= outcome.tryCount > 1;
    let { until } = outcome;
    if (this.newestEnd === call.since && until > call.neededUntil) {
      // An empty answer that reached into the future says nothing about the past: ask for the past alone.
      until = call.neededUntil;
      await this.ask({ ...call, until });
    }
    const hasProgressed = this.newestEnd > call.since;
    if (plan.prefetch !== null) {
      adaptPrefetch(plan.prefetch, until === call.until, hasProgressed);
    }
    // What an answer lacks at its end is asked for once more, in case the adapter answers page by page.
    const isContinued = plan.chunk > 0 && hasProgressed && outcome.isComplete;
    block.markMissing(call.since, isContinued ? this.newestEnd : until);
  }

  private ask(call: ICandleCall): Promise<ICallOutcome> {
    return this.source.ask(this.plan.read, this.plan.context, call, (rows, until) => {
      this.block.forget(call.since, until);
      this.newestEnd = this.block.store(rows, call.since, until);
      return this.isComplete(call.since, until);
    });
  }

  private isComplete(since: number, until: number): boolean {
    const { plan } = this;
    if (plan.hasNewest === null || until < this.readUntil || plan.hasNewest()) {
      return true;
    }
    const isPage = this.newestEnd > since && until - this.newestEnd > LATE_CANDLES * plan.read.step;
    return plan.chunk > 0 && isPage;
  }
}

const loadPages = async (
  source: CandleSource,
  block: CandleBlock,
  plan: ILoadPlan,
  until: number,
): Promise<CallRunner> => {
  const runner = new CallRunner(source, block, plan, until);
  let since = block.findUnknown(plan.read.since, until);
  while (since < until) {
    await runner.run(planCall(block, plan, since, until));
    since = block.findUnknown(since, until);
  }
  return runner;
};

const hasHole = (block: CandleBlock, { since, step }: ICandleRead, until: number): boolean => {
  for (let time = since; time < until; time += step) {
    if (block.isAbsent(time)) {
      return true;
    }
  }
  return false;
};

/**
 * Loads what is unknown in the range of a read, call by call. When it returns, nothing in the range that could have
 * closed is unknown.
 *
 * A read of several calls whose last one had to wait for the newest candle asks once more for the whole range: what the
 * earlier calls lacked may have come in the meantime, and a late candle must not become a hole.
 * @throws ExchangeError when a call failed on every try; what earlier calls brought is kept
 */
export const loadCandles = async (
  source: CandleSource,
  block: CandleBlock,
  plan: ILoadPlan,
): Promise<void> => {
  const { read } = plan;
  const until = Math.min(read.until, plan.closedUntil);
  if (until > read.since) {
    // Room for the whole read at once: growing page by page would copy everything each time.
    block.cover(read.since, until, plan.keepFrom);
  }
  const { callCount, hasWaited } = await loadPages(source, block, plan, until);
  if (plan.hasNewest !== null && callCount > 1 && hasWaited && hasHole(block, read, until)) {
    block.forget(read.since, until);
    await loadPages(source, block, { ...plan, hasNewest: null }, until);
  }
};

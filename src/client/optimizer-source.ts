import { OptimizerError } from "../errors/OptimizerError";
import type { IOptimizerData } from "../interfaces/Optimizer.interface";
import { isAsyncIterable } from "../utils/async-iterable";
import { describeValue } from "../utils/describe-value";
import { formatInstant } from "../utils/format-instant";
import { pause } from "../utils/pause";
import type { OptimizerCall } from "./optimizer-call";
import { readIterable } from "./optimizer-iterables";
import type { INamedSource, IPeriod } from "./optimizer-plan";
import { MAX_ROWS, RowCollector } from "./optimizer-rows";

/** Most rows a page may have. */
const PAGE_SIZE = 25;

/** Shortest time a request takes, so that a source is not asked as fast as it answers. */
const REQUEST_DURATION_MS = 100;

/** What to do about an iterable that cannot be read again. */
const ADVICE = {
  iterable: "use a function that makes a new one each time, such as an async function*",
  function:
    "let the function make a new one, with an iterator of its own, at each call, as an async function* does",
} as const;

/** What was read to its end already. */
const READ = Symbol("read");

/** Reads one source in one period. */
class SourceReader {
  private readonly rows: RowCollector;

  public constructor(
    private readonly call: OptimizerCall,
    private readonly source: INamedSource,
    private readonly period: IPeriod,
  ) {
    this.rows = new RowCollector(call, source.label);
  }

  public async read(): Promise<IOptimizerData[]> {
    const { source, rows } = this;
    if (source.iterable !== undefined) {
      await this.readIterable(source.iterable, ADVICE.iterable);
    } else {
      await this.readFunction();
    }
    if (rows.isFull) {
      this.warn("no more rows are read of it", { limit: MAX_ROWS });
    }
    if (rows.receivedCount === 0) {
      this.warnOfNothing();
    }
    return rows.list();
  }

  private readIterable(iterable: AsyncIterable<unknown>, advice: string): Promise<void> {
    return readIterable(this.call, { iterable, label: this.source.label, advice }, this.rows);
  }

  private async readFunction(): Promise<void> {
    const answer = await this.request(0, () => this.begin());
    if (answer !== READ) {
      await this.readPages(answer);
    }
  }

  /** The first page, or the whole iterable, which may fail as a page may. */
  private async begin(): Promise<unknown> {
    const answer = await this.requestOnce(0);
    const iterable = await this.call.ask("OPTIMIZER_SOURCE_FAILED", this.describeRequest(0), () => ({
      found: isAsyncIterable(answer) && !Array.isArray(answer) ? answer : undefined,
    }));
    if (iterable.found === undefined) {
      return answer;
    }
    await this.readIterable(iterable.found, ADVICE.function);
    return READ;
  }

  /** The next page is asked for as soon as it is known that there is one: no request is under way that nobody waits for. */
  private async readPages(first: unknown): Promise<void> {
    let page = first;
    for (let offset = PAGE_SIZE; this.takePage(page) && !this.rows.isFull; offset += PAGE_SIZE) {
      const next = offset;
      page = await this.request(next, () => this.requestOnce(next));
    }
  }

  /** @returns whether there may be another page: a full one with something new in it has one behind it */
  private takePage(page: unknown): boolean {
    const { call, source, rows } = this;
    if (!Array.isArray(page)) {
      const expected = rows.receivedCount === 0 ? "an array or an async iterable" : "an array, as before";
      throw call.createError(
        "OPTIMIZER_ROWS_INVALID",
        `${source.label} must give ${expected}, got ${describeValue(page)}`,
      );
    }
    if (page.length > PAGE_SIZE) {
      throw call.createError(
        "OPTIMIZER_ROWS_INVALID",
        `${source.label} gave a page with response.length > limit (${page.length} > ${PAGE_SIZE}): give at most limit rows from offset on`,
      );
    }
    const newCount = Array.from(page, (row: unknown) => rows.add(row)).filter(Boolean).length;
    if (page.length === PAGE_SIZE && newCount === 0) {
      this.warn("a full page without a new id ends it; does it start at offset?", {
        rows: rows.receivedCount,
      });
      return false;
    }
    return page.length === PAGE_SIZE;
  }

  /** Makes a request, with tries like those for candles as long as it gives no row. */
  private async request(offset: number, attempt: () => Promise<unknown>): Promise<unknown> {
    const { call, rows } = this;
    const receivedBefore = rows.receivedCount;
    let lastFailure: OptimizerError | undefined;
    for (let tryCount = 1; ; tryCount += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (lastFailure !== undefined && error instanceof OptimizerError && error.cause === lastFailure) {
          // What failed cannot be read again: why it failed is the error, not that.
          this.warn("it cannot be tried again", { offset, error });
          throw lastFailure;
        }
        const isFailure = error instanceof OptimizerError && error.code === "OPTIMIZER_SOURCE_FAILED";
        if (!isFailure || rows.receivedCount > receivedBefore) {
          throw error;
        }
        lastFailure = error;
        this.warn("a try failed", { offset, error: error.cause });
        const settings = call.params.getSettings();
        if (!(tryCount < settings.CC_GET_CANDLES_RETRY_COUNT)) {
          throw error;
        }
        await pause(settings.CC_GET_CANDLES_RETRY_DELAY_MS);
      }
    }
  }

  private async requestOnce(offset: number): Promise<unknown> {
    const { call, source, period } = this;
    const pacing = pause(REQUEST_DURATION_MS);
    try {
      return await call.ask("OPTIMIZER_SOURCE_FAILED", this.describeRequest(offset), () =>
        source.fetch?.({
          symbol: call.symbol,
          startDate: new Date(period.start),
          endDate: new Date(period.end),
          limit: PAGE_SIZE,
          offset,
        }),
      );
    } finally {
      await pacing;
    }
  }

  private describeRequest(offset: number): string {
    return `${this.source.label} (offset=${offset})`;
  }

  /** A model is about to be asked, and paid, for a strategy made of nothing; also, a function may go on with something spent. */
  private warnOfNothing(): void {
    const { start, end } = this.period;
    this.warn("it gave no rows in this period; has it no data there, or does it iterate what is spent?", {
      startDate: formatInstant(start),
      endDate: formatInstant(end),
    });
  }

  private warn(problem: string, details: Readonly<Record<string, unknown>>): void {
    this.call.warn(`ClientOptimizer source: ${problem}`, { source: this.source.label, ...details });
  }
}

/**
 * Reads all rows of a source in a period.
 * @returns the very objects the source gave, each id once, in the order they came
 * @throws OptimizerError `OPTIMIZER_SOURCE_FAILED` after the last try, `OPTIMIZER_ROWS_INVALID` for what is no rows
 */
export const readSource = (
  call: OptimizerCall,
  source: INamedSource,
  period: IPeriod,
): Promise<IOptimizerData[]> => new SourceReader(call, source, period).read();

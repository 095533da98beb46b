import type { IOptimizerData } from "../interfaces/Optimizer.interface";
import { isAsyncIterable } from "../utils/async-iterable";
import { describeValue } from "../utils/describe-value";
import { pause } from "../utils/pause";
import type { OptimizerCall } from "./optimizer-call";
import { readIterable } from "./optimizer-iterables";
import type { INamedSource, IPeriod } from "./optimizer-plan";
import { MAX_ROWS, RowCollector } from "./optimizer-rows";

/** Most rows a page may have. */
const PAGE_SIZE = 25;

/** Shortest time a request takes, so that a source is not asked as fast as it answers. */
const REQUEST_DURATION_MS = 100;

/** Reads one source in one period. */
class SourceReader {
  private readonly rows: RowCollector;

  public constructor(
    private readonly call: OptimizerCall,
    private readonly source: INamedSource,
    private readonly period: IPeriod,
  ) {
    this.rows = new RowCollector(call, source.name);
  }

  public async read(): Promise<IOptimizerData[]> {
    const { call, source, rows } = this;
    const answer = source.iterable ?? (await this.request(0));
    if (isAsyncIterable(answer) && !Array.isArray(answer)) {
      await readIterable(call, source.name, answer, rows);
    } else {
      await this.readPages(answer);
    }
    if (rows.isFull) {
      call.params.logger.warn("ClientOptimizer source: no more rows are read of it", {
        optimizerName: call.params.schema.optimizerName,
        symbol: call.symbol,
        source: source.name,
        limit: MAX_ROWS,
      });
    }
    return rows.list();
  }

  /** The next page is asked for as soon as it is known that there is one: no request is under way that nobody waits for. */
  private async readPages(first: unknown): Promise<void> {
    let page = first;
    for (let offset = PAGE_SIZE; this.takePage(page) && !this.rows.isFull; offset += PAGE_SIZE) {
      page = await this.request(offset);
    }
  }

  /** @returns whether there may be another page: a full one with something new in it has one behind it */
  private takePage(page: unknown): boolean {
    const { call, source, rows } = this;
    if (!Array.isArray(page)) {
      const expected = rows.receivedCount === 0 ? "an array or an async iterable" : "an array, as before";
      throw call.createError(
        "OPTIMIZER_ROWS_INVALID",
        `source ${source.name} must give ${expected}, got ${describeValue(page)}`,
      );
    }
    if (page.length > PAGE_SIZE) {
      throw call.createError(
        "OPTIMIZER_ROWS_INVALID",
        `source ${source.name} gave a page with response.length > limit (${page.length} > ${PAGE_SIZE}): give at most limit rows from offset on`,
      );
    }
    const newCount = Array.from(page, (row: unknown) => rows.add(row)).filter(Boolean).length;
    return page.length === PAGE_SIZE && newCount > 0;
  }

  /** Asks for a page, with tries like those for candles. */
  private async request(offset: number): Promise<unknown> {
    for (let tryCount = 1; ; tryCount += 1) {
      try {
        return await this.requestOnce(offset);
      } catch (error) {
        const settings = this.call.params.getSettings();
        this.warn(offset, error);
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
      return await call.ask("OPTIMIZER_SOURCE_FAILED", `source ${source.name} (offset=${offset})`, () =>
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

  private warn(offset: number, error: unknown): void {
    const { call, source } = this;
    call.params.logger.warn("ClientOptimizer source: a try failed", {
      optimizerName: call.params.schema.optimizerName,
      symbol: call.symbol,
      source: source.name,
      offset,
      error,
    });
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

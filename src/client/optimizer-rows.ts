import type { IOptimizerData } from "../interfaces/Optimizer.interface";
import { describeValue } from "../utils/describe-value";
import type { OptimizerCall } from "./optimizer-call";

/** Most rows that are read of a source in a period, repeated ones included. */
export const MAX_ROWS = 10_000;

/** What stands where the id should be; nothing where it cannot be read. */
const readId = (row: unknown): unknown => {
  try {
    return typeof row === "object" && row !== null ? Reflect.get(row, "id") : undefined;
  } catch {
    return undefined;
  }
};

const isRow = (row: unknown): row is IOptimizerData => {
  const id = readId(row);
  return typeof id === "string" || Number.isFinite(id);
};

const describeRow = (row: unknown): string =>
  typeof row === "object" && row !== null
    ? `one with the id ${describeValue(readId(row))}`
    : describeValue(row);

/** The rows of a source in a period. Of rows with one id the first is kept; the order is that of their coming. */
export class RowCollector {
  private readonly rows = new Map<string | number, IOptimizerData>();
  private received = 0;

  /** @param sourceName - part of the message when a row is none */
  public constructor(
    private readonly call: OptimizerCall,
    private readonly sourceName: string,
  ) {}

  /** How many rows came, repeated ones included. */
  public get receivedCount(): number {
    return this.received;
  }

  /** Whether no more can be read. */
  public get isFull(): boolean {
    return this.received >= MAX_ROWS;
  }

  /**
   * Takes a row, as it is.
   * @returns whether its id is a new one
   * @throws OptimizerError `OPTIMIZER_ROWS_INVALID` for something without an id
   */
  public add(row: unknown): boolean {
    if (!isRow(row)) {
      throw this.call.createError(
        "OPTIMIZER_ROWS_INVALID",
        `row ${this.received} of source ${this.sourceName} is ${describeRow(row)}: every row needs an id of its own, a string or a finite number`,
      );
    }
    this.received += 1;
    const isNew = !this.rows.has(row.id);
    if (isNew) {
      this.rows.set(row.id, row);
    }
    return isNew;
  }

  /** The very objects that came, in a new array. */
  public list(): IOptimizerData[] {
    return [...this.rows.values()];
  }
}

import type { IOptimizerData } from "../interfaces/Optimizer.interface";
import { describeValue } from "../utils/describe-value";
import { toErrorMessage } from "../utils/error-message";
import type { OptimizerCall } from "./optimizer-call";

/** Most rows that are read of a source in a period, repeated ones included. */
export const MAX_ROWS = 10_000;

/** What tells rows apart. */
export type RowId = IOptimizerData["id"];

/** A row with its id, which is read once: what is checked is what counts. */
interface Identified {
  readonly id: unknown;
  readonly row: unknown;
  /** Why there is no id: what its getter has thrown. */
  readonly failure?: { readonly cause: unknown };
}

interface Found {
  readonly id: RowId;
  readonly row: IOptimizerData;
}

/** No id where it cannot be read. */
const identify = (row: unknown): Identified => {
  try {
    return { id: typeof row === "object" && row !== null ? Reflect.get(row, "id") : undefined, row };
  } catch (cause) {
    return { id: undefined, row, failure: { cause } };
  }
};

const hasId = (identified: Identified): identified is Found =>
  typeof identified.id === "string" || Number.isFinite(identified.id);

/**
 * The id of something that may be a row.
 * @returns `undefined` where there is none
 */
export const readRowId = (row: unknown): RowId | undefined => {
  const identified = identify(row);
  return hasId(identified) ? identified.id : undefined;
};

const describeRow = ({ id, row, failure }: Identified): string => {
  if (failure !== undefined) {
    return `one whose id cannot be read (${toErrorMessage(failure.cause)})`;
  }
  return typeof row === "object" && row !== null
    ? `one with the id ${describeValue(id)}`
    : describeValue(row);
};

/** The rows of a source in a period. Of rows with one id the first is kept; the order is that of their coming. */
export class RowCollector {
  private readonly rows = new Map<RowId, IOptimizerData>();
  private received = 0;

  /** @param sourceLabel - how the message calls the source when a row is none */
  public constructor(
    private readonly call: OptimizerCall,
    private readonly sourceLabel: string,
  ) {}

  /** How many rows came, repeated ones included. */
  public get receivedCount(): number {
    return this.received;
  }

  /** The id of the first row; `undefined` as long as there is none. */
  public get firstId(): RowId | undefined {
    return this.rows.keys().next().value;
  }

  /** Whether no more can be read. */
  public get isFull(): boolean {
    return this.received >= MAX_ROWS;
  }

  /**
   * Takes a row, as it is.
   * @returns whether its id is a new one
   * @throws OptimizerError `OPTIMIZER_ROWS_INVALID` for something without an id, with what its getter has thrown as `cause`
   */
  public add(row: unknown): boolean {
    const identified = identify(row);
    if (!hasId(identified)) {
      throw this.call.createError(
        "OPTIMIZER_ROWS_INVALID",
        `row ${this.received} of ${this.sourceLabel} is ${describeRow(identified)}: every row needs an id of its own, a string or a finite number`,
        identified.failure?.cause,
      );
    }
    this.received += 1;
    const isNew = !this.rows.has(identified.id);
    if (isNew) {
      this.rows.set(identified.id, identified.row);
    }
    return isNew;
  }

  /** The very objects that came, in a new array. */
  public list(): IOptimizerData[] {
    return [...this.rows.values()];
  }
}

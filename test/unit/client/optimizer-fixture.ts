import { vi } from "vitest";
import { ClientOptimizer } from "../../../src/client/ClientOptimizer";
import { getDefaultConfig } from "../../../src/config/params";
import type { ProgressOptimizerContract } from "../../../src/contract/Progress.contract";
import { OptimizerError } from "../../../src/errors/OptimizerError";
import type {
  IOptimizerData,
  IOptimizerParams,
  IOptimizerRange,
  IOptimizerSchema,
} from "../../../src/interfaces/Optimizer.interface";
import { createTemplate } from "../../support/optimizer-template";

export const SYMBOL = "BTCUSDT";

export const createRange = (month: number): IOptimizerRange => ({
  startDate: new Date(Date.UTC(2024, month, 1)),
  endDate: new Date(Date.UTC(2024, month, 15)),
});

/** Rows with the ids from `first` on. */
export const createRows = (count: number, first = 0): IOptimizerData[] =>
  Array.from({ length: count }, (_, index) => ({ id: first + index }));

/** Asks a source as untyped code would write it. */
export type AnySource = (args: {
  readonly symbol: string;
  readonly startDate: Date;
  readonly endDate: Date;
  readonly limit: number;
  readonly offset: number;
}) => unknown;

/** Schema fields that may break the types, as untyped code does. */
export type SchemaChanges = { readonly [Field in keyof IOptimizerSchema]?: unknown };

/** An optimizer of one period and one source of three rows. */
export const createSchema = (changes: SchemaChanges = {}): IOptimizerSchema => {
  const schema: IOptimizerSchema = {
    optimizerName: "news",
    rangeTrain: [createRange(0)],
    rangeTest: createRange(6),
    source: [() => createRows(3)],
    getPrompt: (_symbol, messages) => `strategy of ${messages.length}`,
  };
  return Object.assign(schema, changes);
};

/** A client with everything around it recorded. */
export const createOptimizer = (
  changes: SchemaChanges = {},
  params: Partial<IOptimizerParams> & { readonly settings?: Readonly<Record<string, number>> } = {},
) => {
  const progress: ProgressOptimizerContract[] = [];
  const warn = vi.fn();
  const writeFile = vi.fn<IOptimizerParams["writeFile"]>((directory, fileName) =>
    Promise.resolve(`${directory}/${fileName}`),
  );
  const client = new ClientOptimizer({
    schema: createSchema(changes),
    checkSchema: vi.fn(),
    template: createTemplate(),
    loadProgramFrame: () =>
      Promise.resolve({
        tools: "the tools of all parts",
        launchPreparation: "what stands before the launcher",
      }),
    logger: { log: vi.fn(), debug: vi.fn(), info: vi.fn(), warn },
    getSettings: () => ({ ...getDefaultConfig(), ...params.settings }),
    getHoldingInstant: () => null,
    emitProgress: async (event) => void progress.push(event),
    prepareFile: () => Promise.resolve(),
    writeFile,
    ...params,
  });
  return { client, progress, warn, writeFile };
};

/** What a call rejects with. */
export const catchOptimizerError = async (call: Promise<unknown>): Promise<OptimizerError> => {
  const failure: unknown = await call.then(
    () => new Error("it did not fail"),
    (error: unknown) => error,
  );
  if (failure instanceof OptimizerError) {
    return failure;
  }
  throw failure;
};

import { join } from "node:path";
import type { IOptimizerStrategy } from "../interfaces/Optimizer.interface";
import { formatInstant } from "../utils/format-instant";
import type { OptimizerCall } from "./optimizer-call";
import { assembleCode } from "./optimizer-code";
import { noteWriter } from "./optimizer-files";
import { createMessages } from "./optimizer-messages";
import type { INamedSource, IPeriod } from "./optimizer-plan";
import { readSource } from "./optimizer-source";

/** Strategies that are compared on what they were made of look better than they are. */
const warnOfOverlap = (call: OptimizerCall): void => {
  const { trainPeriods, testPeriod } = call.plan;
  const period = trainPeriods.find(({ end }) => testPeriod.start < end);
  if (period !== undefined) {
    call.warn("ClientOptimizer getCode: rangeTest begins before a period of rangeTrain has ended", {
      rangeTestStart: formatInstant(testPeriod.start),
      rangeTrainEnd: formatInstant(period.end),
    });
  }
};

const makeStrategy = async (
  call: OptimizerCall,
  period: IPeriod,
  source: INamedSource,
  messages: IOptimizerStrategy["messages"],
): Promise<void> => {
  const { symbol } = call;
  const { name, label } = source;
  const rows = await readSource(call, source, period);
  await call.tell("onSourceData", (callbacks) =>
    callbacks.onSourceData?.(symbol, name, rows, new Date(period.start), new Date(period.end)),
  );
  messages.push(...(await createMessages(call, source, rows)));
  const what = `getPrompt, for ${label},`;
  const strategy = await call.askText("OPTIMIZER_PROMPT_FAILED", what, () =>
    call.params.schema.getPrompt(symbol, messages),
  );
  if (strategy.trim() === "") {
    const problem = `${what} must give the text of a strategy, got a blank one: did the model answer?`;
    throw call.createError("OPTIMIZER_PROMPT_FAILED", problem);
  }
  call.strategies.push({ symbol, name, messages, strategy });
};

const makeStrategies = async (call: OptimizerCall): Promise<void> => {
  for (const period of call.plan.trainPeriods) {
    // One list for all strategies of the period: it goes on growing after a strategy has got it.
    const messages: IOptimizerStrategy["messages"] = [];
    for (const source of call.plan.sources) {
      await call.tellProgress("running");
      await makeStrategy(call, period, source, messages);
    }
  }
};

/** Reads all sources of all periods and makes a strategy of each, period by period and in each in the order of sources. */
export const makeData = async (call: OptimizerCall): Promise<IOptimizerStrategy[]> => {
  const { symbol, strategies } = call;
  try {
    await makeStrategies(call);
  } catch (error) {
    await call.tellProgress("failed");
    throw error;
  }
  await call.tellProgress("done");
  await call.tell("onData", (callbacks) => callbacks.onData?.(symbol, strategies));
  return strategies;
};

/** A program that compares the strategies, which are made for it. */
export const makeCode = async (call: OptimizerCall): Promise<string> => {
  warnOfOverlap(call);
  // Before anybody pays a model for an answer.
  const frame = await call.params.loadProgramFrame();
  await makeData(call);
  const code = await assembleCode(call, frame);
  await call.tell("onCode", (callbacks) => callbacks.onCode?.(call.symbol, code));
  return code;
};

const nameFile = ({ params, symbol }: OptimizerCall): string =>
  `${params.schema.optimizerName}_${symbol}.mjs`;

const prepareFile = async (call: OptimizerCall, directory: string): Promise<void> => {
  try {
    await call.params.prepareFile(directory, nameFile(call));
  } catch (cause) {
    throw call.createDumpError(directory, cause);
  }
};

const writeCode = async (call: OptimizerCall, directory: string, code: string): Promise<string> => {
  const { schema, writeFile } = call.params;
  const fileName = nameFile(call);
  const writer = `optimizer ${schema.optimizerName} on ${call.symbol}`;
  const overwritten = noteWriter(join(directory, fileName), writer);
  if (overwritten !== undefined) {
    const details = { path: join(directory, fileName), overwritten };
    call.warn(
      "ClientOptimizer dump: the program of another optimizer has this name and is replaced",
      details,
    );
  }
  try {
    return await writeFile(directory, fileName, code);
  } catch (cause) {
    throw call.createDumpError(directory, cause);
  }
};

/**
 * Writes the program into a folder.
 * @param directory - absolute; created when missing
 */
export const dumpCode = async (call: OptimizerCall, directory: string): Promise<void> => {
  // Before anybody pays a model for an answer.
  await prepareFile(call, directory);
  const code = await makeCode(call);
  const filePath = await writeCode(call, directory, code);
  await call.tell("onDump", (callbacks) => callbacks.onDump?.(call.symbol, filePath));
};

import { addOptimizer, Optimizer } from "../../src/index";
import type { IOptimizerTemplate } from "../../src/interfaces/Optimizer.interface";
import { OptimizerTemplateService } from "../../src/lib/services/template/OptimizerTemplateService";
import { CANDLE_WATCH_CALL } from "../../src/lib/services/template/candle-watch";
import { PROGRAM_TOOLS } from "../../src/lib/services/template/program-tools";
import { createNamePrefix } from "../../src/utils/name-prefix";

/** What a program is made of. */
export interface ProgramParts {
  readonly symbol: string;
  readonly prompts: readonly string[];
  readonly startDate: Date;
  readonly endDate: Date;
  /** Parts that take the place of the built-in ones. */
  readonly template?: Partial<IOptimizerTemplate>;
}

let count = 0;

/**
 * The program of an optimizer whose model gave these prompts, and what its names begin with.
 */
export const generateProgram = async (
  parts: ProgramParts,
): Promise<{ readonly code: string; readonly prefix: string }> => {
  const { symbol, prompts, startDate, endDate, template } = parts;
  const optimizerName = `generated-${(count += 1)}`;
  const answers = [...prompts];
  addOptimizer({
    optimizerName,
    rangeTrain: [{ startDate, endDate }],
    rangeTest: { startDate, endDate },
    source: prompts.map((_, index) => () => [{ id: index }]),
    getPrompt: () => answers.shift() ?? "",
    ...(template === undefined ? {} : { template }),
  });
  const code = await Optimizer.getCode(symbol, { optimizerName });
  return { code, prefix: createNamePrefix(optimizerName, symbol) };
};

/** A program whose names may be any texts; its parts stand in the order of `Optimizer.getCode`. */
export const assembleProgram = async (parts: ProgramParts & { readonly prefix: string }): Promise<string> => {
  const { symbol, prefix, prompts, startDate, endDate } = parts;
  const template: IOptimizerTemplate = Object.assign(new OptimizerTemplateService(), parts.template);
  const names = {
    exchange: `${prefix}_exchange`,
    train: `${prefix}_train_frame-1`,
    test: `${prefix}_test_frame`,
    strategies: prompts.map((_, index) => `${prefix}_strategy-${index + 1}`),
    walker: `${prefix}_walker`,
  };
  const sections = [
    template.getTopBanner(symbol),
    PROGRAM_TOOLS,
    template.getJsonDumpTemplate(symbol),
    template.getTextTemplate(symbol),
    template.getJsonTemplate(symbol),
    template.getExchangeTemplate(symbol, names.exchange),
    template.getFrameTemplate(symbol, names.train, "1m", startDate, endDate),
    template.getFrameTemplate(symbol, names.test, "1m", startDate, endDate),
    ...prompts.map((prompt, index) =>
      template.getStrategyTemplate(names.strategies[index] ?? "", "5m", prompt),
    ),
    template.getWalkerTemplate(names.walker, names.exchange, names.test, names.strategies),
    CANDLE_WATCH_CALL,
    template.getLauncherTemplate(symbol, names.walker),
  ];
  const lines: string[] = [];
  for (const section of sections) {
    lines.push(await section, "");
  }
  return lines.join("\n");
};

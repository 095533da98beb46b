import "../../src/lib/index";
import { OptimizerTemplateService } from "../../src/lib/services/template/OptimizerTemplateService";
import type { IOptimizerTemplate } from "../../src/interfaces/Optimizer.interface";

/** What a program is made of. */
export interface ProgramParts {
  readonly symbol: string;
  readonly prefix: string;
  readonly prompts: readonly string[];
  readonly startDate: Date;
  readonly endDate: Date;
  /** Parts that take the place of the built-in ones. */
  readonly template?: Partial<IOptimizerTemplate>;
}

/** A program whose parts stand in the order of `Optimizer.getCode`. */
export const assembleProgram = async (parts: ProgramParts): Promise<string> => {
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
    template.getLauncherTemplate(symbol, names.walker),
  ];
  const lines: string[] = [];
  for (const section of sections) {
    lines.push(await section, "");
  }
  return lines.join("\n");
};

import type { IOptimizerTemplate } from "../../../interfaces/Optimizer.interface";

const nameSection = (name: string) => (): string => `// ${name}`;

/** The parts as comments. */
export class OptimizerTemplateService implements IOptimizerTemplate {
  public getTopBanner = nameSection("banner");
  public getUserMessage = nameSection("user");
  public getAssistantMessage = nameSection("assistant");
  public getWalkerTemplate = nameSection("walker");
  public getExchangeTemplate = nameSection("exchange");
  public getFrameTemplate = nameSection("frame");
  public getStrategyTemplate = nameSection("strategy");
  public getLauncherTemplate = nameSection("launcher");
  public getTextTemplate = nameSection("text");
  public getJsonTemplate = nameSection("json");
  public getJsonDumpTemplate = nameSection("dump");
}

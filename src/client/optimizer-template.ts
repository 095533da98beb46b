import type { IOptimizerTemplate } from "../interfaces/Optimizer.interface";

/**
 * The parts in force: the user's where there is one, else the built-in ones. Each is called on the object it comes from,
 * for it may need its `this`.
 */
export const mergeTemplates = (
  own: Partial<IOptimizerTemplate> | null | undefined,
  builtIn: IOptimizerTemplate,
): IOptimizerTemplate => ({
  getTopBanner: (...args) => (own?.getTopBanner ? own.getTopBanner(...args) : builtIn.getTopBanner(...args)),
  getUserMessage: (...args) =>
    own?.getUserMessage ? own.getUserMessage(...args) : builtIn.getUserMessage(...args),
  getAssistantMessage: (...args) =>
    own?.getAssistantMessage ? own.getAssistantMessage(...args) : builtIn.getAssistantMessage(...args),
  getWalkerTemplate: (...args) =>
    own?.getWalkerTemplate ? own.getWalkerTemplate(...args) : builtIn.getWalkerTemplate(...args),
  getExchangeTemplate: (...args) =>
    own?.getExchangeTemplate ? own.getExchangeTemplate(...args) : builtIn.getExchangeTemplate(...args),
  getFrameTemplate: (...args) =>
    own?.getFrameTemplate ? own.getFrameTemplate(...args) : builtIn.getFrameTemplate(...args),
  getStrategyTemplate: (...args) =>
    own?.getStrategyTemplate ? own.getStrategyTemplate(...args) : builtIn.getStrategyTemplate(...args),
  getLauncherTemplate: (...args) =>
    own?.getLauncherTemplate ? own.getLauncherTemplate(...args) : builtIn.getLauncherTemplate(...args),
  getTextTemplate: (...args) =>
    own?.getTextTemplate ? own.getTextTemplate(...args) : builtIn.getTextTemplate(...args),
  getJsonTemplate: (...args) =>
    own?.getJsonTemplate ? own.getJsonTemplate(...args) : builtIn.getJsonTemplate(...args),
  getJsonDumpTemplate: (...args) =>
    own?.getJsonDumpTemplate ? own.getJsonDumpTemplate(...args) : builtIn.getJsonDumpTemplate(...args),
});

import type { FrameInterval } from "../../../interfaces/Frame.interface";
import type { IOptimizerData, IOptimizerTemplate } from "../../../interfaces/Optimizer.interface";
import type { SignalInterval } from "../../../interfaces/Strategy.interface";
import { countFencedCharacters } from "../../../utils/plain-text";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import { loadSections } from "./load-sections";

/**
 * The built-in parts of generated programs and conversations. Each method works detached from its object.
 *
 * Whatever text is given stands in the program as a string literal: never in a comment, never as a name.
 */
export class OptimizerTemplateService implements IOptimizerTemplate {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);

  /** The first lines of the program: what it is, and how it is started. */
  public readonly getTopBanner = async (symbol: string): Promise<string> => {
    this.loggerService.log("optimizerTemplateService getTopBanner", { symbol });
    const { TOP_BANNER } = await loadSections();
    return TOP_BANNER;
  };

  /**
   * What the user says about the rows of a source.
   * @param data - all rows of the source in a period
   * @param name - what the source is called
   * @throws TemplateError `TEMPLATE_INVALID` when JSON cannot hold the rows
   */
  public readonly getUserMessage = async (
    symbol: string,
    data: IOptimizerData[],
    name: string,
  ): Promise<string> => {
    this.loggerService.log("optimizerTemplateService getUserMessage", { symbol, name });
    const { writeUserMessage } = await loadSections();
    return writeUserMessage(data, name);
  };

  /** What the model is shown to have answered. */
  public readonly getAssistantMessage = async (
    symbol: string,
    _data: IOptimizerData[],
    name: string,
  ): Promise<string> => {
    this.loggerService.log("optimizerTemplateService getAssistantMessage", { symbol, name });
    const { ASSISTANT_MESSAGE } = await loadSections();
    return ASSISTANT_MESSAGE;
  };

  /**
   * Registers the walker.
   * @param strategies - names of what it compares
   * @throws TemplateError `TEMPLATE_INVALID` naming what is no text
   */
  public readonly getWalkerTemplate = async (
    walkerName: string,
    exchangeName: string,
    frameName: string,
    strategies: string[],
  ): Promise<string> => {
    this.loggerService.log("optimizerTemplateService getWalkerTemplate", { walkerName });
    const { writeWalkerSection } = await loadSections();
    return writeWalkerSection(walkerName, exchangeName, frameName, strategies);
  };

  /**
   * Registers the exchange, which reads candles from a Binance-compatible HTTP interface.
   * @throws TemplateError `TEMPLATE_INVALID` when the name is no text
   */
  public readonly getExchangeTemplate = async (symbol: string, exchangeName: string): Promise<string> => {
    this.loggerService.log("optimizerTemplateService getExchangeTemplate", { symbol, exchangeName });
    const { writeExchangeSection } = await loadSections();
    return writeExchangeSection(exchangeName);
  };

  /**
   * Registers a period.
   * @throws TemplateError `TEMPLATE_INVALID` naming what is no text or no valid date
   */
  public readonly getFrameTemplate = async (
    symbol: string,
    frameName: string,
    interval: FrameInterval,
    startDate: Date,
    endDate: Date,
  ): Promise<string> => {
    this.loggerService.log("optimizerTemplateService getFrameTemplate", { symbol, frameName });
    const { writeFrameSection } = await loadSections();
    return writeFrameSection(frameName, interval, startDate, endDate);
  };

  /**
   * Registers a strategy that asks the model.
   * @param prompt - what the strategy goes by, as Markdown; goes in as plain text, with a warning of what stands in fences
   * @throws TemplateError `TEMPLATE_INVALID` naming what is no text, or when the prompt has no word outside of fences
   */
  public readonly getStrategyTemplate = async (
    strategyName: string,
    interval: SignalInterval,
    prompt: string,
  ): Promise<string> => {
    this.loggerService.log("optimizerTemplateService getStrategyTemplate", { strategyName, interval });
    const { writeStrategySection } = await loadSections();
    const section = writeStrategySection(strategyName, interval, prompt);
    const leftOutCharacters = countFencedCharacters(prompt);
    if (leftOutCharacters > 0) {
      this.loggerService.warn(
        "optimizerTemplateService getStrategyTemplate: the text goes into the program without its fenced code",
        { strategyName, leftOutCharacters },
      );
    }
    return section;
  };

  /**
   * Starts the walker, and ends with its ranking and the reports.
   * @throws TemplateError `TEMPLATE_INVALID` naming what is no text
   */
  public readonly getLauncherTemplate = async (symbol: string, walkerName: string): Promise<string> => {
    this.loggerService.log("optimizerTemplateService getLauncherTemplate", { symbol, walkerName });
    const { writeLauncherSection } = await loadSections();
    return writeLauncherSection(symbol, walkerName);
  };

  /**
   * A function `text` that asks the model for a text.
   * @throws TemplateError `TEMPLATE_INVALID` when the symbol is no text
   */
  public readonly getTextTemplate = async (symbol: string): Promise<string> => {
    this.loggerService.log("optimizerTemplateService getTextTemplate", { symbol });
    const { writeTextSection } = await loadSections();
    return writeTextSection(symbol);
  };

  /** A function `json` that asks the model for a signal, and checks the answer. */
  public readonly getJsonTemplate = async (symbol: string): Promise<string> => {
    this.loggerService.log("optimizerTemplateService getJsonTemplate", { symbol });
    const { JSON_SECTION } = await loadSections();
    return JSON_SECTION;
  };

  /** A function `dumpJson` that keeps a conversation as files. */
  public readonly getJsonDumpTemplate = async (symbol: string): Promise<string> => {
    this.loggerService.log("optimizerTemplateService getJsonDumpTemplate", { symbol });
    const { JSON_DUMP_SECTION } = await loadSections();
    return JSON_DUMP_SECTION;
  };
}

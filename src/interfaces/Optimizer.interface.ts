import type { ProgressOptimizerContract } from "../contract/Progress.contract";
import type { MessageModel } from "../model/Message.model";
import type { GlobalConfig } from "./Config.interface";
import type { FrameInterval } from "./Frame.interface";
import type { ILogger } from "./Logger.interface";
import type { SignalInterval } from "./Strategy.interface";

/** Name of a registered optimizer. */
export type OptimizerName = string;

/** A period whose data an optimizer reads. */
export interface IOptimizerRange {
  /** Documentation only. */
  note?: string;
  /** Its first instant. */
  startDate: Date;
  /** Its last instant. */
  endDate: Date;
}

/** A row of a data source. */
export interface IOptimizerData {
  /** Tells it from the other rows of its source; of rows with one id the first is kept. */
  id: string | number;
}

/** What a source is asked for. */
export interface IOptimizerFilterArgs {
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** First instant of the period. */
  startDate: Date;
  /** Last instant of the period. */
  endDate: Date;
}

/** What a source is asked for, and which page of it. */
export interface IOptimizerFetchArgs extends IOptimizerFilterArgs {
  /** Most rows a page may have. */
  limit: number;
  /** How many rows come before the page. */
  offset: number;
}

/** A page of rows, or all rows one after another. */
export type OptimizerRows<Data extends IOptimizerData = IOptimizerData> =
  readonly Data[] | AsyncIterable<Data> | Promise<readonly Data[] | AsyncIterable<Data>>;

/**
 * Reads rows. One that gives arrays is asked for page after page, until a page is shorter than `limit`; one that gives an async
 * iterable, such as an `async function*`, is asked once and read to its end, and again only if it failed before its first row.
 */
export type IOptimizerSourceFn<Data extends IOptimizerData = IOptimizerData> = (
  args: IOptimizerFetchArgs,
) => OptimizerRows<Data>;

/** A data source with texts of its own. */
export interface IOptimizerSource<Data extends IOptimizerData = IOptimizerData> {
  /** Documentation only. */
  note?: string;
  /** What the source is called; a blank name counts as none. */
  name: string;
  /**
   * Reads its rows; an async iterable is iterated anew for each period, by one call at a time, and must give all of its rows each
   * time.
   */
  fetch: IOptimizerSourceFn<Data> | AsyncIterable<Data>;
  /** What the user says about the rows; by default what the template says. */
  user?(symbol: string, data: Data[], name: string): string | Promise<string>;
  /** What the model is shown to have answered; by default what the template says. */
  assistant?(symbol: string, data: Data[], name: string): string | Promise<string>;
}

/** What came of one source in one period. */
export interface IOptimizerStrategy {
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** Name of the source. */
  name: string;
  /** The conversation about the period; all strategies of a period share one list, which grows with each source. */
  messages: MessageModel[];
  /** What `getPrompt` made of it: the text the generated strategy goes by. */
  strategy: string;
}

/** What the generated program and the conversations are made of. Each part can be replaced. */
export interface IOptimizerTemplate {
  /** First lines of the program; no built-in part uses any of it, so it may be empty. */
  getTopBanner(symbol: string): string | Promise<string>;
  /** What the user says about the rows of a source. */
  getUserMessage(symbol: string, data: IOptimizerData[], name: string): string | Promise<string>;
  /** What the model is shown to have answered. */
  getAssistantMessage(symbol: string, data: IOptimizerData[], name: string): string | Promise<string>;
  /** Registers the walker. */
  getWalkerTemplate(
    walkerName: string,
    exchangeName: string,
    frameName: string,
    strategies: string[],
  ): string | Promise<string>;
  /** Registers the exchange. */
  getExchangeTemplate(symbol: string, exchangeName: string): string | Promise<string>;
  /** Registers a period. */
  getFrameTemplate(
    symbol: string,
    frameName: string,
    interval: FrameInterval,
    startDate: Date,
    endDate: Date,
  ): string | Promise<string>;
  /** Registers a strategy that asks the model. */
  getStrategyTemplate(
    strategyName: string,
    interval: SignalInterval,
    prompt: string,
  ): string | Promise<string>;
  /** Starts the walker and prints what came of it. */
  getLauncherTemplate(symbol: string, walkerName: string): string | Promise<string>;
  /** A function that asks the model for a text. */
  getTextTemplate(symbol: string): string | Promise<string>;
  /** A function that asks the model for a signal. */
  getJsonTemplate(symbol: string): string | Promise<string>;
  /** A function that keeps a conversation as files. */
  getJsonDumpTemplate(symbol: string): string | Promise<string>;
}

/** Told of what an optimizer does; all optional, all awaited: what they throw rejects the call. */
export interface IOptimizerCallbacks {
  /** All sources of all periods have been read. */
  onData(symbol: string, strategyData: IOptimizerStrategy[]): void | Promise<void>;
  /** The program has been written. */
  onCode(symbol: string, code: string): void | Promise<void>;
  /** The program is in a file; the path is absolute. */
  onDump(symbol: string, filepath: string): void | Promise<void>;
  /** All rows of a source in a period have been read. */
  onSourceData(
    symbol: string,
    sourceName: string,
    data: IOptimizerData[],
    startDate: Date,
    endDate: Date,
  ): void | Promise<void>;
}

/** An optimizer as users register it with `addOptimizer`. */
export interface IOptimizerSchema {
  /** Unique name. */
  optimizerName: OptimizerName;
  /** Documentation only. */
  note?: string;
  /** The periods whose data make strategies. */
  rangeTrain: readonly IOptimizerRange[];
  /** The period the strategies are compared on. */
  rangeTest: IOptimizerRange;
  /** Where the data come from; all are read in each period, in this order. */
  source: readonly (IOptimizerSourceFn | AsyncIterable<IOptimizerData> | IOptimizerSource)[];
  /** Makes the text of a strategy from a conversation, usually by asking a language model; never a blank one. */
  getPrompt(symbol: string, messages: MessageModel[]): string | Promise<string>;
  /** Parts that take the place of the built-in ones. */
  template?: Partial<IOptimizerTemplate>;
  /** Optional callbacks. */
  callbacks?: Partial<IOptimizerCallbacks>;
}

/** A client of an optimizer. */
export interface IOptimizer {
  /** Reads all sources and makes a strategy of each. */
  getData(symbol: string): Promise<IOptimizerStrategy[]>;
  /** A program that compares the strategies. */
  getCode(symbol: string): Promise<string>;
  /** Writes the program to a file. */
  dump(symbol: string, path?: string): Promise<void>;
}

/** What stands in every program, whoever wrote its parts. */
export interface IProgramFrame {
  /** What the parts use; stands behind the banner. */
  readonly tools: string;
  /** What stands before the launcher. */
  readonly launchPreparation: string;
}

/** Constructor parameters of `ClientOptimizer`. */
export interface IOptimizerParams {
  /** Its functions are called on it, for they may need their `this`. */
  readonly schema: IOptimizerSchema;
  /**
   * Checks the schema as its registration did: it is kept by reference, so anybody may have changed it since.
   * @throws RegistrationError `SCHEMA_INVALID`
   */
  readonly checkSchema: () => void;
  /** What is used where the schema has no part of its own. */
  readonly template: IOptimizerTemplate;
  /** What no template replaces in a program. It is loaded when a program is first asked for, with {@link template}. */
  readonly loadProgramFrame: () => Promise<IProgramFrame>;
  readonly logger: ILogger;
  /** The settings in force where the call comes from. */
  readonly getSettings: () => Readonly<GlobalConfig>;
  /** The instant of the back-test tick whose user code asks, ms; `null` elsewhere. */
  readonly getHoldingInstant: () => number | null;
  /** Tells how far a call is; resolves when everybody has heard of it, never rejects. */
  readonly emitProgress: (progress: ProgressOptimizerContract) => Promise<void>;
  /**
   * Creates the folder of a file and looks whether the file could be written, before anybody pays for its text.
   * @param directory - absolute
   * @param fileName - any text with an extension; encoded
   */
  readonly prepareFile: (directory: string, fileName: string) => Promise<void>;
  /**
   * Writes a file, as a whole.
   * @param directory - absolute; created when missing
   * @param fileName - any text with an extension; encoded
   * @returns absolute path of the file
   */
  readonly writeFile: (directory: string, fileName: string, text: string) => Promise<string>;
}

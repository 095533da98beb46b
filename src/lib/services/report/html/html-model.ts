import type { IEquityPoint } from "../../../../model/TradeStatistics.model";
import type { ICandleGapSpan, IPriceBar } from "../../../../model/RunFacts.model";
import type { SignalPosition } from "../../../../interfaces/Signal.interface";

/**
 * How the page writes a number: `count` 1 234, `percent` 12.34 %, `signedPercent` +12.34 %, `ratio` 1.234, `price` as many
 * digits as it needs, `duration` (minutes) 2 h 05 min, `time` (ms) 2024-03-01 12:34, `probability` (0–1) 95.0 %.
 */
export type HtmlNumberFormat =
  "count" | "percent" | "signedPercent" | "ratio" | "price" | "duration" | "time" | "probability";

/** One line of what was run: exchange, frame, fill policy, costs, versions. */
export interface IHtmlFact {
  readonly label: string;
  readonly value: string;
}

/** Value of one account over time. */
export interface IHtmlCurve {
  readonly label: string;
  /** Multiples of the account's start; a run at its start has 1. */
  readonly points: readonly IEquityPoint[];
}

/** One closed trade. */
export interface IHtmlTrade {
  readonly strategyName: string;
  readonly signalId: string;
  readonly symbol: string;
  readonly position: SignalPosition;
  /** ms */
  readonly entryTime: number;
  readonly entryPrice: number;
  /** ms */
  readonly exitTime: number;
  readonly exitPrice: number;
  readonly takeProfit: number;
  readonly stopLoss: number;
  /** Percent, costs taken off. */
  readonly pnl: number;
  readonly closeReason: string;
  readonly durationMinutes: number;
  readonly note: string;
}

/** One figure. */
export interface IHtmlStatistic {
  readonly label: string;
  /** `null` where it cannot be computed. */
  readonly value: number | string | null;
  /** Of a value that is a number; `ratio` when left out. */
  readonly format?: HtmlNumberFormat;
  /** What tells it from a figure that is called alike, in a few words; always shown. */
  readonly detail?: string;
  /** What it means, in one sentence; may be empty. */
  readonly hint: string;
}

/** Figures that belong together. */
export interface IHtmlStatisticGroup {
  readonly title: string;
  readonly items: readonly IHtmlStatistic[];
}

/** Results by month of one year. */
export interface IHtmlYear {
  readonly year: number;
  /** January to December, percent; `null` for a month outside the run. */
  readonly months: readonly (number | null)[];
  /** Of the whole year, percent. */
  readonly total: number | null;
}

/** Trades with a result in [from, to). */
export interface IHtmlBin {
  /** Percent. */
  readonly from: number;
  /** Percent. */
  readonly to: number;
  readonly count: number;
}

/** A strategy without a result. */
export interface IHtmlFailure {
  readonly strategyName: string;
  readonly error: string;
}

/** How the strategies of a walker compare. */
export interface IHtmlComparison {
  readonly columns: readonly string[];
  /** Cells as text, in the order of the columns; the best first. */
  readonly rows: readonly (readonly string[])[];
  readonly failures: readonly IHtmlFailure[];
}

/**
 * What an HTML report shows. Numbers are raw, the page writes them; one that is no finite number shows as `N/A` or is left
 * out of its chart. Texts may hold anything: none of them is ever read as markup or code.
 */
export interface IHtmlReport {
  readonly title: string;
  readonly facts: readonly IHtmlFact[];
  /** One for a back-test or a live run, one per strategy for a walker. */
  readonly curves: readonly IHtmlCurve[];
  readonly priceOutline: readonly IPriceBar[];
  readonly trades: readonly IHtmlTrade[];
  /** The first group stands at the top of the page. */
  readonly statistics: readonly IHtmlStatisticGroup[];
  readonly monthly: readonly IHtmlYear[];
  readonly distribution: readonly IHtmlBin[];
  readonly gaps: readonly ICandleGapSpan[];
  readonly warnings: readonly string[];
  /** Only for a walker. */
  readonly comparison?: IHtmlComparison;
}

/** The parts of the page that are the same for every report. */
export interface IHtmlAssets {
  /** Standalone build of TradingView's `lightweight-charts`. */
  readonly chartScript: string;
  /** Whose charts these are, as its licence wants it shown. */
  readonly chartNotice: string;
  readonly pageScript: string;
  readonly pageStyle: string;
}

/** A value after it went through JSON: unusable numbers have become `null`. */
export type Wire<Value> = Value extends number
  ? number | null
  : Value extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: Wire<Value[Key]> }
      : Value;

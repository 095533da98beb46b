import type { PartialProfitContract } from "../../../contract/Partial.contract";
import type { PerformanceContract } from "../../../contract/Performance.contract";
import type { RiskContract } from "../../../contract/Risk.contract";
import type { IRunCollector, IRunStart } from "../../../interfaces/Collector.interface";
import type { IMissingMinutes, IReportPair } from "../../../interfaces/Report.interface";
import type { ICandleSeries } from "../../../interfaces/Exchange.interface";
import type { IPositionMark, IStrategyTickResult } from "../../../interfaces/Strategy.interface";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { BacktestMarkdownService } from "./BacktestMarkdownService";
import type { HeatMarkdownService } from "./HeatMarkdownService";
import type { LiveMarkdownService } from "./LiveMarkdownService";
import type { PartialMarkdownService } from "./PartialMarkdownService";
import type { PerformanceMarkdownService } from "./PerformanceMarkdownService";
import type { RiskMarkdownService } from "./RiskMarkdownService";
import type { ScheduleMarkdownService } from "./ScheduleMarkdownService";
import type { TradeBook } from "./TradeBook";
import type { TradeBooks } from "./TradeBooks";

/** Hands what a run gives to the reports that want it, before anybody else hears of it. */
export class RunCollectorService implements IRunCollector {
  public readonly backtestMarkdownService = inject<BacktestMarkdownService>(TYPES.backtestMarkdownService);
  public readonly liveMarkdownService = inject<LiveMarkdownService>(TYPES.liveMarkdownService);
  public readonly heatMarkdownService = inject<HeatMarkdownService>(TYPES.heatMarkdownService);
  public readonly scheduleMarkdownService = inject<ScheduleMarkdownService>(TYPES.scheduleMarkdownService);
  public readonly partialMarkdownService = inject<PartialMarkdownService>(TYPES.partialMarkdownService);
  public readonly riskMarkdownService = inject<RiskMarkdownService>(TYPES.riskMarkdownService);
  public readonly performanceMarkdownService = inject<PerformanceMarkdownService>(
    TYPES.performanceMarkdownService,
  );

  /** {@inheritDoc IRunCollector.start} */
  public start(run: IRunStart): void {
    const { backtest } = run;
    this.tradesOf(backtest).start(run);
    this.heatMarkdownService.collected.start(run);
    this.scheduleMarkdownService.collected.start(run);
    this.partialMarkdownService.collected.start(run);
    this.riskMarkdownService.collected.start(run);
    this.performanceMarkdownService.collected.start(run);
  }

  /** {@inheritDoc IRunCollector.frame} */
  public frame(pair: IReportPair, startTime: number): void {
    this.tradesOf(pair.backtest).frame(pair, startTime);
    this.heatMarkdownService.collected.frame(pair, startTime);
  }

  /** {@inheritDoc IRunCollector.finish} */
  public finish(pair: IReportPair, endTime: number): void {
    this.tradesOf(pair.backtest).finish(pair, endTime);
    this.heatMarkdownService.collected.finish(pair, endTime);
    this.scheduleMarkdownService.collected.open(pair).finish();
  }

  /** {@inheritDoc IRunCollector.result} */
  public result(result: IStrategyTickResult, when: number): void {
    if (result.action === "idle") {
      if (!result.backtest) {
        this.liveMarkdownService.collected.result(result, when);
      }
      return;
    }
    this.tradesOf(result.backtest).result(result, when);
    this.heatMarkdownService.collected.result(result, when);
    this.scheduleMarkdownService.collected.open(result).add(result);
  }

  /** {@inheritDoc IRunCollector.mark} */
  public mark(pair: IReportPair, mark: IPositionMark): void {
    this.tradesOf(pair.backtest).mark(pair, mark);
    this.heatMarkdownService.collected.mark(pair, mark);
  }

  /** {@inheritDoc IRunCollector.minutes} */
  public minutes(pair: IReportPair, candles: ICandleSeries): void {
    this.tradesOf(pair.backtest).minutes(pair, candles);
  }

  /** {@inheritDoc IRunCollector.gap} */
  public gap(pair: IReportPair, gap: IMissingMinutes): void {
    this.tradesOf(pair.backtest).gap(pair, gap);
  }

  /** {@inheritDoc IRunCollector.signalCall} */
  public signalCall(pair: IReportPair, failure: { readonly error: unknown } | null): void {
    this.tradesOf(pair.backtest).signalCall(pair, failure);
  }

  /** {@inheritDoc IRunCollector.stepFailure} */
  public stepFailure(pair: IReportPair, error: unknown): void {
    this.tradesOf(pair.backtest).stepFailure(pair, error);
  }

  /** {@inheritDoc IRunCollector.milestone} */
  public milestone(action: "profit" | "loss", event: PartialProfitContract): void {
    const { symbol, strategyName } = event.data;
    const pair = { symbol, strategyName, backtest: event.backtest };
    this.partialMarkdownService.collected.open(pair).add(action, event);
  }

  /** {@inheritDoc IRunCollector.refusal} */
  public refusal(event: RiskContract): void {
    this.riskMarkdownService.collected.open(event).add(event);
  }

  /** {@inheritDoc IRunCollector.timing} */
  public timing(event: PerformanceContract): void {
    this.performanceMarkdownService.collected.open(event).add(event);
  }

  private tradesOf(backtest: boolean): TradeBooks<TradeBook> {
    return backtest ? this.backtestMarkdownService.collected : this.liveMarkdownService.collected;
  }
}

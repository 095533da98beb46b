import type { IPartial } from "../../../interfaces/Partial.interface";
import type { ISignalRow } from "../../../interfaces/Signal.interface";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { PartialConnectionService } from "../connection/PartialConnectionService";
import type { StrategyValidationService } from "../validation/StrategyValidationService";

/** Entry to the milestones of signals from outside of a strategy. */
export class PartialGlobalService implements IPartial {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly partialConnectionService = inject<PartialConnectionService>(TYPES.partialConnectionService);
  public readonly strategyValidationService = inject<StrategyValidationService>(
    TYPES.strategyValidationService,
  );

  /**
   * Emits the profit levels that are new, each once per signal, in ascending order.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param data - row of the open position
   * @param currentPrice - VWAP since the entry, quote currency per unit of base; part of the event
   * @param revenuePercent - share of the way from the entry to the take profit, 0–100
   * @param backtest - `true` for back-tests, `false` for live
   * @param when - end of the minute that was looked at
   * @throws NotFoundError `NAME_UNKNOWN` for a strategy, or a profile of it, that nobody has registered; what the
   *   storage of live milestones throws
   */
  public async profit(
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    revenuePercent: number,
    backtest: boolean,
    when: Date,
  ): Promise<void> {
    this.loggerService.log("partialGlobalService profit", { symbol, data, currentPrice, revenuePercent });
    this.validate(data);
    await this.partialConnectionService.profit(symbol, data, currentPrice, revenuePercent, backtest, when);
  }

  /**
   * Emits the loss levels that are new, each once per signal, in ascending order.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param data - row of the open position
   * @param currentPrice - VWAP since the entry, quote currency per unit of base; part of the event
   * @param lossPercent - share of the way from the entry to the stop loss, 0–100; the sign is ignored
   * @param backtest - `true` for back-tests, `false` for live
   * @param when - end of the minute that was looked at
   * @throws NotFoundError `NAME_UNKNOWN` for a strategy, or a profile of it, that nobody has registered; what the
   *   storage of live milestones throws
   */
  public async loss(
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    lossPercent: number,
    backtest: boolean,
    when: Date,
  ): Promise<void> {
    this.loggerService.log("partialGlobalService loss", { symbol, data, currentPrice, lossPercent });
    this.validate(data);
    await this.partialConnectionService.loss(symbol, data, currentPrice, lossPercent, backtest, when);
  }

  /**
   * Forgets a signal that has ended.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param data - row of the position that ended
   * @param priceClose - the booked exit, quote currency per unit of base
   * @param backtest - `true` for back-tests, `false` for live
   * @throws NotFoundError `NAME_UNKNOWN` for a strategy, or a profile of it, that nobody has registered; what the
   *   storage of live milestones throws
   */
  public async clear(symbol: string, data: ISignalRow, priceClose: number, backtest: boolean): Promise<void> {
    this.loggerService.log("partialGlobalService clear", { symbol, data, priceClose, backtest });
    this.validate(data);
    await this.partialConnectionService.clear(symbol, data, priceClose, backtest);
  }

  private validate({ strategyName }: ISignalRow): void {
    this.strategyValidationService.validate(strategyName, "partialGlobalService validate");
  }
}

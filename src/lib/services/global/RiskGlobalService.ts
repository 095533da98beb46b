import type {
  IRiskCheckArgs,
  IRiskProfileContext,
  IRiskSignalContext,
  RiskName,
} from "../../../interfaces/Risk.interface";
import { RiskError } from "../../../errors/RiskError";
import { describeValue } from "../../../utils/describe-value";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { RiskConnectionService } from "../connection/RiskConnectionService";
import type { RiskValidationService } from "../validation/RiskValidationService";

/** Which profile a caller means; without `backtest` the live one. */
export type RiskGlobalContext = Pick<IRiskProfileContext, "riskName"> & Partial<IRiskProfileContext>;

/** Entry to the risk profiles. Needs no run and no context. */
export class RiskGlobalService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly riskConnectionService = inject<RiskConnectionService>(TYPES.riskConnectionService);
  public readonly riskValidationService = inject<RiskValidationService>(TYPES.riskValidationService);

  /**
   * Asks a profile without taking a place. A refusal is emitted.
   * @param params - the signal, its price (quote currency per unit of base) and the time of the check (ms)
   * @param context - which profile; without `backtest` the live one
   * @returns whether the signal is allowed
   * @throws RiskError `RISK_CALL_INVALID` without a symbol or a strategy name, `RISK_REENTRANT` from a validation of
   *   this profile; NotFoundError `NAME_UNKNOWN`; what the storage of a live profile throws
   */
  public async checkSignal(params: IRiskCheckArgs, context: RiskGlobalContext): Promise<boolean> {
    this.loggerService.log("riskGlobalService checkSignal", { symbol: params?.symbol, context });
    this.checkOwner("checkSignal", params?.symbol, params?.strategyName);
    return await this.riskConnectionService.checkSignal(params, this.resolve(context));
  }

  /**
   * Registers a position without asking.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param context - which profile, without `backtest` the live one, and whose position
   * @throws RiskError `RISK_CALL_INVALID` without a symbol or a strategy name, `RISK_REENTRANT` from a validation of
   *   this profile; NotFoundError `NAME_UNKNOWN`; what the storage of a live profile throws; then nothing is registered
   */
  public async addSignal(symbol: string, context: RiskGlobalContext & IRiskSignalContext): Promise<void> {
    this.loggerService.log("riskGlobalService addSignal", { symbol, context });
    this.checkOwner("addSignal", symbol, context?.strategyName);
    await this.riskConnectionService.addSignal(symbol, this.resolve(context));
  }

  /**
   * Frees what (strategy, symbol) holds in a profile, places that are only reserved included.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param context - which profile, without `backtest` the live one, and whose position
   * @throws RiskError `RISK_CALL_INVALID` without a symbol or a strategy name, `RISK_REENTRANT` from a validation of
   *   this profile; NotFoundError `NAME_UNKNOWN`; what the storage of a live profile throws
   */
  public async removeSignal(symbol: string, context: RiskGlobalContext & IRiskSignalContext): Promise<void> {
    this.loggerService.log("riskGlobalService removeSignal", { symbol, context });
    this.checkOwner("removeSignal", symbol, context?.strategyName);
    await this.riskConnectionService.removeSignal(symbol, this.resolve(context));
  }

  /**
   * Drops what a profile counts.
   * @param backtest - `true` for back-tests, `false` for live
   * @param riskName - name of a registered risk profile; without it all of the mode
   * @throws NotFoundError `NAME_UNKNOWN`
   */
  public async clear(backtest: boolean, riskName?: RiskName): Promise<void> {
    this.loggerService.log("riskGlobalService clear", { backtest, riskName });
    if (riskName !== undefined) {
      this.validate(riskName);
    }
    await this.riskConnectionService.clear(backtest, riskName);
  }

  private resolve<T extends RiskGlobalContext>(context: T): T & IRiskProfileContext {
    this.validate(context?.riskName);
    return { ...context, backtest: context.backtest ?? false };
  }

  /** Positions are counted by symbol and strategy; a call from untyped code may lack either. */
  private checkOwner(method: string, symbol: unknown, strategyName: unknown): void {
    for (const [field, value] of Object.entries({ symbol, strategyName })) {
      if (typeof value !== "string" || value === "") {
        throw new RiskError(
          "RISK_CALL_INVALID",
          `riskGlobalService ${method}: ${field} must be a non-empty string, got ${describeValue(value)}`,
        );
      }
    }
  }

  private validate(riskName: RiskName): void {
    this.riskValidationService.validate(riskName, "riskGlobalService validate");
  }
}

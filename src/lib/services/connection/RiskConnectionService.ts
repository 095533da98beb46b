import { ClientRisk } from "../../../client/ClientRisk";
import { errorEmitter, riskSubject, validationSubject } from "../../../config/emitters";
import type { RiskContract } from "../../../contract/Risk.contract";
import type { IRunCollector } from "../../../interfaces/Collector.interface";
import type {
  IRiskCheckArgs,
  IRiskPersistence,
  IRiskProfileContext,
  IRiskRejection,
  IRiskSignalContext,
  RiskName,
} from "../../../interfaces/Risk.interface";
import { createModeKey, isKeyOfMode } from "../../../utils/keys";
import { memoizeClient } from "../../../utils/memoize-client";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { ExecutionContextService } from "../context/ExecutionContextService";
import type { MethodContextService } from "../context/MethodContextService";
import type { SettingsContextService } from "../context/SettingsContextService";
import type { RiskSchemaService } from "../schema/RiskSchemaService";

/** The event carries the time of the check: simulated in a back-test. */
const toRiskEvent = (
  { params, activePositionCount, reason }: IRiskRejection,
  backtest: boolean,
): RiskContract => {
  const { symbol, pendingSignal, strategyName, exchangeName, currentPrice, timestamp } = params;
  return Object.freeze({
    symbol,
    pendingSignal,
    strategyName,
    exchangeName,
    currentPrice,
    activePositionCount,
    comment: reason,
    timestamp,
    backtest,
  });
};

/** Creates, caches and routes to one client per risk profile and mode, and emits what it refuses. */
export class RiskConnectionService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly executionContextService = inject<ExecutionContextService>(TYPES.executionContextService);
  public readonly methodContextService = inject<MethodContextService>(TYPES.methodContextService);
  public readonly settingsContextService = inject<SettingsContextService>(TYPES.settingsContextService);
  public readonly riskSchemaService = inject<RiskSchemaService>(TYPES.riskSchemaService);
  public readonly runCollector = inject<IRunCollector>(TYPES.runCollector);
  public readonly riskPersistence = inject<IRiskPersistence>(TYPES.riskPersistence);

  /**
   * The client of a profile and mode; created on first use.
   * @param riskName - name of a registered risk profile
   * @param backtest - `true` for back-tests, `false` for live
   * @throws NotFoundError `NAME_UNKNOWN`; then nothing is cached
   */
  public readonly getRisk = memoizeClient(createModeKey, (riskName: RiskName, backtest: boolean) => {
    const { validations, callbacks } = this.riskSchemaService.get(riskName);
    return new ClientRisk({
      riskName,
      backtest,
      validations,
      callbacks,
      execution: this.executionContextService,
      method: this.methodContextService,
      logger: this.loggerService,
      persistence: this.riskPersistence,
      getSettings: () => this.settingsContextService.getSettings(),
      onRejected: async (rejection) => {
        const event = toRiskEvent(rejection, backtest);
        this.runCollector.refusal(event);
        await riskSubject.next(event);
      },
      onValidationError: (error) => validationSubject.next(error),
      reportError: (error) => void errorEmitter.next(error),
    });
  });

  /**
   * Asks a profile without taking a place. A refusal is emitted.
   * @param params - the signal, its price (quote currency per unit of base) and the time of the check (ms)
   * @param context - which profile in which mode
   * @returns whether the signal is allowed
   * @throws NotFoundError `NAME_UNKNOWN`; RiskError `RISK_REENTRANT` from a validation of this profile; what the
   *   storage throws
   */
  public async checkSignal(params: IRiskCheckArgs, context: IRiskProfileContext): Promise<boolean> {
    this.loggerService.log("riskConnectionService checkSignal", { symbol: params.symbol, context });
    const { riskName, backtest } = context;
    const risk = this.getRisk(riskName, backtest);
    await risk.waitForInit(riskName);
    return await risk.checkSignal(params);
  }

  /**
   * Registers a position without asking.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param context - which profile in which mode, and whose position
   * @throws as `checkSignal`; then nothing is registered
   */
  public async addSignal(symbol: string, context: IRiskProfileContext & IRiskSignalContext): Promise<void> {
    this.loggerService.log("riskConnectionService addSignal", { symbol, context });
    const { riskName, backtest } = context;
    const risk = this.getRisk(riskName, backtest);
    await risk.waitForInit(riskName);
    await risk.addSignal(symbol, context);
  }

  /**
   * Frees what (strategy, symbol) holds in a profile, places that are only reserved included.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param context - which profile in which mode, and whose position
   * @throws as `checkSignal`
   */
  public async removeSignal(
    symbol: string,
    context: IRiskProfileContext & IRiskSignalContext,
  ): Promise<void> {
    this.loggerService.log("riskConnectionService removeSignal", { symbol, context });
    const { riskName, backtest } = context;
    const risk = this.getRisk(riskName, backtest);
    await risk.waitForInit(riskName);
    await risk.removeSignal(symbol, context);
  }

  /**
   * Drops the clients of a profile, of both modes, that count nothing. One that counts goes on with its old rules.
   * @param riskName - name of a risk profile, registered or not
   */
  public dropUnused(riskName: RiskName): void {
    for (const backtest of [true, false]) {
      const key = createModeKey(riskName, backtest);
      if (this.getRisk.get(key)?.isEmpty === true) {
        this.getRisk.clear(key);
      }
    }
  }

  /**
   * Drops the client of a profile, and with it what it counts.
   * @param backtest - `true` for back-tests, `false` for live
   * @param riskName - name of a risk profile; without it all of the mode
   */
  public async clear(backtest: boolean, riskName?: RiskName): Promise<void> {
    this.loggerService.log("riskConnectionService clear", { backtest, riskName });
    const keys =
      riskName === undefined
        ? this.getRisk.keys().filter((key) => isKeyOfMode(key, backtest))
        : [createModeKey(riskName, backtest)];
    for (const key of keys) {
      this.getRisk.clear(key);
    }
  }
}

import { RiskError } from "../errors/RiskError";
import type { Awaitable } from "../interfaces/Awaitable.interface";
import type {
  IRiskActivePosition,
  IRiskCallbacks,
  IRiskCheckArgs,
  IRiskParams,
  IRiskProfile,
  IRiskReservation,
  IRiskSignalContext,
  IRiskVerdict,
  RiskDecision,
  RiskName,
  RiskPurpose,
} from "../interfaces/Risk.interface";
import type { StrategyName } from "../interfaces/Signal.interface";
import { andThen, promiseOf } from "../utils/awaitable";
import { runCall } from "../utils/call-chain";
import { getClock } from "../utils/clock";
import { ExclusiveLock } from "../utils/exclusive-lock";
import { createPositionKey } from "../utils/keys";
import { notify } from "../utils/notify";
import { settleOnce } from "../utils/settle-once";
import { singleshotWithRetry } from "../utils/singleshot-retry";
import { NOOP_RESERVATION } from "./noop-risk";
import {
  createReservedPosition,
  freezeCheckArgs,
  freezeJudgedSignal,
  freezePosition,
  isLifeOver,
} from "./risk-positions";
import type { RiskRefusal } from "./risk-validation";
import { findRefusal } from "./risk-validation";
import type { RiskPlace } from "./RiskLedger";
import { RiskLedger } from "./RiskLedger";

/**
 * One risk profile in one mode, shared by all strategies that name it. One caller at a time is judged, so that check
 * and registration are one step: strategies that open at the same moment can never exceed a limit together. Listeners
 * and callbacks are told after the profile is free. Works inside and outside of a run.
 */
export class ClientRisk implements IRiskProfile {
  /**
   * Loads the positions of a live profile, once; a load that failed is tried again at the next call. Every method
   * waits for it by itself.
   */
  public readonly waitForInit = singleshotWithRetry((riskName: RiskName) => this.load(riskName));

  private readonly lock = new ExclusiveLock();
  private readonly ledger = new RiskLedger();
  /** Lets one at a time take or give back the document; {@link ClientRisk.lock} is about who is judged. */
  private readonly holding = new ExclusiveLock();
  /** The live (strategy, symbol)s of this process that use the profile. */
  private readonly holders = new Set<string>();
  /** Whether the document may list positions that are none. */
  private isDocumentStale = false;

  public constructor(private readonly params: IRiskParams) {}

  /** Whether nobody holds a position or a place. */
  public get isEmpty(): boolean {
    return this.ledger.isEmpty;
  }

  public get riskName(): RiskName {
    return this.params.riskName;
  }

  /**
   * Asks the profile without taking a place.
   * @returns whether the signal is allowed
   * @throws RiskError `RISK_REENTRANT` from a validation of this profile
   */
  public async checkSignal(params: IRiskCheckArgs): Promise<boolean> {
    const verdict = await this.decide(params, "check");
    await verdict.announce();
    return verdict.decision.allowed;
  }

  /**
   * Asks the profile and takes a place in one step.
   * @throws RiskError `RISK_REENTRANT` from a validation of this profile
   */
  public reserve(params: IRiskCheckArgs): Awaitable<RiskDecision> {
    return andThen(this.decide(params, "reserve"), (verdict) =>
      andThen(verdict.announce(), () => verdict.decision),
    );
  }

  /** {@inheritDoc IRiskProfile.decide} */
  public decide(params: IRiskCheckArgs, purpose: RiskPurpose): Awaitable<IRiskVerdict> {
    const { symbol, strategyName } = params;
    this.params.logger.debug("ClientRisk decide", { riskName: this.riskName, symbol, strategyName, purpose });
    const checked = freezeCheckArgs(params);
    return this.runAlone(() => this.judge(checked, purpose));
  }

  /**
   * Registers a position without asking. It opened when its row says, else now: at the instant of the tick, else by the
   * clock. One that is registered already stays as it is.
   * @throws RiskError `RISK_REENTRANT` from a validation of this profile, or what the storage throws
   */
  public async addSignal(symbol: string, context: IRiskSignalContext): Promise<void> {
    const { execution, method, logger } = this.params;
    const { strategyName, signal = null } = context;
    logger.debug("ClientRisk addSignal", { riskName: this.riskName, symbol, strategyName });
    const now = execution.peekContext()?.when.getTime() ?? getClock().now();
    const position = freezePosition({
      signal,
      symbol,
      strategyName,
      exchangeName: context.exchangeName ?? (method.isActive ? method.context.exchangeName : ""),
      // A restored position need not know when it opened.
      openTimestamp: signal !== null && Number.isFinite(signal.pendingAt) ? signal.pendingAt : now,
    });
    const key = createPositionKey(strategyName, symbol);
    await this.runAlone(async () => {
      if (signal === null || !this.ledger.hasSignal(key, signal.id)) {
        await this.store(this.ledger.plan(key, position));
      }
    });
  }

  /**
   * Frees whatever (strategy, symbol) holds: its position and its reservations, and nothing of anybody else. Its place is
   * free also when the storage fails: what has ended is over, and the next write leaves it out.
   * @throws RiskError `RISK_REENTRANT` from a validation of this profile, or what the storage throws
   */
  public removeSignal(symbol: string, context: IRiskSignalContext): Promise<void> {
    const { strategyName } = context;
    this.params.logger.debug("ClientRisk removeSignal", { riskName: this.riskName, symbol, strategyName });
    const key = createPositionKey(strategyName, symbol);
    const remove = (): Awaitable<void> => {
      this.ledger.releaseAll(key);
      if (this.ledger.has(key) || this.isDocumentStale) {
        const left = this.ledger.planWithout(key);
        this.ledger.replace(left);
        return this.store(left);
      }
    };
    return promiseOf(() => this.runAlone(remove));
  }

  /**
   * Counts a live (strategy, symbol) among those who use the profile, and shows other processes that it is used. Waits for
   * nobody who is judged, for a validation may take its time.
   * @throws PersistError `PERSIST_LOCKED`
   */
  public async hold(symbol: string, strategyName: StrategyName): Promise<void> {
    if (this.params.backtest) {
      return;
    }
    this.holders.add(createPositionKey(strategyName, symbol));
    await this.holding.run(async () => {
      try {
        await this.params.persistence.hold(this.riskName);
      } catch (error) {
        // Whoever has it may change it: it is read again when it is ours again.
        this.waitForInit.clear();
        throw error;
      }
    });
  }

  /** The last one of this process lets the others in; what they change is read at the next use. */
  public async letGo(symbol: string, strategyName: StrategyName): Promise<void> {
    if (this.params.backtest) {
      return;
    }
    this.holders.delete(createPositionKey(strategyName, symbol));
    await this.holding.run(async () => {
      if (this.holders.size === 0 && (await this.params.persistence.letGo(this.riskName))) {
        this.waitForInit.clear();
      }
    });
  }

  private async load(riskName: RiskName): Promise<void> {
    const { backtest, persistence } = this.params;
    if (backtest) {
      return;
    }
    const stored = await persistence.read(riskName);
    const now = getClock().now();
    const alive = stored.filter(([, position]) => !isLifeOver(position, now));
    this.ledger.replace(new Map(alive.map(([key, position]) => [key, freezePosition(position)])));
    this.isDocumentStale = alive.length < stored.length;
  }

  private runAlone<T>(step: () => Awaitable<T>): Awaitable<T> {
    if (this.lock.isHeldByCaller) {
      throw new RiskError(
        "RISK_REENTRANT",
        `risk ${this.riskName} was called from one of its own validations; use the payload, which lists the open positions`,
      );
    }
    return this.params.backtest
      ? this.lock.runNow(step)
      : this.waitForInit(this.riskName).then(() => this.lock.runNow(step));
  }

  /** Runs inside the lock, so each write carries the newest positions; nobody has a new place before it is written. */
  private store(positions: ReadonlyMap<string, IRiskActivePosition>): Awaitable<void> {
    return this.params.backtest ? this.ledger.replace(positions) : this.storeLive(positions);
  }

  private async storeLive(positions: ReadonlyMap<string, IRiskActivePosition>): Promise<void> {
    // A write that fails may have reached the disk all the same.
    this.isDocumentStale = true;
    await this.params.persistence.write([...positions], this.riskName);
    this.isDocumentStale = false;
    this.ledger.replace(positions);
  }

  private judge(params: IRiskCheckArgs, purpose: RiskPurpose): Awaitable<IRiskVerdict> {
    const key = createPositionKey(params.strategyName, params.symbol);
    const activePositions = this.ledger.listFor(key);
    const activePositionCount = activePositions.length;
    const pendingSignal = freezeJudgedSignal(params);
    const payload = Object.freeze({ ...params, pendingSignal, activePositionCount, activePositions });
    return andThen(findRefusal(this.params, payload), (refusal) =>
      refusal === null
        ? this.allow(params, key, purpose)
        : {
            decision: { allowed: false, reason: refusal.reason },
            announce: () => this.announceRefusal(params, activePositionCount, refusal),
          },
    );
  }

  private allow(params: IRiskCheckArgs, key: string, purpose: RiskPurpose): IRiskVerdict {
    const reservation =
      purpose === "reserve"
        ? this.takePlace({ key, position: createReservedPosition(params) })
        : NOOP_RESERVATION;
    return {
      decision: { allowed: true, reservation },
      announce: () => this.tell((callbacks) => callbacks.onAllowed?.(params.symbol, params)),
    };
  }

  private takePlace(place: RiskPlace): IRiskReservation {
    let isCommitted = false;
    this.ledger.hold(place);
    const commit = (position: IRiskActivePosition): Awaitable<void> => {
      if (isCommitted) {
        return;
      }
      if (!this.ledger.holds(place)) {
        throw new RiskError(
          "RISK_RESERVATION_RELEASED",
          `the place of ${place.key} in risk ${this.riskName} has been given back; reserve again before opening`,
        );
      }
      return andThen(this.store(this.ledger.plan(place.key, freezePosition(position))), () => {
        this.ledger.release(place);
        isCommitted = true;
      });
    };
    return Object.freeze({
      commit: (position: IRiskActivePosition) => this.runAlone(() => commit(position)),
      release: () => {
        this.ledger.release(place);
      },
    });
  }

  private async announceRefusal(
    params: IRiskCheckArgs,
    activePositionCount: number,
    { reason, error }: RiskRefusal,
  ): Promise<void> {
    const { backtest, onRejected, onValidationError } = this.params;
    await onValidationError(error);
    await onRejected(Object.freeze({ params, activePositionCount, reason }), backtest);
    this.tell((callbacks) => callbacks.onRejected?.(params.symbol, params));
  }

  /** Calls a callback at the instant of the tick, if there is one; nobody waits for it. */
  private tell(call: (callbacks: Partial<IRiskCallbacks>) => unknown): void {
    const { callbacks, execution, reportError } = this.params;
    const context = execution.peekContext();
    notify(() => {
      const invoke = (): unknown => callbacks && call(callbacks);
      return context === undefined
        ? runCall(execution, "user", () => settleOnce(invoke()))
        : execution.runUserCode(invoke, context);
    }, reportError);
  }
}

import type { Awaitable } from "./Awaitable.interface";
import type { GlobalConfig } from "./Config.interface";
import type { IMethodContextPort, IOptionalExecutionContextPort } from "./Context.interface";
import type { ExchangeName } from "./Exchange.interface";
import type { ILogger } from "./Logger.interface";
import type { ISignalDto, ISignalRow, StrategyName } from "./Signal.interface";

/** Name of a registered risk profile. */
export type RiskName = string;

/** What a profile is asked about. */
export interface IRiskCheckArgs {
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** The signal that wants to wait or to open. */
  pendingSignal: ISignalDto;
  /** Name of the strategy. */
  strategyName: StrategyName;
  /** Name of the exchange. */
  exchangeName: ExchangeName;
  /** The price the signal would be booked at; for a new waiting order the VWAP. */
  currentPrice: number;
  /** Time of the check, ms: simulated in a back-test. */
  timestamp: number;
}

/** An open position as a risk profile counts it. */
export interface IRiskActivePosition {
  /** The row of the position; `null` only for one that was added by hand without a row. */
  signal: ISignalRow | null;
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** Name of the strategy. */
  strategyName: StrategyName;
  /** Name of the exchange; `""` for one that was added outside of a run and names none. */
  exchangeName: ExchangeName;
  /** When it opened, ms: simulated in a back-test. */
  openTimestamp: number;
}

/** A signal as rules see it. */
export interface IRiskSignal extends ISignalDto {
  /** Where it would be entered, quote currency per unit of base: the limit of an order, else the current price. */
  priceOpen: number;
}

/** What a validation receives. */
export interface IRiskValidationPayload extends IRiskCheckArgs {
  /** The signal that wants to wait or to open. Frozen. */
  pendingSignal: IRiskSignal;
  /** How many positions the profile counts, with the places that others have reserved. */
  activePositionCount: number;
  /** Those positions, one per (strategy, symbol). Frozen. */
  activePositions: readonly IRiskActivePosition[];
}

/** A rule: throws or rejects to refuse. Its return value means nothing. */
export type IRiskValidationFn = (payload: IRiskValidationPayload) => void | Promise<void>;

/** A rule with the reason that is shown when it refuses. */
export interface IRiskValidation {
  /** The rule. */
  validate: IRiskValidationFn;
  /** Shown as `comment` of the refusal; without it the message of what was thrown. */
  note?: string;
}

/** Callbacks of a profile; called after the profile is free again, not awaited. */
export interface IRiskCallbacks {
  /** The profile has refused a signal; after its event. */
  onRejected(symbol: string, params: IRiskCheckArgs): void | Promise<void>;
  /** The profile, or every profile of a merge, has allowed a signal. */
  onAllowed(symbol: string, params: IRiskCheckArgs): void | Promise<void>;
}

/** A risk profile as users register it with `addRisk`. */
export interface IRiskSchema {
  /** Unique name. */
  riskName: RiskName;
  /** Documentation only. */
  note?: string;
  /** Rules in order; the first that throws refuses. None: everything is allowed. */
  validations?: (IRiskValidation | IRiskValidationFn)[];
  /** Told of decisions; all optional. */
  callbacks?: Partial<IRiskCallbacks>;
}

/** Whose position is added or removed. */
export interface IRiskSignalContext {
  strategyName: StrategyName;
  exchangeName?: ExchangeName;
  /** The row of the position, when there is one. It opened when the row says, and is registered once. */
  signal?: ISignalRow;
}

/** Which profile a service is asked about. */
export interface IRiskProfileContext {
  riskName: RiskName;
  backtest: boolean;
}

/** A place in a profile that is held until the position is open or the attempt has failed. */
export interface IRiskReservation {
  /**
   * Turns the reservation into a position. Harmless when called twice; when it rejects, nothing was registered.
   * @throws RiskError `RISK_RESERVATION_RELEASED` after a release
   */
  commit(position: IRiskActivePosition): Awaitable<void>;
  /** Gives the place back. Harmless after a commit and when called twice. */
  release(): void;
}

/** The answer to a reservation. */
export type RiskDecision =
  | { readonly allowed: true; readonly reservation: IRiskReservation }
  | { readonly allowed: false; readonly reason: string };

/**
 * A risk profile, one or several merged, as the strategy client sees it. What a trade asks comes without a promise where nothing
 * has to be waited for; an error is thrown at once or in the promise.
 */
export interface IRisk {
  /** Asks without taking a place. */
  checkSignal(params: IRiskCheckArgs): Awaitable<boolean>;
  /** Asks and takes a place in one step, so that two strategies can never share the last one. */
  reserve(params: IRiskCheckArgs): Awaitable<RiskDecision>;
  /** Registers a position without asking. */
  addSignal(symbol: string, context: IRiskSignalContext): Promise<void>;
  /** Frees the place of (strategy, symbol). */
  removeSignal(symbol: string, context: IRiskSignalContext): Awaitable<void>;
  /**
   * A live (strategy, symbol) uses the profile: keeps other processes away from it, as far as its store can; called with every
   * tick.
   * @throws PersistError `PERSIST_LOCKED` while another process has it
   */
  hold(symbol: string, strategyName: StrategyName): Promise<void>;
  /** It uses the profile no more; after the last one of this process other processes may. */
  letGo(symbol: string, strategyName: StrategyName): Promise<void>;
}

/** Whether a profile is only asked, or also holds a place when it agrees. */
export type RiskPurpose = "check" | "reserve";

/** A decision nobody has been told of yet. */
export interface IRiskVerdict {
  /** Of a mere check the reservation holds nothing. */
  readonly decision: RiskDecision;
  /** Emits a refusal, then calls the profile's callback; to be called once. */
  announce(): Awaitable<void>;
}

/** One profile as a merged risk asks it: it decides first and tells later. */
export interface IRiskProfile extends IRisk {
  readonly riskName: RiskName;
  /** Decides without telling anybody. */
  decide(params: IRiskCheckArgs, purpose: RiskPurpose): Awaitable<IRiskVerdict>;
}

/** Stores the positions of a live profile. */
export interface IRiskPersistence {
  read(riskName: RiskName): Promise<readonly [string, IRiskActivePosition][]>;
  write(positions: readonly [string, IRiskActivePosition][], riskName: RiskName): Promise<void>;
  /**
   * Keeps other processes away from the positions, as far as the store can; called with every tick.
   * @throws PersistError `PERSIST_LOCKED` while another process has them
   */
  hold(riskName: RiskName): Promise<void>;
  /**
   * Lets other processes in again.
   * @returns whether they were kept out, and may change the positions from now on
   */
  letGo(riskName: RiskName): Promise<boolean>;
}

/** One refusal, as a client hands it to the emitting service. */
export interface IRiskRejection {
  readonly params: IRiskCheckArgs;
  readonly activePositionCount: number;
  readonly reason: string;
}

/** Constructor parameters of `ClientRisk`. */
export interface IRiskParams extends Omit<IRiskSchema, "note" | "callbacks" | "validations"> {
  readonly validations: (IRiskValidation | IRiskValidationFn)[] | undefined;
  readonly callbacks: Partial<IRiskCallbacks> | undefined;
  readonly backtest: boolean;
  readonly logger: ILogger;
  readonly execution: IOptionalExecutionContextPort;
  readonly method: IMethodContextPort;
  readonly getSettings: () => Readonly<GlobalConfig>;
  /** Where a live profile keeps its positions; never used in a back-test. */
  readonly persistence: IRiskPersistence;
  /** Emits a refusal; awaited, after the profile is free. */
  readonly onRejected: (rejection: IRiskRejection, backtest: boolean) => Promise<void>;
  /** Emits what a validation threw; awaited, after the profile is free. */
  readonly onValidationError: (error: unknown) => Promise<void>;
  /** Reports a throwing callback. */
  readonly reportError: (error: unknown) => void;
}

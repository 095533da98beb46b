import { TOOL_DESCRIPTIONS } from "./catalogue-tools";
import type { ErrorDescription } from "./error-description";

export type { ErrorDescription } from "./error-description";

const DESCRIPTIONS = {
  CONFIG_INVALID: {
    errorClass: "ConfigurationError",
    meaning: "setConfig was given values that break a rule, or a setting that does not exist.",
    remedy: "Correct the listed settings; the previous ones are still in force.",
  },
  COLUMNS_INVALID: {
    errorClass: "ConfigurationError",
    meaning:
      "setColumns or a report was given a table that breaks a rule, or setColumns one that does not exist.",
    remedy: "Correct the listed columns; the previous ones are still in force.",
  },
  LOGGER_INVALID: {
    errorClass: "ConfigurationError",
    meaning: "setLogger was given something that lacks one of log, debug, info and warn.",
    remedy: "Give an object with all four methods; the previous logger is still in force.",
  },
  LISTENER_INVALID: {
    errorClass: "ConfigurationError",
    meaning: "A listen function was given something that is no function.",
    remedy: "Give it a function; for the Once form also a filter.",
  },
  SCHEMA_INVALID: {
    errorClass: "RegistrationError",
    meaning:
      "A schema given to an add function, or an optimizer that was changed since, is incomplete or wrong.",
    remedy: "Correct the named field and add it again; the name is still free.",
  },
  NAME_TAKEN: {
    errorClass: "RegistrationError",
    meaning: "A schema with this name is registered already.",
    remedy: "Choose another name; names are unique for the life of the process.",
  },
  NAME_UNKNOWN: {
    errorClass: "NotFoundError",
    meaning: "A call names something that was never registered.",
    remedy: "Register it with the matching add function first, or correct the name.",
  },
  CONTEXT_MISSING: {
    errorClass: "ContextError",
    meaning: "A function that works inside a running strategy was called outside of one.",
    remedy: "Call it from getSignal, a callback, a validation or a signal listener.",
  },
  CONTEXT_CLOSED: {
    errorClass: "ContextError",
    meaning: "Work that was started in a tick and not awaited used its context after the tick had ended.",
    remedy: "Await everything that getSignal or a callback starts.",
  },
  CONTEXT_LOOK_AHEAD: {
    errorClass: "ContextError",
    meaning: "User code asked for a context that lies later than its own.",
    remedy: "Use the time of the running tick, or an earlier one.",
  },
  ENGINE_ONLY: {
    errorClass: "ContextError",
    meaning: "A read that serves the engine alone was called from user code or in live.",
    remedy: "Read closed candles with getCandles.",
  },
  READ_INVALID: {
    errorClass: "ExchangeError",
    meaning: "A candle read has an unknown interval, a limit that is no positive integer, or no symbol.",
    remedy: "Correct the named argument.",
  },
  CANDLES_FAILED: {
    errorClass: "ExchangeError",
    meaning: "The candle adapter failed on every try.",
    remedy: "See the cause; the adapter belongs to the exchange schema.",
  },
  CANDLES_ANSWER_INVALID: {
    errorClass: "ExchangeError",
    meaning: "The candle adapter answered with something that is not a list of candles in milliseconds.",
    remedy: "Correct the adapter of the named exchange.",
  },
  CANDLE_INVALID: {
    errorClass: "ExchangeError",
    meaning: "A candle has an impossible value: not a number, zero, negative, inconsistent or anomalous.",
    remedy: "Correct the source, or raise CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR if it is real.",
  },
  CANDLES_LATE: {
    errorClass: "ExchangeError",
    meaning:
      "In live, the newest candle has been missing or faulty for five minutes, though the adapter answers.",
    remedy:
      "Correct the source: every closed minute must be there, and sound, as soon as it has closed. It is told once an outage.",
  },
  CANDLES_MISSING: {
    errorClass: "ExchangeError",
    meaning: "There is no candle to take a price from.",
    remedy: "Start the frame later, or give the exchange earlier candles.",
  },
  FORMAT_INVALID: {
    errorClass: "ExchangeError",
    meaning: "A price or quantity to format is not a finite number, or the adapter returned no text.",
    remedy: "Correct the number or the format adapter.",
  },
  FRAME_EMPTY: {
    errorClass: "FrameError",
    meaning: "A frame has no closed minute to work on.",
    remedy: "Choose dates in the past.",
  },
  SIGNAL_INVALID: {
    errorClass: "SignalError",
    meaning: "getSignal returned a signal that breaks a rule; all problems are listed.",
    remedy: "Correct the strategy; nothing was opened.",
  },
  SIGNAL_TIMEOUT: {
    errorClass: "SignalError",
    meaning: "getSignal did not answer within CC_MAX_SIGNAL_GENERATION_SECONDS.",
    remedy: "Make it faster or raise the limit; its late answer is dropped.",
  },
  STRATEGY_REENTRANT: {
    errorClass: "StrategyError",
    meaning: "A callback of a strategy called tick or backtest of the same strategy.",
    remedy: "Let the callback return first.",
  },
  STRATEGY_CONTEXT_CHANGED: {
    errorClass: "StrategyError",
    meaning: "A strategy client that works on one exchange or frame was used under another.",
    remedy: "Clear the strategy before using it on another exchange or frame.",
  },
  STRATEGY_MODE: {
    errorClass: "StrategyError",
    meaning: "A walk over candles was asked of a live strategy.",
    remedy: "Call backtest only in a back-test context.",
  },
  STRATEGY_CLEARED: {
    errorClass: "StrategyError",
    meaning: "A strategy client was cleared while one of its steps was running; the step opened nothing.",
    remedy: "Clear a strategy when its run has ended, or stop the run first.",
  },
  STRATEGY_NOTHING_HELD: {
    errorClass: "StrategyError",
    meaning: "A walk over candles was asked of a strategy that holds no signal.",
    remedy: "Call backtest after a tick that scheduled or opened.",
  },
  STRATEGY_NO_CANDLES: {
    errorClass: "StrategyError",
    meaning: "A walk over candles was given none.",
    remedy: "Give the candles that follow the signal.",
  },
  RISK_REENTRANT: {
    errorClass: "RiskError",
    meaning: "A validation called back into its own risk profile.",
    remedy: "Use the payload, which lists the open positions.",
  },
  RISK_CALL_INVALID: {
    errorClass: "RiskError",
    meaning: "A risk profile was called without a symbol or a strategy name.",
    remedy: "Name both; they say whose position it is.",
  },
  RISK_TIMEOUT: {
    errorClass: "RiskError",
    meaning:
      "A risk validation did not answer within CC_MAX_SIGNAL_GENERATION_SECONDS; its signal is refused.",
    remedy: "Make it faster or raise the limit.",
  },
  RISK_RESERVATION_RELEASED: {
    errorClass: "RiskError",
    meaning: "A place in a risk profile was to become a position after it had been given back.",
    remedy: "Reserve again before opening.",
  },
  RISK_ROLLBACK_FAILED: {
    errorClass: "RiskError",
    meaning:
      "A position could not be registered in every profile of a strategy, nor taken back where it was.",
    remedy: "See the cause; remove the position from the named profiles once their storage works again.",
  },
  SIZING_METHOD_MISMATCH: {
    errorClass: "SizingError",
    meaning: "A sizing was asked for a size by another method than its own.",
    remedy: "Call the function of PositionSize that fits the method of its schema.",
  },
  SIZING_METHOD_UNKNOWN: {
    errorClass: "SizingError",
    meaning: "The method of a sizing was changed, after its registration, to one that does not exist.",
    remedy: "Leave registered schemas alone, or replace them with override, which checks them.",
  },
  SIZING_SCHEMA_INVALID: {
    errorClass: "SizingError",
    meaning: "A field in the schema of a sizing was changed, after its registration, to what breaks a rule.",
    remedy: "Correct the named field; nothing was sized.",
  },
  SIZING_INPUT_INVALID: {
    errorClass: "SizingError",
    meaning: "A size was asked for with a balance, a price or another value that breaks a rule.",
    remedy: "Correct the named field; nothing was sized.",
  },
  SIZING_RESULT_INVALID: {
    errorClass: "SizingError",
    meaning:
      "A size cannot be worked out, because its formula leaves the range in which numbers can be relied on.",
    remedy: "Look for a value in the message, or in the schema, that is far too large or too small.",
  },
  PARTIAL_NOT_INITIALIZED: {
    errorClass: "PartialError",
    meaning: "A milestone tracker was used before its initialisation.",
    remedy: "Await waitForInit first.",
  },
  PARTIAL_SIGNAL_MISMATCH: {
    errorClass: "PartialError",
    meaning: "A milestone tracker was given a row of another signal.",
    remedy: "Use the tracker of that signal.",
  },
  SYMBOL_INVALID: {
    errorClass: "RunError",
    meaning: "A run was asked for a symbol that is no non-empty string.",
    remedy: "Name a trading pair, such as BTCUSDT.",
  },
  RUN_OPTIONS_INVALID: {
    errorClass: "RunError",
    meaning: "A live run was given an option that it cannot use.",
    remedy: "Give what the message names.",
  },
  RUN_FAILED: {
    errorClass: "RunError",
    meaning: "A background run could not go on, for a reason that is no error of this library: the cause.",
    remedy: "Look at the cause.",
  },
  RUN_ALREADY_ACTIVE: {
    errorClass: "RunError",
    meaning: "This (symbol, strategy, mode) is taken by another run.",
    remedy: "Wait for its done event, or stop it first.",
  },
  PERSIST_DOCUMENT_BROKEN: {
    errorClass: "PersistError",
    meaning:
      "A stored document cannot be trusted: torn, empty, of another shape or of a later version; or one that was moved aside for that still lies beside its place.",
    remedy: "Look at the named file, then restore it to its place or remove it; nothing opens until then.",
  },
  PERSIST_LOCKED: {
    errorClass: "PersistError",
    meaning:
      "Another process works with the stored state of this strategy on this symbol; two must not trade on it.",
    remedy: "Stop the other process; if it no longer runs, remove the lock file that is named.",
  },
  PERSIST_ROW_FOREIGN: {
    errorClass: "PersistError",
    meaning: "A write would have replaced the stored signal of another exchange, strategy or symbol.",
    remedy:
      "Start the strategy the signal belongs to, or move the named document away; give each its own name.",
  },
  PERSIST_NOT_FOUND: {
    errorClass: "PersistError",
    meaning: "A document to read, to remove or to move aside does not exist.",
    remedy: "Ask hasValue first.",
  },
  PERSIST_INIT_FAILED: {
    errorClass: "PersistError",
    meaning: "The folder of a store could not be created or listed.",
    remedy: "See the cause; it is tried again at the next call.",
  },
  PERSIST_READ_FAILED: {
    errorClass: "PersistError",
    meaning: "A document could not be read, or its presence could not be checked.",
    remedy: "See the cause; the document was left alone.",
  },
  PERSIST_WRITE_FAILED: {
    errorClass: "PersistError",
    meaning: "A document could not be written durably, or not be moved aside.",
    remedy: "See the cause: a full disk, a missing folder or missing rights; then write again.",
  },
  PERSIST_REMOVE_FAILED: {
    errorClass: "PersistError",
    meaning: "A document could not be removed.",
    remedy: "See the cause, then remove it again.",
  },
  PERSIST_LIST_FAILED: {
    errorClass: "PersistError",
    meaning: "The documents of a store could not be counted or listed.",
    remedy: "See the cause; await waitForInit before listing.",
  },
  PERSIST_VALUE_INVALID: {
    errorClass: "PersistError",
    meaning: "A document holds something JSON cannot give back: undefined, NaN, an infinity, a function.",
    remedy: "Leave the named field out, or give it a finite value; nothing was written.",
  },
  PERSIST_NAME_INVALID: {
    errorClass: "PersistError",
    meaning: "A store or a document was given a name that is empty, or no text a file system can keep.",
    remedy: "Give a non-empty name of whole characters.",
  },
  PERSIST_NAME_COLLISION: {
    errorClass: "PersistError",
    meaning: "Two pairs of symbol and strategy would share one folder, such as A_B + C and A + B_C.",
    remedy: "Rename one of the named strategies.",
  },
  PERSIST_ADAPTER_INVALID: {
    errorClass: "PersistError",
    meaning: "What was given as a store class is no class, or its stores do not do what a store has to do.",
    remedy: "Give a class whose instances pass testPersistAdapter.",
  },
  ...TOOL_DESCRIPTIONS,
} as const satisfies Record<string, ErrorDescription>;

/** A stable error code. */
export type ErrorCode = keyof typeof DESCRIPTIONS;

/** Every error code of the library. */
export const ERROR_CATALOGUE: Readonly<Record<ErrorCode, ErrorDescription>> = DESCRIPTIONS;

import { RiskError } from "../errors/RiskError";
import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { IExecutionContext, IOptionalExecutionContextPort } from "../interfaces/Context.interface";
import type {
  IRiskParams,
  IRiskValidation,
  IRiskValidationFn,
  IRiskValidationPayload,
} from "../interfaces/Risk.interface";
import { runCall } from "../utils/call-chain";
import { describeValue } from "../utils/describe-value";
import { settleOnce } from "../utils/settle-once";
import { withTimeLimit } from "../utils/time-limit";
import { readAsUser } from "./read-as-user";

/** Why a profile says no. */
export interface RiskRefusal {
  /** The note of the validation, else the message of its error. */
  readonly reason: string;
  /** What the validation threw. */
  readonly error: unknown;
}

const toValidation = (entry: IRiskValidation | IRiskValidationFn): IRiskValidation =>
  typeof entry === "function" ? { validate: entry } : entry;

const describeError = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : describeValue(error);

/** Runs a user's rule at the instant of the tick; outside of a run there is none. The instant ends with the call. */
const runAtInstant = async (
  execution: IOptionalExecutionContextPort,
  context: IExecutionContext | undefined,
  wait: (run: (rule: () => unknown) => unknown) => Promise<unknown>,
): Promise<void> => {
  if (context === undefined) {
    await wait((rule) => runCall(execution, "user", () => settleOnce(rule())));
    return;
  }
  const { symbol, when, backtest } = context;
  const scope = execution.createUserScope({ symbol, time: when.getTime(), backtest });
  try {
    await wait((rule) => scope.run(rule));
  } finally {
    scope.close();
  }
};

/** Reads what a rule left as the rule itself could. */
const describeAtInstant = (
  execution: IOptionalExecutionContextPort,
  context: IExecutionContext | undefined,
  describe: () => string,
): string => {
  if (context === undefined) {
    return runCall(execution, "user", describe);
  }
  const { symbol, when, backtest } = context;
  return readAsUser(execution, { symbol, time: when.getTime(), backtest }, describe);
};

const askInTurn = async (
  validations: NonNullable<IRiskParams["validations"]>,
  params: IRiskParams,
  payload: IRiskValidationPayload,
): Promise<RiskRefusal | null> => {
  const { riskName, execution } = params;
  const limitSeconds = params.getSettings().CC_MAX_SIGNAL_GENERATION_SECONDS;
  const context = execution.peekContext();
  for (const [index, entry] of validations.entries()) {
    const validation = toValidation(entry);
    const createTimeout = (): RiskError =>
      new RiskError(
        "RISK_TIMEOUT",
        `validation ${index + 1} of risk ${riskName} did not answer within ${limitSeconds} s; the signal of ${payload.strategyName} on ${payload.symbol} is refused`,
      );
    try {
      await runAtInstant(execution, context, (run) =>
        withTimeLimit(() => run(() => validation.validate(payload)), limitSeconds * 1000, createTimeout),
      );
    } catch (error) {
      // Fields of what a user has thrown or written may be code of the user, too.
      const describe = (): string => validation.note || describeError(error);
      return { reason: describeAtInstant(execution, context, describe), error };
    }
  }
  return null;
};

/**
 * Asks the validations of a profile in order, each under the time limit.
 * @returns the first refusal, or nothing when all agree
 */
export const findRefusal = (
  params: IRiskParams,
  payload: IRiskValidationPayload,
): Awaitable<RiskRefusal | null> => {
  const { validations = [] } = params;
  return validations.length === 0 ? null : askInTurn(validations, params, payload);
};

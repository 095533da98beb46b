import { vi } from "vitest";
import { ClientRisk } from "../../../src/client/ClientRisk";
import type {
  IRisk,
  IRiskActivePosition,
  IRiskCheckArgs,
  IRiskParams,
  IRiskPersistence,
  IRiskRejection,
  IRiskReservation,
  IRiskValidationPayload,
} from "../../../src/interfaces/Risk.interface";
import type { ISignalDto } from "../../../src/interfaces/Signal.interface";
import { ExecutionContextService } from "../../../src/lib/services/context/ExecutionContextService";
import { MethodContextService } from "../../../src/lib/services/context/MethodContextService";
import { longRow, SETTINGS, T0 } from "./signal-fixtures";

const ignore = (): void => undefined;

export const SILENT_LOGGER = { log: ignore, debug: ignore, info: ignore, warn: ignore };

export const SIGNAL: ISignalDto = Object.freeze({
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 90,
  minuteEstimatedTime: 60,
});

/** What a profile is asked for (strategy, symbol). */
export const ask = (
  strategyName = "s1",
  symbol = "BTCUSDT",
  changes: Partial<IRiskCheckArgs> = {},
): IRiskCheckArgs => ({
  symbol,
  strategyName,
  pendingSignal: SIGNAL,
  exchangeName: "exchange",
  currentPrice: 100,
  timestamp: T0,
  ...changes,
});

/** The position of (strategy, symbol). */
export const position = (strategyName = "s1", symbol = "BTCUSDT"): IRiskActivePosition => ({
  signal: longRow({ strategyName, symbol }),
  symbol,
  strategyName,
  exchangeName: "exchange",
  openTimestamp: T0,
});

/** A rule that refuses from `limit` positions on. */
export const limitTo =
  (limit: number) =>
  ({ activePositionCount }: IRiskValidationPayload): void => {
    if (activePositionCount >= limit) {
      throw new Error(`max ${limit}`);
    }
  };

/** A profile with recorded effects. */
export const createProfile = (changes: Partial<IRiskParams> = {}) => {
  const onRejected = vi.fn<(rejection: IRiskRejection, backtest: boolean) => Promise<void>>(() =>
    Promise.resolve(),
  );
  const onValidationError = vi.fn<(error: unknown) => Promise<void>>(() => Promise.resolve());
  const reportError = vi.fn<(error: unknown) => void>();
  const persistence = {
    read: vi.fn<IRiskPersistence["read"]>(() => Promise.resolve([])),
    write: vi.fn<IRiskPersistence["write"]>(() => Promise.resolve()),
    hold: vi.fn<IRiskPersistence["hold"]>(() => Promise.resolve()),
    letGo: vi.fn<IRiskPersistence["letGo"]>(() => Promise.resolve(true)),
  };
  const risk = new ClientRisk({
    riskName: "profile",
    backtest: true,
    validations: undefined,
    callbacks: undefined,
    logger: SILENT_LOGGER,
    execution: new ExecutionContextService(),
    method: new MethodContextService(),
    getSettings: () => SETTINGS,
    persistence,
    onRejected,
    onValidationError,
    reportError,
    ...changes,
  });
  return { risk, onRejected, onValidationError, reportError, persistence };
};

/** Takes a place that must be free. */
export const reserveOrFail = async (
  risk: Pick<IRisk, "reserve">,
  params: IRiskCheckArgs = ask(),
): Promise<IRiskReservation> => {
  const decision = await risk.reserve(params);
  if (!decision.allowed) {
    throw new Error(`refused: ${decision.reason}`);
  }
  return decision.reservation;
};

/** What a strategy that holds nothing would see in a profile; through a rule that allows everything. */
export const listPositions = async (
  risk: Pick<IRisk, "checkSignal">,
  seen: readonly IRiskValidationPayload[],
): Promise<readonly IRiskActivePosition[]> => {
  await risk.checkSignal(ask("nobody", "NONE"));
  return seen.at(-1)?.activePositions ?? [];
};

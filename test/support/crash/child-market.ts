import { addExchange, addRisk, addStrategy } from "../../../src/index";
import type { IStrategyCallbacks, IStrategySchema } from "../../../src/index";
import { getClock } from "../../../src/utils/clock";
import { createMemoryExchange, MINUTE, START } from "../market";
import type { ChildLog } from "./child-log";
import type { AbsentMinutes } from "./plan";
import type { CrashSession, CrashStrategy } from "./session";
import { EXCHANGE, STRATEGIES } from "./session";

/** The profile that counts positions, and one that allows everything. */
const COUNTING_PROFILE = "desk";
const OPEN_PROFILE = "house";

const addMarket = ({ candles }: CrashSession): void => {
  const { schema } = createMemoryExchange(EXCHANGE, candles);
  addExchange({
    ...schema,
    getCandles: async (...args) =>
      (await schema.getCandles(...args)).filter(({ timestamp }) => timestamp + MINUTE <= getClock().now()),
  });
};

const addProfiles = (): void => {
  addRisk({
    riskName: COUNTING_PROFILE,
    validations: [
      ({ activePositionCount }) => {
        if (activePositionCount > 0) {
          throw new Error("one position at a time");
        }
      },
    ],
  });
  addRisk({ riskName: OPEN_PROFILE, validations: [] });
};

const createCallbacks = (log: ChildLog): Partial<IStrategyCallbacks> => {
  const write = (name: string, id: string | null, price: number | null): void =>
    log.write({ type: "callback", name, id, price });
  return {
    onOpen: (_symbol, row, price) => write("onOpen", row.id, price),
    onActive: (_symbol, row, price) => write("onActive", row.id, price),
    onSchedule: (_symbol, row, price) => write("onSchedule", row.id, price),
    onClose: (_symbol, row, price) => write("onClose", row.id, price),
    onCancel: (_symbol, row, price) => write("onCancel", row.id, price),
    onWrite: (_symbol, row) => write("onWrite", row?.id ?? null, null),
  };
};

const createAnswers = (
  { offers }: CrashSession,
  name: CrashStrategy,
  absent: AbsentMinutes | undefined,
): IStrategySchema["getSignal"] => {
  const isAnswered = (minute: number, id: string): boolean =>
    absent === undefined || minute < absent.from || minute >= absent.until || absent.except.includes(id);
  return (_symbol, when) => {
    const minute = Math.floor((when.getTime() - START) / MINUTE);
    const found = offers.find(
      ({ strategyName, minutes, signal }) =>
        strategyName === name && minutes.includes(minute) && isAnswered(minute, signal.id),
    );
    return Promise.resolve(found?.signal ?? null);
  };
};

/** Registers everything a session names. */
export const registerSession = (
  session: CrashSession,
  log: ChildLog,
  absent: AbsentMinutes | undefined,
): void => {
  addMarket(session);
  addProfiles();
  for (const strategyName of STRATEGIES) {
    addStrategy({
      strategyName,
      interval: "1m",
      riskName: COUNTING_PROFILE,
      riskList: [OPEN_PROFILE],
      callbacks: createCallbacks(log),
      getSignal: createAnswers(session, strategyName, absent),
    });
  }
};

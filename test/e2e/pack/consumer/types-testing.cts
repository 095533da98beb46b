import { PersistBase, addExchange } from "backtest-connection-kit";
import { ERROR_CATALOGUE } from "backtest-connection-kit/errors";
import type { ErrorCode } from "backtest-connection-kit/errors";
import {
  createMockExchange,
  createSimulatedClock,
  setClock,
  testPersistAdapter,
} from "backtest-connection-kit/testing";
import type { MockExchange, SimulatedClock } from "backtest-connection-kit/testing";

const exchange: MockExchange = createMockExchange({ exchangeName: "mock", start: 0 });
const clock: SimulatedClock = createSimulatedClock({ start: 0 });

export const run = async (): Promise<number> => {
  addExchange(exchange.schema);
  const restoreClock = setClock(clock);
  await clock.advance(1000);
  restoreClock();
  return testPersistAdapter(PersistBase).length;
};

export const explain = (code: ErrorCode): string => ERROR_CATALOGUE[code].remedy;

import { PersistBase, addExchange } from "backtest-connection-kit";
import type { ICandleData, IPersistBase, TPersistBaseCtor } from "backtest-connection-kit";
import { ERROR_CATALOGUE } from "backtest-connection-kit/errors";
import type { ErrorCode } from "backtest-connection-kit/errors";
import {
  createMemoryPersist,
  createMockExchange,
  createSimulatedClock,
  setClock,
  testPersistAdapter,
} from "backtest-connection-kit/testing";
import type {
  Clock,
  MockExchange,
  MockExchangeCall,
  MockFault,
  MockFaultHandle,
  PersistConformanceCheck,
  SimulatedClock,
} from "backtest-connection-kit/testing";

const FAULTS: readonly MockFault[] = [
  { kind: "throw", error: new Error("HTTP 500") },
  { kind: "garbage", value: "spike" },
  { kind: "change", change: (rows: ICandleData[], call: MockExchangeCall) => rows.slice(call.limit) },
];

export const run = async (): Promise<number> => {
  const clock: SimulatedClock = createSimulatedClock({ start: 0 });
  const restoreClock: () => void = setClock(clock);
  const exchange: MockExchange = createMockExchange({ exchangeName: "mock", start: 0, seed: 3 });
  addExchange({ ...exchange.schema, timeoutMs: 1000 });
  exchange.setPrice(0, 60_000, (time) => 100 + time);
  const handles: MockFaultHandle[] = FAULTS.map((fault) => exchange.addFault(fault, { calls: 1 }));
  handles.forEach((handle) => handle.release());
  await clock.advance(60_000);
  restoreClock();
  const other: Clock = clock;
  return other.now();
};

export const ownMinutes = (minutes: readonly ICandleData[]): MockExchange =>
  createMockExchange({ exchangeName: "own", minutes });

// @ts-expect-error A market from a seed needs a start.
export const incomplete = (): MockExchange => createMockExchange({ exchangeName: "mock", seed: 1 });

const classes: TPersistBaseCtor[] = [createMemoryPersist(), PersistBase];

export const checks: PersistConformanceCheck[] = classes.flatMap((storeClass) =>
  testPersistAdapter(storeClass),
);

export const store: IPersistBase = new (createMemoryPersist())("name", "folder");

export const explain = (code: ErrorCode): string => ERROR_CATALOGUE[code].remedy;

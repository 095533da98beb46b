/** The entry `backtest-connection-kit/testing`: what unit tests of strategies and of persistence adapters need. */
export { createMemoryPersist } from "./memory-persist";
export type { MemoryStore, MemoryStoreClass } from "./memory-persist";
export type { MockExchangeCall } from "./mock-call";
export { createMockExchange } from "./mock-exchange";
export type {
  MockCandleChange,
  MockChangeOptions,
  MockExchange,
  MockExchangeBaseOptions,
  MockExchangeOptions,
  MockMarketOptions,
  MockMinutesOptions,
} from "./mock-exchange-types";
export type {
  MockChangeFault,
  MockDuplicatesFault,
  MockEmptyFault,
  MockFault,
  MockFaultHandle,
  MockFaultScope,
  MockGarbage,
  MockGarbageFault,
  MockHangFault,
  MockOutsideFault,
  MockSlowFault,
  MockThrowFault,
  MockTruncatedFault,
  MockUnsortedFault,
} from "./mock-fault-types";
export { testPersistAdapter } from "./persist-conformance";
export type { PersistConformanceCheck, PersistConformanceOptions } from "./persist-conformance";
export { createSimulatedClock } from "./simulated-clock";
export type { SimulatedClock, SimulatedClockOptions } from "./simulated-clock";
export { getClock, setClock } from "../utils/clock";
export type { Clock, Timer } from "../utils/clock";

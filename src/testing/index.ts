/** The entry `backtest-connection-kit/testing`: what unit tests of strategies and of persistence adapters need. */
export { createMemoryPersist } from "./memory-persist";
export type { MemoryStore, MemoryStoreClass } from "./memory-persist";
export { testPersistAdapter } from "./persist-conformance";
export type { PersistConformanceCheck, PersistConformanceOptions } from "./persist-conformance";
export { createSimulatedClock } from "./simulated-clock";
export type { SimulatedClock, SimulatedClockOptions } from "./simulated-clock";
export { getClock, setClock } from "../utils/clock";
export type { Clock, Timer } from "../utils/clock";

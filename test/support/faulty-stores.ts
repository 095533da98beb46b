import {
  PersistPartialAdapter,
  PersistRiskAdapter,
  PersistScheduleAdapter,
  PersistSignalAdapter,
} from "../../src/index";
import type { EntityId } from "../../src/index";
import type { MemoryStoreClass } from "../../src/testing/memory-persist";
import { createMemoryPersist } from "../../src/testing/memory-persist";
import { getClock } from "../../src/utils/clock";

/** What goes wrong with one call of a store. */
export interface StoreFault {
  /** The call fails with an error of this code. */
  readonly code?: string;
  /** What was to be written is written all the same. */
  readonly isLanding?: boolean;
  /** How long it takes, ms. */
  readonly delayMs?: number;
}

/** Which stores. */
export type StoreKind = "signal" | "schedule" | "risk" | "partial";

/** Says what goes wrong with the next call; `null` for nothing. */
export type FaultSource = (kind: StoreKind, operation: "read" | "write") => StoreFault | null;

const createDiskError = (code: string, operation: string): Error =>
  Object.assign(new Error(`${code}: the disk refuses to ${operation}`), { code });

/** Stores in memory whose disk has bad moments. */
const createFaultyPersist = (kind: StoreKind, nextFault: FaultSource): MemoryStoreClass => {
  const disturb = async (operation: "read" | "write", land: () => Promise<void>): Promise<void> => {
    const { code, delayMs = 0, isLanding = false } = nextFault(kind, operation) ?? {};
    if (delayMs > 0) {
      await new Promise<void>((resolve) => getClock().setTimer(resolve, delayMs));
    }
    if (code === undefined || isLanding) {
      await land();
    }
    if (code !== undefined) {
      throw createDiskError(code, operation);
    }
  };
  return class extends createMemoryPersist() {
    public override async readValue<T>(entityId: EntityId): Promise<T> {
      await disturb("read", () => Promise.resolve());
      return await super.readValue<T>(entityId);
    }

    public override async writeValue(entityId: EntityId, entity: unknown): Promise<void> {
      await disturb("write", () => super.writeValue(entityId, entity));
    }
  };
};

/** All four adapters use stores in memory that fail as they are told; they find nothing of an earlier test. */
export const useFaultyStores = (nextFault: FaultSource): void => {
  PersistSignalAdapter.usePersistSignalAdapter(createFaultyPersist("signal", nextFault));
  PersistScheduleAdapter.usePersistScheduleAdapter(createFaultyPersist("schedule", nextFault));
  PersistRiskAdapter.usePersistRiskAdapter(createFaultyPersist("risk", nextFault));
  PersistPartialAdapter.usePersistPartialAdapter(createFaultyPersist("partial", nextFault));
};

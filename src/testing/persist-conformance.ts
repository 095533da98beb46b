import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TPersistBaseCtor } from "../interfaces/Persist.interface";
import { getClock } from "../utils/clock";
import { PersistChecker } from "./persist-checker";
import { createPersistChecks } from "./persist-checks";

/** How an adapter class is checked. */
export interface PersistConformanceOptions {
  /** Second argument of the class. Default: a temporary folder for each check, removed after it. */
  readonly baseDir?: string;
  /** First argument of the class: a name that has never been used, at each call. Default: a random one. */
  readonly createEntityName?: () => string;
  /**
   * Whether a document lives no longer than the store object that holds it. Such a class cannot keep live positions across
   * a restart, and is only good for tests. Default `false`.
   */
  readonly isVolatile?: boolean;
}

/** One check of an adapter class. */
export interface PersistConformanceCheck {
  /** What a store has to do, as a title of a test. */
  readonly name: string;
  /** @throws PersistError `PERSIST_ADAPTER_INVALID` saying what the class did, or what the class itself threw */
  readonly run: () => Promise<void>;
}

const runInFolder = async (
  baseDir: string | undefined,
  run: (baseDir: string) => Promise<void>,
): Promise<void> => {
  if (baseDir !== undefined) {
    await run(baseDir);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), "persist-conformance-"));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * What a class of stores has to do so that live positions are safe in it, as checks for any test runner. Each check uses
 * stores of its own, and can run alone.
 * @param storeClass - what would be given to the `use…Adapter` functions
 * @example
 * for (const { name, run } of testPersistAdapter(MyStore)) {
 *   it(name, run);
 * }
 */
export const testPersistAdapter = (
  storeClass: TPersistBaseCtor,
  options: PersistConformanceOptions = {},
): PersistConformanceCheck[] => {
  const { isVolatile = false, createEntityName = () => `conformance-${getClock().randomId()}` } = options;
  return createPersistChecks(isVolatile).map(({ name, check }) => ({
    name,
    run: () =>
      runInFolder(options.baseDir, (baseDir) =>
        check(new PersistChecker(storeClass, baseDir, createEntityName)),
      ),
  }));
};

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { errorEmitter } from "../../../../../src/config/emitters";
import type { ILogger } from "../../../../../src/interfaces/Logger.interface";
// The container gives the stores their logger.
import { lib } from "../../../../../src/lib/index";

/** What a fake system call fails with. */
export const createSystemError = (code: string): Error =>
  Object.assign(new Error(`${code}: it went wrong`), { code });

/** A temporary folder for each test. */
export const useFolder = () => {
  const state = { path: "" };
  beforeEach(() => {
    state.path = mkdtempSync(join(tmpdir(), "persist-test-"));
  });
  afterEach(() => {
    rmSync(state.path, { recursive: true, force: true });
  });
  return {
    get path(): string {
      return state.path;
    },
    /** Writes a file below the folder, as somebody else would. */
    put: (file: string, text: string | Uint8Array): string => {
      const path = join(state.path, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    /** The files of a folder below it. */
    list: (folder = "."): string[] => readdirSync(join(state.path, folder)).sort(),
  };
};

/** What listenError and the logger hear. */
export const useReports = () => {
  const errors: unknown[] = [];
  const warnings: unknown[][] = [];
  let detach = (): void => undefined;
  beforeEach(() => {
    errors.length = 0;
    warnings.length = 0;
    const ignore = (): void => undefined;
    const logger: ILogger = {
      log: ignore,
      debug: ignore,
      info: ignore,
      warn: (...line) => void warnings.push(line),
    };
    lib.loggerService.setLogger(logger);
    detach = errorEmitter.attach((error) => void errors.push(error));
  });
  afterEach(() => {
    detach();
  });
  return { errors, warnings };
};

/** A promise others wait for, and what resolves it. */
export const createGate = () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
};

/**
 * A temporary working directory for the tests of a file, in which the default stores have their folders. All of them share
 * it, since it is looked up once per process.
 */
export const useWorkingFolder = () => {
  const before = process.cwd();
  const state = { path: "" };
  beforeAll(() => {
    state.path = mkdtempSync(join(tmpdir(), "persist-root-"));
    process.chdir(state.path);
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(state.path, { recursive: true, force: true });
  });
  return {
    get path(): string {
      return state.path;
    },
    put: (file: string, text: string): string => {
      const path = join(state.path, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    read: (file: string): unknown => JSON.parse(readFileSync(join(state.path, file), "utf8")),
    list: (folder: string): string[] => readdirSync(join(state.path, folder)).sort(),
  };
};

/** A name no other test has. */
export const createName = (
  (count) => (prefix: string) =>
    `${prefix}${(count += 1)}`
)(0);

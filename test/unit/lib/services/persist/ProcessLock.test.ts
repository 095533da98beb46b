import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ProcessLock } from "../../../../../src/lib/services/persist/ProcessLock";
import { PROJECT_ROOT } from "../../../../support/child-process";
import { START } from "../../../../support/market";

const LOCKED: unknown = expect.objectContaining({ code: "PERSIST_LOCKED" });

let folder: string;
let children: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
  children = [];
});

afterEach(async () => {
  children.forEach((child) => child.kill("SIGKILL"));
  await rm(folder, { recursive: true, force: true });
});

const readLock = async (): Promise<Record<string, unknown>> => {
  const lock: unknown = JSON.parse(await readFile(join(folder, ".lock"), "utf8"));
  return lock as Record<string, unknown>;
};

const writeLock = (holder: unknown): Promise<void> =>
  writeFile(join(folder, ".lock"), typeof holder === "string" ? holder : JSON.stringify(holder));

/** Another process that tries to take the lock, and lives until it is killed if it got it. */
const startHolder = async (): Promise<{ child: ChildProcess; hasLock: boolean }> => {
  const program = `
    import { ProcessLock } from ${JSON.stringify(join(PROJECT_ROOT, "src/lib/services/persist/ProcessLock.ts"))};
    await new ProcessLock(${JSON.stringify(folder)}).hold();
    process.stdout.write("held");
    setInterval(() => undefined, 1000);
  `;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    cwd: PROJECT_ROOT,
    stdio: ["ignore", "pipe", "ignore"],
  });
  children.push(child);
  const hasLock = await Promise.race([
    once(child.stdout, "data").then(() => true),
    once(child, "exit").then(() => false),
  ]);
  return { child, hasLock };
};

describe("one process at a time works in a folder (pitfall 111)", () => {
  it("the holder may show itself again and again, also through another store of the process", async () => {
    await new ProcessLock(folder).hold();
    await new ProcessLock(folder).hold();
    expect(await readLock()).toMatchObject({ pid: process.pid });
    expect(await readdir(folder)).toEqual([".lock"]);
  });

  it("another living process is refused, and named", async () => {
    const { child } = await startHolder();
    await expect(new ProcessLock(folder).hold()).rejects.toMatchObject({
      code: "PERSIST_LOCKED",
      message: expect.stringContaining(`process ${child.pid}`),
    });
  });

  it("the lock of a process that was killed is taken over at once", async () => {
    const { child } = await startHolder();
    child.kill("SIGKILL");
    await once(child, "exit");
    await new ProcessLock(folder).hold();
    expect(await readLock()).toMatchObject({ pid: process.pid });
  });

  it.runIf(existsSync("/proc/self/stat"))(
    "a killed process that nobody has reaped yet is dead all the same",
    async () => {
      // What replaces the shell does not know of the child the shell started, and never reaps it.
      const parent = spawn("sh", ["-c", 'sleep 60 & echo "$!"; exec sleep 60'], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      children.push(parent);
      const pid = Number(String(await once(parent.stdout, "data")));
      const read = (name: string): Promise<string> => readFile(`/proc/${name}`, "utf8");
      await vi.waitUntil(async () => (await read(`${parent.pid}/comm`)) === "sleep\n", { timeout: 10_000 });
      process.kill(pid, "SIGKILL");
      await vi.waitUntil(async () => (await read(`${pid}/stat`)).includes(") Z "), { timeout: 10_000 });
      await new ProcessLock(folder).hold();
      await writeLock({ ...(await readLock()), pid, startedAt: null });
      await new ProcessLock(folder).hold();
      expect(await readLock()).toMatchObject({ pid: process.pid });
    },
  );

  it("a process with the same number that started at another time is another one", async () => {
    await new ProcessLock(folder).hold();
    await writeLock({ ...(await readLock()), startedAt: "1" });
    const lock = new ProcessLock(folder);
    await lock.hold();
    expect(await readLock()).not.toMatchObject({ startedAt: "1" });
  });

  it("another copy of the library in this process is refused: it has a registry of its own, and would trade too", async () => {
    await new ProcessLock(folder).hold();
    await writeLock({ ...(await readLock()), copy: "another" });
    await expect(new ProcessLock(folder).hold()).rejects.toMatchObject({
      code: "PERSIST_LOCKED",
      message: expect.stringContaining("another copy of this library in this process"),
    });
  });

  it("a holder on another machine lives until it has been silent for four minutes", async () => {
    await writeLock({ pid: 1, host: `not-${hostname()}`, startedAt: null, copy: "x" });
    await expect(new ProcessLock(folder).hold()).rejects.toEqual(LOCKED);
    const { mtimeMs } = await stat(join(folder, ".lock"));
    await utimes(join(folder, ".lock"), mtimeMs / 1000, mtimeMs / 1000 - 241);
    await new ProcessLock(folder).hold();
    expect(await readLock()).toMatchObject({ pid: process.pid });
  });

  it.each(["", "{", "null", '{"pid":"x"}'])("a file that says %j is no lock", async (text) => {
    await writeLock(text);
    await new ProcessLock(folder).hold();
    expect(await readLock()).toMatchObject({ pid: process.pid });
  });

  it("a folder in the place of the lock is no lock, whatever lies in it", async () => {
    await mkdir(join(folder, ".lock", "inner"), { recursive: true });
    await writeFile(join(folder, ".lock", "inner", "file"), "");
    await new ProcessLock(folder).hold();
    expect(await readLock()).toMatchObject({ pid: process.pid });
    expect(await readdir(folder)).toEqual([".lock"]);
  });

  it.each([999999999, process.pid])(
    "a folder under the name a process would take the lock by is removed (process %d)",
    async (pid) => {
      await mkdir(join(folder, `.lock-${pid}`, "inner"), { recursive: true });
      await new ProcessLock(folder).hold();
      expect(await readLock()).toMatchObject({ pid: process.pid });
      expect(await readdir(folder)).toEqual([".lock"]);
    },
  );

  it("what a process left that died while it took the lock is removed", async () => {
    await writeFile(join(folder, ".lock-999999999"), "{}");
    await writeFile(join(folder, ".lock-1"), "{}");
    await new ProcessLock(folder).hold();
    expect((await readdir(folder)).toSorted()).toEqual([".lock", ".lock-1"]);
  });

  it("a lock that somebody else took meanwhile is noticed at the next tick", async () => {
    const lock = new ProcessLock(folder);
    await lock.hold();
    await writeLock({ pid: 1, host: `not-${hostname()}`, startedAt: null, copy: "x" });
    await expect(lock.hold()).rejects.toEqual(LOCKED);
    await lock.release();
    expect(await readLock()).toMatchObject({ pid: 1 });
  });

  it("release removes the own lock, once, and no other", async () => {
    const lock = new ProcessLock(folder);
    await lock.release();
    await lock.hold();
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
    await writeLock({ pid: 1, host: "elsewhere", startedAt: null, copy: "x" });
    await lock.release();
    expect(await readdir(folder)).toEqual([".lock"]);
  });

  it("of several that find a dead lock only one gets it", async () => {
    await writeLock({ pid: 1, host: "elsewhere", startedAt: null, copy: "x" });
    const long = START / 1000;
    await utimes(join(folder, ".lock"), long, long);
    const holders = await Promise.all([startHolder(), startHolder(), startHolder()]);
    expect(holders.filter(({ hasLock }) => hasLock)).toHaveLength(1);
  });

  it("a disk that cannot keep a lock keeps nobody out", async () => {
    const lock = new ProcessLock(join(folder, "not", "there"));
    await lock.hold();
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });
});

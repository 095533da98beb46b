import { link, readdir, readFile, readlink, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { PersistError } from "../../../errors/PersistError";
import { createMachineId, readMachineTime } from "../../../utils/clock";
import { onFirstUse } from "../../../utils/on-first-use";
import { isMissing, readErrorCode } from "../../../utils/system-error";

/** Who holds a folder, as its lock file says. */
interface LockHolder {
  readonly pid: number;
  /** Its machine and, in a container, its world of process numbers. */
  readonly host: string;
  /** When the process started, by the kernel's count; another process with the same number has another one. */
  readonly startedAt: string | null;
  /** Which copy of the library in the process: `import`, `require` and each worker have one of their own. */
  readonly copy: string;
}

/**
 * A holder on another machine or in another container cannot be asked whether it lives; it is taken for dead when it has
 * been silent for so long. It speaks with every tick, and a tick may wait three minutes for a signal.
 */
const SILENCE_MS = 240_000;

const LOCK_FILE = ".lock";

/** A lock on its way to its place, by the process that takes it. */
const DRAFT_NAME = /^\.lock-(\d+)$/;

/** What the kernel says of a process, where it can be asked; `null` for one it does not know. */
interface ProcessState {
  /** Killed, and only not yet asked for its exit code by its parent. */
  readonly isOver: boolean;
  readonly startedAt: string | null;
}

/** Fields 3 and 22 of `/proc/<pid>/stat`. The name in field 2 may hold spaces and brackets. */
const readProcessState = async (pid: number): Promise<ProcessState | null> => {
  try {
    const line = await readFile(`/proc/${pid}/stat`, "utf8");
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    return { isOver: ["Z", "X"].includes(fields[0] ?? ""), startedAt: fields[19] ?? null };
  } catch {
    return null;
  }
};

/** Whether there is a process with that number, also one that is over. */
const isKnown = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process lives all the same.
    return readErrorCode(error) === "EPERM";
  }
};

const isSame = (left: LockHolder, right: LockHolder): boolean =>
  left.pid === right.pid &&
  left.host === right.host &&
  left.startedAt === right.startedAt &&
  left.copy === right.copy;

const isHolder = (value: unknown): value is LockHolder =>
  typeof value === "object" &&
  value !== null &&
  "pid" in value &&
  typeof value.pid === "number" &&
  "host" in value &&
  typeof value.host === "string" &&
  "startedAt" in value &&
  (typeof value.startedAt === "string" || value.startedAt === null) &&
  "copy" in value &&
  typeof value.copy === "string";

const getCopy = onFirstUse(createMachineId);

/** Removes a file, or a folder with what lies in it. */
const remove = (path: string): Promise<void> => rm(path, { force: true, recursive: true });

let self: Promise<LockHolder> | null = null;

const readSelf = async (): Promise<LockHolder> => {
  const numbers = await readlink("/proc/self/ns/pid").catch(() => "");
  return {
    copy: getCopy(),
    pid: process.pid,
    host: `${hostname()} ${numbers}`.trim(),
    startedAt: (await readProcessState(process.pid))?.startedAt ?? null,
  };
};

const describeSelf = (): Promise<LockHolder> => (self ??= readSelf());

/**
 * Keeps a second process out of a folder: two bots must not trade on the same documents. The lock of a process that has
 * died, also by `kill -9`, is taken over at once; that of another machine or container when it has been silent for four minutes.
 */
export class ProcessLock {
  private readonly path: string;
  private isHeld = false;

  /** @param folder - absolute */
  public constructor(private readonly folder: string) {
    this.path = join(folder, LOCK_FILE);
  }

  /**
   * Takes the lock, or shows that it is still held. A disk that cannot keep a lock keeps nobody out, and does not keep a
   * position from being watched.
   * @throws PersistError `PERSIST_LOCKED` while another process holds it
   */
  public async hold(): Promise<void> {
    const me = await describeSelf();
    const holder = await this.readHolder();
    if (holder !== null && isSame(holder, me)) {
      await this.touch();
      this.isHeld = true;
      return;
    }
    this.isHeld = false;
    if (holder !== null && !(await this.isDead(holder))) {
      this.refuse(holder);
    }
    await this.take(me, holder);
  }

  /** Gives the lock back, if this process has it. */
  public async release(): Promise<void> {
    if (!this.isHeld) {
      return;
    }
    this.isHeld = false;
    const holder = await this.readHolder();
    if (holder !== null && isSame(holder, await describeSelf())) {
      await rm(this.path, { force: true });
    }
  }

  private async take(me: LockHolder, dead: LockHolder | null): Promise<void> {
    const draft = `${this.path}-${process.pid}`;
    try {
      await this.sweepDrafts();
      await this.removeDead(dead, draft);
      // Linked into its place as a whole: nobody ever sees half a lock.
      await writeFile(draft, JSON.stringify(me), { mode: 0o600 });
      await link(draft, this.path);
      this.isHeld = true;
    } catch (error) {
      if (readErrorCode(error) === "EEXIST") {
        this.refuse(await this.readHolder());
      }
      if (error instanceof PersistError) {
        throw error;
      }
    } finally {
      await remove(draft).catch(() => undefined);
    }
  }

  /**
   * Moves whatever is in the way, a dead lock or a file or folder that is none, away under a name of its own. If another
   * process was faster, what was moved is its new lock: then it is put back.
   */
  private async removeDead(dead: LockHolder | null, moved: string): Promise<void> {
    try {
      await rename(this.path, moved);
    } catch (error) {
      if (isMissing(error)) {
        return;
      }
      throw error;
    }
    const holder = await this.parse(moved);
    if (holder !== null && (dead === null || !isSame(holder, dead))) {
      await rename(moved, this.path);
      this.refuse(holder);
    }
    await remove(moved);
  }

  /** Removes what processes have left behind that died while they took the lock, and folders, which are never a draft. */
  private async sweepDrafts(): Promise<void> {
    for (const entry of await readdir(this.folder, { withFileTypes: true })) {
      const [, pid] = DRAFT_NAME.exec(entry.name) ?? [];
      if (pid !== undefined && (entry.isDirectory() || !isKnown(Number(pid)))) {
        // One that cannot be removed is in nobody's way but its own process's.
        await remove(join(this.folder, entry.name)).catch(() => undefined);
      }
    }
  }

  private async isDead(holder: LockHolder): Promise<boolean> {
    const me = await describeSelf();
    if (holder.host !== me.host) {
      const { mtimeMs } = await stat(this.path);
      return readMachineTime() - mtimeMs > SILENCE_MS;
    }
    if (!isKnown(holder.pid)) {
      return true;
    }
    const state = await readProcessState(holder.pid);
    if (state === null) {
      return false;
    }
    const isAnother = holder.startedAt !== null && state.startedAt !== holder.startedAt;
    return state.isOver || isAnother;
  }

  /** Shows others that the holder lives. */
  private async touch(): Promise<void> {
    const now = readMachineTime() / 1000;
    await utimes(this.path, now, now).catch(() => undefined);
  }

  private async readHolder(): Promise<LockHolder | null> {
    return await this.parse(this.path);
  }

  private async parse(path: string): Promise<LockHolder | null> {
    try {
      const value: unknown = JSON.parse(await readFile(path, "utf8"));
      return isHolder(value) ? value : null;
    } catch {
      return null;
    }
  }

  private refuse(holder: LockHolder | null): never {
    const isOwn = holder?.pid === process.pid;
    const who =
      holder === null
        ? "another process"
        : `${isOwn ? "another copy of this library in this process," : "process"} ${holder.pid} on ${holder.host}`;
    throw new PersistError(
      "PERSIST_LOCKED",
      `${this.folder} is in use by ${who}: the same strategy must not trade twice. Stop that one; if it no longer runs, remove ${this.path}`,
    );
  }
}

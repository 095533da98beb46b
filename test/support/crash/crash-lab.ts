import { access, constants, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom, MINUTE } from "../market";
import { bundleChild } from "./bundle";
import { listRelativeFiles, readDisk } from "./disk";
import { describeAbsence, Expectations } from "./expectation";
import type { CrashCase } from "./crash-case";
import type { ChildPlan, DiskState, ListedHit } from "./plan";
import { RESTART_SCOPE } from "./plan";
import type { CrashPoint, RestartListing, SessionListing } from "./points";
import { chooseDecided, choosePoints, chooseRestartPoints, findScopes } from "./points";
import type { ChildEnd } from "./run-child";
import { runChild } from "./run-child";
import { getSession, SESSIONS, toTime } from "./session";
import { judge } from "./verdict";

/** How a crash at one point went. */
export interface CrashResult {
  readonly point: CrashPoint;
  /** Milliseconds between the crash and the restart. */
  readonly delay: number;
  /** What was broken; nothing when it passed. */
  readonly problems: readonly string[];
}

/** Where the processes of one case live, one after the other. */
interface CasePlace {
  readonly root: string;
  /** Their working directory. */
  readonly folder: string;
  /** How many there were. */
  lives: number;
}

/** A kill leaves what is in a file system in memory as it is, and nobody has to wait for a disk. */
const MEMORY_FOLDER = "/dev/shm";

const findTemporaryFolder = async (): Promise<string> =>
  await access(MEMORY_FOLDER, constants.W_OK).then(
    () => MEMORY_FOLDER,
    () => tmpdir(),
  );

/** Share of the restarts that come later than the crash. */
const LATE_SHARE = 0.25;

/** A restart may also come in the middle of a minute. */
const LATE_DELAYS = [2 * MINUTE, 4 * MINUTE + 17_000];

/** Bundles the child, finds the points, and crashes it at them. Everything lies in one temporary folder. */
export class CrashLab {
  private readonly expectations: Expectations;

  private constructor(
    private readonly directory: string,
    private readonly bundle: string,
    private readonly seed: number,
  ) {
    this.expectations = new Expectations(bundle, directory);
  }

  /** @param seed - decides which restarts come late */
  public static async open(seed: number): Promise<CrashLab> {
    const directory = await mkdtemp(join(await findTemporaryFolder(), "crash-"));
    return new CrashLab(directory, await bundleChild(directory), seed);
  }

  /** Removes the folder. */
  public async close(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Runs every session without a crash, and restarts after crashes, and lists where they could crash. */
  public async findPoints(): Promise<CrashPoint[]> {
    const listings: SessionListing[] = [];
    for (const session of Object.keys(SESSIONS)) {
      listings.push(await this.listSession(session));
    }
    const points = choosePoints(listings);
    const restarts: RestartListing[] = [];
    for (const earlier of chooseDecided(points)) {
      restarts.push({ earlier, hits: await this.listRestart(earlier) });
    }
    return [...points, ...chooseRestartPoints(restarts, points.length + 1)];
  }

  /** Kills the child at a point, starts another one on what it left, and judges both. */
  public async crashAt(point: CrashPoint): Promise<CrashResult> {
    const delay = this.chooseDelay(point);
    const { session, time } = point;
    const place = await this.createPlace(`point-${point.number}`);
    const kills = point.earlier === null ? [point] : [point.earlier, point];
    const { killed, disks } = await this.kill(place, kills);
    const last = await this.live(place, { session, start: time + delay, isRestart: true });
    const deviation = describeAbsence(session, time, time + delay, disks.at(-1) ?? {});
    const expected = await this.expectations.get(session, deviation);
    const files = listRelativeFiles(place.root);
    const problems = judge({ point, killed, disks, last, expected, files });
    await rm(place.root, { recursive: true, force: true });
    return { point, delay, problems };
  }

  /** Runs the child to its death at each of the points, every time on what the one before has left. */
  private async kill(
    place: CasePlace,
    points: readonly CrashPoint[],
  ): Promise<Pick<CrashCase, "killed" | "disks">> {
    const killed: ChildEnd[] = [];
    const disks: DiskState[] = [];
    for (const { session, time, earlier, scope, id, phase, occurrence } of points) {
      const isRestart = earlier !== null;
      const start = isRestart ? time : toTime(getSession(session).startMinute);
      const killAt = { scope, id, phase, occurrence };
      killed.push(await this.live(place, { session, start, isRestart, killAt }));
      disks.push(readDisk(place.folder));
    }
    return { killed, disks };
  }

  private async createPlace(name: string): Promise<CasePlace> {
    const root = join(this.directory, name);
    const folder = join(root, "state");
    await mkdir(folder, { recursive: true });
    return { root, folder, lives: 0 };
  }

  private async live(place: CasePlace, plan: Omit<ChildPlan, "log">): Promise<ChildEnd> {
    place.lives += 1;
    return await runChild(this.bundle, place.folder, {
      ...plan,
      log: join(place.root, `log-${place.lives}`),
    });
  }

  private async listSession(session: string): Promise<SessionListing> {
    const entries = await this.expectations.get(session);
    const place = await this.createPlace(`listing-${session}`);
    const start = toTime(getSession(session).startMinute);
    return { session, entries, hits: await this.list(place, { session, start }, findScopes(entries)) };
  }

  private async listRestart(earlier: CrashPoint): Promise<readonly ListedHit[]> {
    const { session, time, number } = earlier;
    const place = await this.createPlace(`listing-${number}`);
    await this.kill(place, [earlier]);
    return await this.list(place, { session, start: time, isRestart: true }, [RESTART_SCOPE]);
  }

  private async list(
    place: CasePlace,
    plan: Omit<ChildPlan, "log">,
    scopes: readonly string[],
  ): Promise<readonly ListedHit[]> {
    const path = join(place.root, "hits");
    const { stderr, exitCode } = await this.live(place, { ...plan, list: { path, scopes } });
    if (exitCode !== 0) {
      throw new Error(`a listing of ${plan.session} failed: ${stderr}`);
    }
    return JSON.parse(await readFile(path, "utf8")) as ListedHit[];
  }

  private chooseDelay({ number }: CrashPoint): number {
    const random = createRandom(this.seed * 100_003 + number);
    const isLate = random() < LATE_SHARE;
    return isLate ? (LATE_DELAYS[Math.floor(random() * LATE_DELAYS.length)] ?? 0) : 0;
  }
}

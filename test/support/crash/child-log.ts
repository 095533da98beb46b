import { openSync, writeSync } from "node:fs";
import { toErrorMessage } from "../../../src/utils/error-message";
import { getClock } from "../../../src/utils/clock";
import type { FaultEntry, UntimedEntry } from "./plan";

/** Writes what happens to a file, each line at once, so that it outlives a kill. */
export class ChildLog {
  private readonly file: number;
  private lines = 0;

  public constructor(path: string) {
    this.file = openSync(path, "a");
  }

  /** How many lines were written. */
  public get length(): number {
    return this.lines;
  }

  public write(entry: UntimedEntry): void {
    this.lines += 1;
    writeSync(this.file, `${JSON.stringify({ ...entry, time: getClock().now() })}\n`);
  }

  public writeFault(type: FaultEntry["type"], error: unknown): void {
    this.write({ type, message: toErrorMessage(error) });
  }
}

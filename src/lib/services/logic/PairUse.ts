import {
  doneBacktestSubject,
  doneLiveSubject,
  errorEmitter,
  exitEmitter,
  partialLossSubject,
  partialProfitSubject,
  performanceEmitter,
  progressBacktestEmitter,
  riskSubject,
  signalBacktestEmitter,
  signalEmitter,
  validationSubject,
} from "../../../config/emitters";

/** A run may emit to these before its end, and then waits behind the listener that is at work. */
const RUN_SUBJECTS: readonly object[] = [
  signalBacktestEmitter,
  signalEmitter,
  progressBacktestEmitter,
  performanceEmitter,
  partialProfitSubject,
  partialLossSubject,
  riskSubject,
  validationSubject,
  errorEmitter,
];

/** Their listeners read what a background run has left. */
const END_SUBJECTS: readonly object[] = [doneBacktestSubject, doneLiveSubject, exitEmitter, errorEmitter];

const ignore = (): void => undefined;

/** A pair in use: first by a run, then by those who read what the run has left. */
export class PairUse {
  /** Whether the run has ended. */
  public isOver = false;
  private readUntil: Promise<void> = Promise.resolve();
  private readers: readonly object[] = END_SUBJECTS;

  /** @param owner - what the run is known by in the chain of calls */
  public constructor(public readonly owner: object) {}

  /**
   * Somebody reads what the run leaves.
   * @param until - settles when he has read it
   * @param reader - what he is known by in the chain of calls, if he is no listener of the end
   */
  public letRead(until: Promise<void>, reader?: object): void {
    this.readUntil = until;
    this.readers = reader === undefined ? END_SUBJECTS : [...END_SUBJECTS, reader];
  }

  /** Resolves when the readers are through, however their reading ends. */
  public async whenRead(): Promise<void> {
    await this.readUntil.then(ignore, ignore);
  }

  /** Whose work keeps the pair in use. */
  public readonly listBlockers = (): readonly object[] =>
    this.isOver ? this.readers : [this.owner, ...RUN_SUBJECTS];
}

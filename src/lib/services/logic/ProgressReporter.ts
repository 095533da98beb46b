import { progressBacktestEmitter } from "../../../config/emitters";
import type { ProgressBacktestContract } from "../../../contract/Progress.contract";

/** Tells how far a back-test is: first 0, then whenever a whole percent has been passed, last exactly 1. */
export class ProgressReporter {
  private percent = 0;

  public constructor(
    private readonly run: Pick<ProgressBacktestContract, "exchangeName" | "strategyName" | "symbol">,
    private readonly totalFrames: number,
  ) {}

  public async start(): Promise<void> {
    await this.emit(0);
  }

  /** @param processedFrames - frames that lie behind the loop */
  public advanceTo(processedFrames: number): Promise<void> | undefined {
    const percent = Math.floor((processedFrames * 100) / this.totalFrames);
    if (percent <= this.percent || processedFrames >= this.totalFrames) {
      return undefined;
    }
    this.percent = percent;
    return this.emit(processedFrames);
  }

  public async finish(): Promise<void> {
    await this.emit(this.totalFrames);
  }

  private emit(processedFrames: number): Promise<void> | undefined {
    if (!progressBacktestEmitter.isWatched) {
      return undefined;
    }
    const { totalFrames } = this;
    const { exchangeName, strategyName, symbol } = this.run;
    const progress = processedFrames / totalFrames;
    return progressBacktestEmitter.emit(
      Object.freeze({ symbol, strategyName, exchangeName, totalFrames, processedFrames, progress }),
    );
  }
}

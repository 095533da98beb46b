import type { Awaitable } from "../../../interfaces/Awaitable.interface";
import type { ITimeline } from "../../../interfaces/Frame.interface";
import type { IStrategyOutlook, IStrategyTickResult } from "../../../interfaces/Strategy.interface";
import { callInsideScope, getScope, type AsyncScope } from "../../../utils/async-scope";
import { EventLoopPacer } from "../../../utils/clock";
import type { IStrategyLook } from "../../../interfaces/Look.interface";
import type { Later, Receiver } from "../../../interfaces/Receiver.interface";
import { deliver, isLater, LATER } from "../../../utils/later";
import { hasUnsettledCallbacks, letCallbacksGoOn } from "../../../utils/notify";
import type { SettingsContextService } from "../context/SettingsContextService";
import type { StrategyGlobalService } from "../global/StrategyGlobalService";
import type { PerformanceReporter } from "./PerformanceReporter";
import type { ProgressReporter } from "./ProgressReporter";

/** What has to be dealt with before the next frame. */
export type FrameHalt =
  /** No frame is left, or the strategy is stopped and holds nothing. */
  | { readonly kind: "end" }
  /** Others have to be waited for. */
  | { readonly kind: "pause"; readonly ended: Promise<void> }
  /** A tick came to more than an idle result. */
  | { readonly kind: "found"; readonly result: IStrategyTickResult; readonly startedAt: number }
  /** A tick failed. */
  | { readonly kind: "failed"; readonly error: unknown; readonly startedAt: number };

const END: FrameHalt = { kind: "end" };

const hasNothingLeft = ({ isStopped, held }: IStrategyOutlook): boolean => isStopped && held === null;

/** A tick under way. */
interface OpenLook {
  readonly value: Awaitable<IStrategyTickResult | Later>;
  /** Ends its context. */
  close(): void;
}

/** The services it calls. */
interface FrameWalkServices {
  readonly settingsContextService: Pick<SettingsContextService, "getSettings">;
  readonly strategyGlobalService: Pick<StrategyGlobalService, "getOutlook"> & {
    look(...args: Parameters<StrategyGlobalService["look"]>): OpenLook;
    lookQuietly(...args: Parameters<StrategyGlobalService["lookQuietly"]>): OpenLook | null;
  };
}

/** What frames are walked with. */
export interface FrameWalkParts {
  readonly symbol: string;
  readonly strategyName: string;
  readonly services: FrameWalkServices;
  readonly performance: Pick<PerformanceReporter, "start" | "report">;
  readonly timeline: ITimeline;
  readonly progress: Pick<ProgressReporter, "advanceTo">;
}

/**
 * Walks through the frames of a run as long as nothing but idle results comes of them. Where an answer has to be waited for, the
 * walk goes on in the call that brings it: a promise for each frame would cost more than most of what a frame does.
 */
export class FrameWalk implements Receiver<IStrategyTickResult> {
  private index = 0;
  private time: number;
  /** Whether the frames before this one were passed without a tick. */
  private isPassingFrames = false;
  private readonly pacer = new EventLoopPacer();

  /** The tick that is running. */
  private look: OpenLook | null = null;
  private lookStartedAt = 0;
  private readonly eachLook: IStrategyLook;
  /** Where the one who walks is, and how he hears of a halt while an answer is waited for. */
  private scope: AsyncScope = getScope();
  private resolve: ((halt: FrameHalt) => void) | null = null;
  private reject: ((error: unknown) => void) | null = null;

  public constructor(private readonly parts: FrameWalkParts) {
    this.time = parts.timeline.start;
    const { symbol, strategyName } = parts;
    this.eachLook = { symbol, strategyName, backtest: true, isIdleSeen: false, receiver: this };
  }

  /** The frame it is at, ms. */
  public get when(): number {
    return this.time;
  }

  /** Whether minutes were passed that no tick told of. */
  public get isPassing(): boolean {
    return this.isPassingFrames;
  }

  /** Whether the strategy was stopped and has nothing left to do. */
  public get isOver(): boolean {
    return hasNothingLeft(this.outlook);
  }

  /** Walks up to the next halt. @throws what the reports throw, at once or in the promise */
  public walk(): Awaitable<FrameHalt> {
    const halt = this.walkOn();
    if (!isLater(halt)) {
      return halt;
    }
    this.scope = getScope();
    return new Promise<FrameHalt>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /**
   * Goes on behind what was found.
   * @param resumeAt - the time from which the next frame may be, ms
   * @returns others who have to be waited for
   */
  public moveTo(resumeAt: number): Promise<void> | undefined {
    const told = this.advanceTo(resumeAt);
    return told !== undefined || hasUnsettledCallbacks() || this.pacer.isDue()
      ? this.letOthersGoOn(told)
      : undefined;
  }

  /** @returns listeners of the progress who have to be waited for */
  private advanceTo(time: number): Promise<void> | undefined {
    const { timeline, progress } = this.parts;
    this.index = Math.max(this.index + 1, Math.ceil((time - timeline.start) / timeline.step));
    return progress.advanceTo(this.index);
  }

  /** A frame at which the run was stopped is not a finished one. */
  public finishFrame(startedAt: number): Promise<void> | undefined {
    return this.isOver ? undefined : this.parts.performance.report("backtest_timeframe", startedAt);
  }

  /** The answer that was waited for. */
  public take(result: IStrategyTickResult): void {
    this.goOn(this.takeInside, result);
  }

  /** The same, of a tick that failed. */
  public fail(error: unknown): void {
    this.goOn(this.failLook, error);
  }

  private readonly takeInside = (result: IStrategyTickResult): FrameHalt | Later =>
    this.finishLook(result) ?? this.walkOn();

  private goOn<T>(step: (argument: T) => FrameHalt | Later, argument: T): void {
    try {
      const halt = callInsideScope(this.scope, step, argument);
      if (!isLater(halt)) {
        this.resolve?.(halt);
      }
    } catch (error) {
      this.reject?.(error);
    }
  }

  private walkOn(): FrameHalt | Later {
    const { timeline } = this.parts;
    while (this.index < timeline.count) {
      const { outlook } = this;
      if (hasNothingLeft(outlook)) {
        return END;
      }
      this.time = timeline.start + this.index * timeline.step;
      const quietEnd = this.findQuietEnd(outlook);
      this.isPassingFrames = quietEnd !== null;
      const halt = quietEnd === null ? this.lookOnce(outlook) : this.passTo(quietEnd);
      if (halt !== null) {
        return halt;
      }
    }
    return END;
  }

  private lookOnce(outlook: IStrategyOutlook): FrameHalt | Later | null {
    this.lookStartedAt = this.parts.performance.start();
    let result: IStrategyTickResult | Later;
    try {
      this.look = this.beginLook(outlook);
      result = deliver(this.look.value, this);
    } catch (error) {
      return this.failLook(error);
    }
    return isLater(result) ? LATER : this.finishLook(result);
  }

  /** In few steps where the strategy is not asked. */
  private beginLook({ quietUntil }: IStrategyOutlook): OpenLook {
    const { services, symbol } = this.parts;
    const { strategyGlobalService } = services;
    const quiet = this.time < quietUntil ? strategyGlobalService.lookQuietly(symbol, this.time) : null;
    return quiet ?? strategyGlobalService.look(this.eachLook, this.time);
  }

  private finishLook(result: IStrategyTickResult): FrameHalt | null {
    this.look?.close();
    this.look = null;
    if (result.action !== "idle") {
      return { kind: "found", result, startedAt: this.lookStartedAt };
    }
    const finished = this.finishFrame(this.lookStartedAt);
    return finished === undefined ? this.pauseAt(this.time) : this.pauseAfter(finished);
  }

  private readonly failLook = (error: unknown): FrameHalt => {
    this.look?.close();
    this.look = null;
    return { kind: "failed", error, startedAt: this.lookStartedAt };
  };

  private pauseAt(resumeAt: number): FrameHalt | null {
    const ended = this.moveTo(resumeAt);
    return ended === undefined ? null : { kind: "pause", ended };
  }

  /** Passing frames takes no time in which others could wait. */
  private passTo(quietEnd: number): FrameHalt | null {
    const told = this.advanceTo(quietEnd);
    return told === undefined ? null : { kind: "pause", ended: this.letOthersGoOn(told) };
  }

  private pauseAfter(finished: Promise<void>): FrameHalt {
    return { kind: "pause", ended: finished.then(() => this.moveTo(this.time)) };
  }

  /** The listeners of the progress, the callbacks nobody waits for, and the rest of the program. */
  private async letOthersGoOn(told: Promise<void> | undefined): Promise<void> {
    await told;
    if (hasUnsettledCallbacks()) {
      await letCallbacksGoOn();
    }
    if (this.pacer.isDue()) {
      await this.pacer.yield();
    }
  }

  /**
   * If nothing would happen at the frame and nobody would see that: the time from which something may, ms. Without a
   * candle window no frame is passed, for the candles of a passed frame could not be judged later.
   */
  private findQuietEnd({ hearsIdle, held, quietUntil }: IStrategyOutlook): number | null {
    const isQuiet = !hearsIdle && held === null && this.time < quietUntil;
    return isQuiet && this.parts.services.settingsContextService.getSettings().CC_CANDLES_CHUNK > 0
      ? quietUntil
      : null;
  }

  private get outlook(): IStrategyOutlook {
    const { services, symbol, strategyName } = this.parts;
    return services.strategyGlobalService.getOutlook(true, symbol, strategyName);
  }
}

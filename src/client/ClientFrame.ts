import { ContextError } from "../errors/ContextError";
import { FrameError } from "../errors/FrameError";
import type { FrameName, IFrame, IFrameParams, ITimeline } from "../interfaces/Frame.interface";
import { floorToMinute, intervalToMs } from "../math/interval";
import { runCall } from "../utils/call-chain";
import { getDataEnd, getOuterInstant } from "../utils/horizon";
import { formatInstant } from "../utils/format-instant";
import { notify } from "../utils/notify";
import { settleOnce } from "../utils/settle-once";

const listDates = ({ start, step, count }: ITimeline): Date[] =>
  Array.from({ length: count }, (_, index) => new Date(start + index * step));

/**
 * A back-test period. Its timeline is arithmetic and worked out anew for every run, since the clock may have moved and
 * what a reader does with its dates must not reach the next one.
 */
export class ClientFrame implements IFrame {
  private readonly start: number;
  private readonly end: number;
  private readonly step: number;

  public constructor(private readonly params: IFrameParams) {
    this.start = params.startDate.getTime();
    this.end = params.endDate.getTime();
    this.step = intervalToMs(params.interval);
  }

  /**
   * The timeline of a run that starts now: from the start, cut to the minute, to the end, but never past the last
   * closed minute of the wall clock. Tells `onTimeframe`, for which alone the dates are listed.
   * @throws FrameError `FRAME_EMPTY` when no tick is left
   */
  public async getTimeline(symbol: string): Promise<ITimeline> {
    const { frameName, interval, callbacks, logger, reportError } = this.params;
    logger.debug("ClientFrame getTimeline", { symbol, frameName });
    const timeline = this.computeTimeline();
    if (callbacks?.onTimeframe) {
      notify(
        () =>
          runCall(this, "user", () =>
            settleOnce(
              callbacks.onTimeframe?.(
                listDates(timeline),
                new Date(this.start),
                new Date(this.end),
                interval,
              ),
            ),
          ),
        reportError,
      );
    }
    return timeline;
  }

  /**
   * The same ticks as fresh dates, which are the caller's own. Tells nobody.
   * @throws FrameError `FRAME_EMPTY` when no tick is left
   */
  public async getTimeframe(symbol: string, frameName: FrameName): Promise<Date[]> {
    this.params.logger.debug("ClientFrame getTimeframe", { symbol, frameName });
    return listDates(this.computeTimeline());
  }

  private computeTimeline(): ITimeline {
    const { frameName } = this.params;
    const start = floorToMinute(this.start);
    const now = getDataEnd();
    this.refuseFuture();
    // A tick at t uses what has closed by t, so the minute that is running now can still be ticked at its open.
    const end = Math.min(this.end, floorToMinute(now));
    if (end < start) {
      throw new FrameError(
        "FRAME_EMPTY",
        `frame ${frameName} has no closed minute: it runs from ${new Date(this.start).toISOString()} to ${new Date(this.end).toISOString()}, and it is ${new Date(now).toISOString()}; choose dates in the past`,
      );
    }
    return Object.freeze({ start, step: this.step, count: Math.floor((end - start) / this.step) + 1 });
  }

  /** A run inside of a back-test's user code may look back as far as it likes, and no minute ahead. */
  private refuseFuture(): void {
    const instant = getOuterInstant();
    if (instant !== null && this.end > instant) {
      throw new ContextError(
        "CONTEXT_LOOK_AHEAD",
        `frame ${this.params.frameName} ends at ${formatInstant(this.end)}, and its run was started by user code at ${formatInstant(instant)}: nothing later than the running tick can be read; end the frame there, or start the run outside of the back-test`,
      );
    }
  }
}

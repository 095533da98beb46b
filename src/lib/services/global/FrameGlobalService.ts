import { ContextError } from "../../../errors/ContextError";
import type { FrameName, ITimeline } from "../../../interfaces/Frame.interface";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { FrameConnectionService } from "../connection/FrameConnectionService";
import type { MethodContextService } from "../context/MethodContextService";
import type { FrameValidationService } from "../validation/FrameValidationService";

/** Entry to the frames of a run. */
export class FrameGlobalService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly methodContextService = inject<MethodContextService>(TYPES.methodContextService);
  public readonly frameConnectionService = inject<FrameConnectionService>(TYPES.frameConnectionService);
  public readonly frameValidationService = inject<FrameValidationService>(TYPES.frameValidationService);

  /**
   * The ticks of a frame as dates, which are the caller's own.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param frameName - name of a registered frame
   * @returns ascending; ends with the last closed minute of the wall clock at the latest
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN`; FrameError `FRAME_EMPTY`
   */
  public async getTimeframe(symbol: string, frameName: FrameName): Promise<Date[]> {
    this.loggerService.log("frameGlobalService getTimeframe", { symbol, frameName });
    this.validate("getTimeframe", frameName);
    return await this.frameConnectionService.getTimeframe(symbol, frameName);
  }

  /**
   * The ticks of a frame for a run that starts now; tells `onTimeframe`.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param frameName - name of a registered frame
   * @returns start and step in ms, and how many ticks
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN`; FrameError `FRAME_EMPTY`
   */
  public async getTimeline(symbol: string, frameName: FrameName): Promise<ITimeline> {
    this.loggerService.log("frameGlobalService getTimeline", { symbol, frameName });
    this.validate("getTimeline", frameName);
    return await this.frameConnectionService.getTimeline(symbol, frameName);
  }

  private validate(method: string, frameName: FrameName): void {
    if (!this.methodContextService.isActive) {
      throw new ContextError(
        "CONTEXT_MISSING",
        `frameGlobalService ${method} requires a method context: call it inside of a run`,
      );
    }
    this.frameValidationService.validate(frameName, "frameGlobalService validate");
  }
}

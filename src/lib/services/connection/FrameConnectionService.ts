import { ClientFrame } from "../../../client/ClientFrame";
import { errorEmitter } from "../../../config/emitters";
import type { FrameName, ITimeline } from "../../../interfaces/Frame.interface";
import { createNameKey } from "../../../utils/keys";
import { memoizeClient } from "../../../utils/memoize-client";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { MethodContextService } from "../context/MethodContextService";
import type { FrameSchemaService } from "../schema/FrameSchemaService";

/** Creates, caches and routes to one client per frame. */
export class FrameConnectionService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly methodContextService = inject<MethodContextService>(TYPES.methodContextService);
  public readonly frameSchemaService = inject<FrameSchemaService>(TYPES.frameSchemaService);

  /**
   * The client of a frame; created on first use.
   * @param frameName - name of a registered frame
   * @throws NotFoundError `NAME_UNKNOWN`; then nothing is cached
   */
  public readonly getFrame = memoizeClient(createNameKey, (frameName: FrameName) => {
    const { interval, startDate, endDate, callbacks } = this.frameSchemaService.get(frameName);
    return new ClientFrame({
      frameName,
      interval,
      startDate,
      endDate,
      callbacks,
      logger: this.loggerService,
      reportError: (error) => void errorEmitter.next(error),
    });
  });

  /**
   * The ticks of a frame as dates, which are the caller's own.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param frameName - by default the frame of the running back-test
   * @returns ascending; ends with the last closed minute of the wall clock at the latest
   * @throws ContextError `CONTEXT_MISSING` without a name outside of a run; NotFoundError `NAME_UNKNOWN`; FrameError
   *   `FRAME_EMPTY`
   */
  public async getTimeframe(
    symbol: string,
    frameName: FrameName = this.methodContextService.context.frameName,
  ): Promise<Date[]> {
    this.loggerService.log("frameConnectionService getTimeframe", { symbol, frameName });
    return await this.getFrame(frameName).getTimeframe(symbol, frameName);
  }

  /**
   * The ticks of a frame for a run that starts now; tells `onTimeframe`.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param frameName - by default the frame of the running back-test
   * @returns start and step in ms, and how many ticks
   * @throws as `getTimeframe`
   */
  public async getTimeline(
    symbol: string,
    frameName: FrameName = this.methodContextService.context.frameName,
  ): Promise<ITimeline> {
    this.loggerService.log("frameConnectionService getTimeline", { symbol, frameName });
    return await this.getFrame(frameName).getTimeline(symbol);
  }

  /**
   * Drops the client of a frame; the next use reads its schema again.
   * @param frameName - name of a frame; without it all of them
   */
  public async clear(frameName?: FrameName): Promise<void> {
    this.loggerService.log("frameConnectionService clear", { frameName });
    this.getFrame.clear(frameName === undefined ? undefined : createNameKey(frameName));
  }
}

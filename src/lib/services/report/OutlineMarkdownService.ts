import type { ISignalDto } from "../../../interfaces/Signal.interface";
import type { MessageModel } from "../../../model/Message.model";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import { loadReportWork } from "./load-report-work";

/** Keeps the conversations with language models that led to signals. */
export class OutlineMarkdownService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);

  /**
   * Writes a conversation into a folder of its own; nothing happens when that exists.
   * @param signalId - what the folder is called
   * @param history - what was said
   * @param signal - what came of it
   * @param outputDir - absolute, or relative to the working directory
   * @throws ReportError `REPORT_WRITE_FAILED`
   */
  public async dumpSignal(
    signalId: string | number,
    history: readonly MessageModel[],
    signal: ISignalDto,
    outputDir = "./dump/strategy",
  ): Promise<void> {
    this.loggerService.log("outlineMarkdownService dumpSignal", { signalId, outputDir });
    const { writeSignalDump } = await loadReportWork();
    await writeSignalDump(signalId, history, signal, outputDir);
  }
}

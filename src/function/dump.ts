import type { ISignalDto } from "../interfaces/Signal.interface";
import { lib } from "../lib/index";
import type { MessageModel } from "../model/Message.model";

/**
 * Keeps the conversation with a language model that led to a signal, as Markdown files in `<outputDir>/<signalId>`: what the
 * system said, one file for each user message, and the signal. What the model said is not kept. The folder appears as a
 * whole; when it exists, nothing happens. A user message of more than 20 KiB prints a warning.
 * @param signalId - what the folder is called; characters a file system refuses are percent-encoded
 * @param history - the conversation
 * @param signal - what came of it
 * @param outputDir - absolute, or relative to the working directory
 * @throws ReportError `REPORT_WRITE_FAILED` with the path and the cause; there is no folder then
 * @example
 * await dumpSignal("2024-01-01-BTC", [{ role: "user", content: "Long or short?" }], signal);
 */
export const dumpSignal = async (
  signalId: string | number,
  history: MessageModel[],
  signal: ISignalDto,
  outputDir = "./dump/strategy",
): Promise<void> => {
  lib.loggerService.info("dumpSignal", { signalId, outputDir });
  await lib.outlineMarkdownService.dumpSignal(signalId, history, signal, outputDir);
};

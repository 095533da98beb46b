import type { ISignalDto } from "../../../interfaces/Signal.interface";
import type { MessageModel, MessageRole } from "../../../model/Message.model";
import { describeValue } from "../../../utils/describe-value";
import { escapeText } from "../../../utils/markdown-table";

/** One file of a conversation. */
export interface IDumpFile {
  readonly name: string;
  /** Markdown. */
  readonly text: string;
}

/** A user message that may be too much for a model. */
export interface ILargeMessage {
  /** Its place among the user messages, from 1. */
  readonly number: number;
  /** Whole KiB. */
  readonly kibibytes: number;
}

const LARGE_KIBIBYTES = 20;

/** What untyped code said without words is described. */
const selectContents = (history: readonly MessageModel[], role: MessageRole): string[] =>
  history.filter((message) => message.role === role).map(({ content }) => describeValue(content));

const createFileName = (number: number, title: string): string =>
  `${String(number).padStart(2, "0")}_${title}.md`;

const createHead = (title: string, signalId: string): string =>
  `# ${title}\n\n**ResultId**: ${escapeText(signalId)}\n\n`;

/** JSON cannot end the block it stands in: its lines begin with a bracket, a quote or spaces. */
const createOutputData = (signal: ISignalDto): string =>
  signal ? `## Output Data\n\n\`\`\`json\n${JSON.stringify(signal, null, 2)}\n\`\`\`\n` : "";

const createSummary = (signalId: string, contents: readonly string[], output: string): string => {
  const messages = contents.map((content, index) => `### System Message ${index + 1}\n\n${content}\n`);
  const section = messages.length > 0 ? `## System Messages\n\n${messages.join("")}` : "";
  return `${createHead("Outline Result Summary", signalId)}${output === "" ? "" : `${output}\n`}${section}`;
};

/**
 * The files of a conversation: one with what the system said, one for each user message, one with the result. What the
 * model said is not kept.
 * @throws TypeError when the signal holds what JSON cannot
 */
export const createDumpFiles = (
  signalId: string,
  history: readonly MessageModel[],
  signal: ISignalDto,
): IDumpFile[] => {
  const output = createOutputData(signal);
  const users = selectContents(history, "user");
  return [
    {
      name: createFileName(0, "system_prompt"),
      text: createSummary(signalId, selectContents(history, "system"), output),
    },
    ...users.map((content, index) => ({
      name: createFileName(index + 1, "user_message"),
      text: `${createHead(`User Input ${index + 1}`, signalId)}${content}\n`,
    })),
    {
      name: createFileName(users.length + 1, "llm_output"),
      text: `${createHead("Full Outline Result", signalId)}${output}`,
    },
  ];
};

/** User messages of more than 20 KiB. */
export const findLargeMessages = (history: readonly MessageModel[]): ILargeMessage[] =>
  selectContents(history, "user")
    .map((content, index) => ({
      number: index + 1,
      kibibytes: Math.floor(Buffer.byteLength(content, "utf8") / 1024),
    }))
    .filter(({ kibibytes }) => kibibytes > LARGE_KIBIBYTES);

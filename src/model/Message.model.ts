/** Who says something in a conversation with a language model. */
export type MessageRole = "assistant" | "system" | "user";

/** One thing said in a conversation with a language model. */
export interface MessageModel {
  /** Who says it. */
  role: MessageRole;
  /** What is said. */
  content: string;
}

import { writeText } from "./template-values";

/**
 * The part of the program that asks the model for a text. The rest of the program does not call it; it is there for parts of
 * one's own.
 * @param symbol - the trading pair the text is about
 * @throws TemplateError `TEMPLATE_INVALID` when the symbol is no text
 */
export const writeTextSection = (symbol: string): string => `/**
 * Asks the model for a strategy in words. Nothing below calls it; it is there for parts of your own.
 *
 * @param {{ role: string, content: string }[]} messages - what the strategy is to be made of
 * @returns {Promise<string>} as the model wrote it: a text, to be treated as one
 */
async function text(messages) {
  const symbol = ${writeText("symbol", symbol)}.toUpperCase();
  const answer = await programTools.askModel([
    {
      role: "system",
      content: "You write trading strategies. Answer with the finished strategy alone: no greeting and no questions.",
    },
    ...messages,
    {
      role: "user",
      content: [
        \`On what conditions is \${symbol} to be bought, and on what conditions sold short?\`,
        "Name the levels of support and resistance to enter at, the ratio of reward to risk, and which side you prefer.",
        "Reason from what moves the market rather than from indicators alone.",
      ].join("\\n"),
    },
  ]);
  return answer.trim();
}`;

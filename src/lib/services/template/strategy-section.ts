import { TemplateError } from "../../../errors/TemplateError";
import type { SignalInterval } from "../../../interfaces/Strategy.interface";
import { describeValue } from "../../../utils/describe-value";
import { countFencedCharacters, toPlainText } from "../../../utils/plain-text";
import { toLiteral } from "../../../utils/to-literal";
import { indentLines } from "./indent-lines";
import { writeText } from "./template-values";

/** Refuses what is no text, or leaves no word to go by; the literal is made of the plain text. */
const writePrompt = (strategyName: string, prompt: string): string => {
  writeText("prompt", prompt);
  const plainText = toPlainText(prompt);
  if (!/[\p{L}\p{N}]/u.test(plainText)) {
    throw new TemplateError(
      "TEMPLATE_INVALID",
      `the prompt of strategy ${describeValue(strategyName)} has no text to go by: fenced code, comments and tags are left out of it; give the rules as text outside of fences`,
    );
  }
  return toLiteral(plainText);
};

/** What shows the model the candles, and asks. */
const GET_SIGNAL = `getSignal: async (symbol) => {
  const [minutes, fiveMinutes, quarters, hours] = [
    await kit.getCandles(symbol, "1m", 30),
    await kit.getCandles(symbol, "5m", 24),
    await kit.getCandles(symbol, "15m", 24),
    await kit.getCandles(symbol, "1h", 24),
  ];

  const messages = [];
  for (const { interval, title, candles, count } of [
    { interval: "1h", title: \`the candles of \${symbol}, one hour each\`, candles: hours, count: 24 },
    { interval: "15m", title: "the candles of 15 minutes", candles: quarters, count: 24 },
    { interval: "5m", title: "the candles of 5 minutes", candles: fiveMinutes, count: 24 },
    { interval: "1m", title: "the candles of one minute", candles: minutes, count: 30 },
  ]) {
    // Holes are no harm; without half of the candles there is too little to go by.
    if (candles.length < count / 2) {
      throw new Error(\`no question is asked with \${candles.length} candles of \${interval} instead of \${count}\`);
    }
    const lines = candles.map(
      ({ timestamp, open, high, low, close, volume }) =>
        \`\${new Date(timestamp).toISOString()} [\${interval}] O:\${open} H:\${high} L:\${low} C:\${close} V:\${volume}\`,
    );
    messages.push(
      { role: "user", content: [\`Analyse \${title}:\`, ...lines].join("\\n") },
      { role: "assistant", content: \`I have analysed the candles of \${interval}.\` },
    );
  }
  messages.push({
    role: "user",
    content: [
      "Give a signal by the strategy that follows, and only when it is clear.",
      strategy,
      "When the signs are weak or contradict each other, the position is wait.",
    ].join("\\n\\n"),
  });
  return await programTools.askForSignal(strategyName, messages, { json, dumpJson });
},`;

/**
 * The part of the program that registers a strategy: it shows the model the candles and the text it has to go by.
 * @param strategyName - its name
 * @param interval - how often the model is asked
 * @param prompt - the text, as Markdown; goes in as plain text on one line
 * @throws TemplateError `TEMPLATE_INVALID` naming what is no text, or when the prompt has no word outside of fences
 */
export const writeStrategySection = (
  strategyName: string,
  interval: SignalInterval,
  prompt: string,
): string => `// A strategy: asks the model what to do, with the candles of four lengths and a text to go by.
{
  const strategyName = ${writeText("strategyName", strategyName)};
  const strategy = ${writePrompt(strategyName, prompt)};
  programTools.noteStrategy(strategyName, strategy, ${countFencedCharacters(prompt)});
  kit.addStrategy({
    strategyName,
    interval: ${writeText("interval", interval)},
${indentLines(indentLines(GET_SIGNAL))}
  });
}`;

import { writeText } from "./template-values";

/**
 * The part of the program that registers the walker.
 * @param walkerName - its name
 * @param exchangeName - where it reads candles
 * @param frameName - the period it compares on
 * @param strategies - names of what it compares
 * @throws TemplateError `TEMPLATE_INVALID` naming what is no text
 */
export const writeWalkerSection = (
  walkerName: string,
  exchangeName: string,
  frameName: string,
  strategies: readonly string[],
): string => {
  const names = strategies.map(
    (strategyName, index) => `    ${writeText(`strategies[${index}]`, strategyName)},\n`,
  );
  return `// What is compared, where and when.
kit.addWalker({
  walkerName: ${writeText("walkerName", walkerName)},
  exchangeName: ${writeText("exchangeName", exchangeName)},
  frameName: ${writeText("frameName", frameName)},
  strategies: [
${names.join("")}  ],
});`;
};

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPlainText } from "../../src/utils/plain-text";
import { assembleProgram } from "../support/generated-program";
import { hostileText } from "../support/hostile-text";
import { listSyntaxErrors, readShape } from "../support/program-shape";

const START = new Date("2024-01-01T00:00:00.000Z");
const END = new Date("2024-01-02T00:00:00.000Z");

const assemble = (symbol: string, prefix: string, prompts: readonly string[]): Promise<string> =>
  assembleProgram({ symbol, prefix, prompts, startDate: START, endDate: END });

/** A hostile text that has something to go by. */
const prompt = (): fc.Arbitrary<string> => hostileText().map((text) => `Buy\n${text}`);

/** The texts of the program that come from outside, in no order. */
const listTexts = (symbol: string, prefix: string, prompts: readonly string[]): string[] => [
  symbol,
  `${prefix}_exchange`,
  `${prefix}_test_frame`,
  `${prefix}_train_frame-1`,
  `${prefix}_walker`,
  ...prompts.map((_, index) => `${prefix}_strategy-${index + 1}`),
  ...prompts.map((prompt) => toPlainText(prompt)),
];

describe("a generated program", () => {
  it("has the same shape whatever the texts are, and they evaluate to what they were (pitfall 131)", async () => {
    const code = await assemble("BTCUSDT", "p", ["one", "two"]);
    expect(listSyntaxErrors(code)).toEqual([]);
    const plain = readShape(code);
    await fc.assert(
      fc.asyncProperty(
        hostileText(),
        hostileText(),
        fc.tuple(prompt(), prompt()),
        async (symbol, prefix, prompts) => {
          const { nodes, names, trivia, texts } = readShape(await assemble(symbol, prefix, prompts));
          expect(nodes).toBe(plain.nodes);
          expect(names).toEqual(plain.names);
          expect(trivia).toBe(plain.trivia);
          expect(texts).toEqual(expect.arrayContaining(listTexts(symbol, prefix, prompts)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("takes a prompt of a million hostile characters in no time to speak of", async () => {
    for (const piece of ["`", "${", "*/", "[", "](", "<a ", "**", "_", "~~", "```", "<!--", "> ", "\\"]) {
      const prompt = `Buy ${piece.repeat(1_000_000 / piece.length)}`;
      const code = await assemble("BTCUSDT", "p", [prompt]);
      expect(code.length).toBeLessThan(3_000_000);
    }
  }, 20_000);
});

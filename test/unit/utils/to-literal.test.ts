import { runInThisContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toLiteral } from "../../../src/utils/to-literal";
import { hostileText } from "../../support/hostile-text";

const evaluate = (literal: string): unknown => runInThisContext(`(${literal})`);

describe("a text as a string literal", () => {
  it.each([
    ["nothing", "", '""'],
    ["plain words", "buy low", '"buy low"'],
    ["quotes and backslashes", 'a"b\\c', '"a\\"b\\\\c"'],
    ["line ends", "a\nb\r\nc", '"a\\nb\\r\\nc"'],
    ["separators that end a line for some tools", "a\u2028b\u2029c", '"a\\u2028b\\u2029c"'],
    ["the end of a script", "</script>", '"<\\/script>"'],
    ["marks of HTML comments", "<!-- x -->", '"\\u003c!-- x --\\u003e"'],
    ["the end of a comment", "*/ alert()", '"*\\/ alert()"'],
    ["an unpaired surrogate", "\ud800", '"\\ud800"'],
    ["a mark that turns the direction", "a\u202eb", '"a\\u202eb"'],
    ["what looks like a template", "`${x}`", '"`${x}`"'],
    ["a whole character outside of the first plane", "😀", '"😀"'],
  ])("writes %s", (_, text, literal) => {
    expect(toLiteral(text)).toBe(literal);
    expect(evaluate(literal)).toBe(text);
  });

  it("evaluates to the text, whatever the text, and stays on one line (pitfall 131)", () => {
    fc.assert(
      fc.property(hostileText(), (text) => {
        const literal = toLiteral(text);
        expect(evaluate(literal)).toBe(text);
        expect(literal).not.toMatch(/[\n\r\u2028\u2029]|\*\/|<\/|<!|-->/);
        expect(literal).not.toMatch(/\p{Surrogate}/u);
      }),
      { numRuns: 2000 },
    );
  });
});

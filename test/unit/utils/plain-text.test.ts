import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countFencedCharacters, toPlainText } from "../../../src/utils/plain-text";

describe("plain text of a note", () => {
  it.each([
    ["nothing", "", ""],
    ["bold text", "**bold** text", "bold text"],
    ["emphasis of every kind", "*a* _b_ **c** __d__ ***e*** ___f___", "a b c d e f"],
    ["nested emphasis", "**bold with *more* inside**, _a **b** c_", "bold with more inside, a b c"],
    ["a strike", "~~gone~~ kept", "gone kept"],
    ["emphasis beside punctuation", '(*a*), "**b**"!', '(a), "b"!'],
    ["a fenced block", "before\n```js\nlet a;\n```\nafter", "before after"],
    ["inline code", "call `getSignal` now", "call getSignal now"],
    ["an image", "![chart](http://x/y.png) shows", "chart shows"],
    ["a link", "see [the docs](http://x/a_(b)) now", "see the docs now"],
    ["a linked image", "[![chart](a.png)](b)", "chart"],
    ["headings", "# One\ntext\n###### Six", "One text Six"],
    ["bullets", "- a\n* b\n+ c", "• a • b • c"],
    ["numbered items", "1. a\n12. b", "• a • b"],
    ["quotes", "> quoted\n> > twice", "quoted twice"],
    ["rules", "a\n---\nb\n***\nc\n_____\nd", "a b c d"],
    ["HTML tags", '<b>a</b> <a href="x">b</a><br/>c<!-- no -->', "a bc"],
    ["blank lines and tabs", "  a\n\n\n\tb\r\nc  ", "a b c"],
  ])("takes the markup off: %s", (_, note, plain) => {
    expect(toPlainText(note)).toBe(plain);
  });

  it.each([
    "a_b_c",
    "snake_case_ and _private_field",
    "2*3*4",
    "2 * 3 * 4",
    "2**3**4",
    "5* rating, 3* other",
    "a < b",
    "a < b and c > d",
    "a <b and c> d",
    "<price> of <unknown>",
    "x<5 && y>3",
    "[not a link]",
    "list[0](1",
    "#1 of 3",
    "-5 %",
    "~5 % up, ~6 % down",
    "1.5 times",
    "a | b",
    "C:\\temp",
    "RSI(14) = 30 & rising",
    "naïve_名前_x",
  ])("keeps %j, which is no markup", (note) => {
    expect(toPlainText(note)).toBe(note);
  });

  it("keeps a mark that never ends, and one that overlaps another pair", () => {
    expect(toPlainText("*a **b** c")).toBe("*a b c");
    expect(toPlainText("**a *b** c*")).toBe("a *b c*");
  });

  it("sees whole characters beside a mark", () => {
    expect(toPlainText("𝒳_𝒳_𝒳 🙂*a*🙂")).toBe("𝒳_𝒳_𝒳 🙂a🙂");
  });

  it("is one trimmed line, whatever the note is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from("*_~`#>-+1.[]()!<>ab \n\r\t/=\"'")), maxLength: 60 }),
        (note) => {
          expect(toPlainText(note)).toMatch(/^(\S+( \S+)*)?$/);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("never drops a letter or digit that stands outside of code, targets and tags", () => {
    const word = fc.string({
      unit: fc.constantFrom("a", "b", "c", "1", "2", "3"),
      minLength: 1,
      maxLength: 4,
    });
    const joint = fc.constantFrom(
      "*",
      "**",
      "_",
      "__",
      "~~",
      " ",
      " * ",
      "_ ",
      " > ",
      " < ",
      "\n",
      "\n\n",
      ", ",
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(joint, word), { maxLength: 12 }), (parts) => {
        const words = parts.map(([, text]) => text).join("");
        const plain = toPlainText(parts.flat().join(""));
        expect(plain.replaceAll(/[^a-c1-3]/g, "")).toBe(words);
      }),
    );
  });

  it.each([
    ...Array.from("*_~`[]()<>!#-+=\"' \n"),
    "* ",
    " *",
    "*a",
    "a*",
    "_a ",
    " _a",
    "*a _b ~~c ",
    "```",
    "``` ",
    "[a",
    "[a](",
    "![a](b(",
    "[a](b)(",
    "<a ",
    "<a b=",
    "<a b=c ",
    '<a b="',
    "<!--",
    "<!-- --",
    "> ",
    "\n> ",
    "\n- ",
    "- ",
    "\n1",
    "# ",
    "\r",
  ])("takes 100 kB of %j in its stride", (fragment) => {
    const size = 100_000;
    const note = `${fragment.repeat(size / fragment.length)}x`;
    const start = performance.now();
    toPlainText(note);
    toPlainText(`<a${note}`);
    toPlainText(`[a](${note}`);
    // Reading each character once takes milliseconds, once for every other character takes many seconds.
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

it.each([
  ["Buy.", 0],
  ["`Buy.`", 0],
  ["```\nBuy.\n```", 4],
  ["a ```b``` c\r\n```ts\r\nd\r\n```", 6],
  ["``` without an end", 0],
  ["``````", 0],
])("counts what stands in the fences of %j", (text, count) => {
  expect(countFencedCharacters(text)).toBe(count);
});

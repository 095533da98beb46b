import { describe, expect, it } from "vitest";
import { splitMarkdown } from "../../support/markdown";

const read = (...lines: string[]) => splitMarkdown(lines.join("\n"));

describe("splitMarkdown", () => {
  it("finds blocks with their language and line", () => {
    expect(read("# A", "", "```ts", "a;", "", "b;", "```", "", "~~~", "c", "~~~").fences).toMatchObject([
      { language: "ts", text: "a;\n\nb;\n", line: 3 },
      { language: "", text: "c\n", line: 9 },
    ]);
  });

  it("keeps shorter fences inside of longer ones, and other marks", () => {
    const { fences } = read("````md", "```ts", "a", "```", "~~~", "````");
    expect(fences).toMatchObject([{ language: "md", text: "```ts\na\n```\n~~~\n" }]);
  });

  it("takes the indent of a list away", () => {
    expect(read("- a", "", "  ```js", "  if (a) {", "    b;", "", "  }", "  ```").fences).toMatchObject([
      { text: "if (a) {\n  b;\n\n}\n", line: 3 },
    ]);
  });

  it("gives a block the comments right before it, over empty lines, and no others", () => {
    const { fences } = read(
      "<!-- far -->",
      "text",
      "<!-- a -->",
      "",
      "<!-- b -->",
      "```ts",
      "```",
      "```ts",
      "```",
    );
    expect(fences.map(({ comments }) => comments)).toEqual([["a", "b"], []]);
  });

  it("knows which block stands right behind which", () => {
    const { fences } = read("```a", "```", "", "<!-- x -->", "```b", "```", "text", "```c", "```");
    expect(fences.map(({ behind }) => behind?.language ?? null)).toEqual([null, "a", null]);
  });

  it("leaves the lines outside where they are", () => {
    expect(read("a", "```", "b", "```", "c").lines).toEqual(["a", "", "", "", "c"]);
  });

  it("takes no code within a line for a fence", () => {
    expect(read("```a``` is code", "b").fences).toEqual([]);
  });

  it("refuses a block without an end", () => {
    expect(() => read("a", "```ts", "b")).toThrow("line 2: the fence is never closed");
  });
});

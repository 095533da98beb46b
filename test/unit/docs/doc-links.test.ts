import { describe, expect, it } from "vitest";
import { findBrokenLinks, findOrphans, listAnchors, listLinks, slugify } from "../../support/doc-links";

const nothing = (_path: string): boolean => false;

describe("slugify", () => {
  it.each([
    ["What a back-test here assumes", "what-a-back-test-here-assumes"],
    ["`Live.run`, and `stop()`", "liverun-and-stop"],
    ["A & B", "a--b"],
    ["snake_case stays", "snake_case-stays"],
    ["[A link](to.md) and ü", "a-link-and-ü"],
    ["[0.1.0]", "010"],
  ])("makes of %s what GitHub does", (heading, slug) => {
    expect(slugify(heading)).toBe(slug);
  });
});

describe("listAnchors", () => {
  it("numbers repeats, also around a heading that looks like one", () => {
    expect([...listAnchors("# A\n## A\n## A-1\n### A ###\n")]).toEqual(["a", "a-1", "a-1-1", "a-2"]);
  });

  it("takes anchors set by hand, and no headings of code", () => {
    expect([...listAnchors('<a id="here"></a>\n\n```sh\n# no\n```\n#no\n')]).toEqual(["here"]);
  });
});

describe("listLinks", () => {
  it("finds links, pictures, pictures in links, definitions and HTML", () => {
    const text = [
      "[a](1.md) and ![b](2.png 'title')",
      "[![c](3.png)](<4.md>)",
      "[d]: 5.md",
      '<img alt="x" src="6.png">',
    ].join("\n");
    expect(listLinks(text).toSorted((left, right) => left.target.localeCompare(right.target))).toEqual([
      { target: "1.md", line: 1 },
      { target: "2.png", line: 1 },
      { target: "3.png", line: 2 },
      { target: "4.md", line: 2 },
      { target: "5.md", line: 3 },
      { target: "6.png", line: 4 },
    ]);
  });

  it("reads no code and no comments", () => {
    expect(listLinks("`[a](1)` ``[`b`](2)`` <!-- [c](3) -->\n\n```md\n[d](4)\n```\n")).toEqual([]);
  });
});

describe("findBrokenLinks", () => {
  const find = (text: string, exists = nothing): string[] =>
    findBrokenLinks(
      [
        { path: "docs/a.md", text },
        { path: "README.md", text: "# Top\n" },
      ],
      exists,
    );

  it.each([
    ["a page that is not there", "[x](b.md)", "b.md leads to nothing"],
    [
      "a heading that is not there",
      "[x](../README.md#to)",
      "../README.md#to leads to no heading of README.md",
    ],
    ["a heading of its own that is not there", "[x](#a)", "#a leads to no heading of docs/a.md"],
    ["another case", "[x](../Readme.md)", "../Readme.md leads to nothing"],
    ["a place outside", "[x](../../b.md)", "../../b.md leads out of the project"],
    [
      "an absolute path",
      "[x](/README.md)",
      "/README.md begins at the root of a disk; write it relative to the page",
    ],
    ["a name without a definition", "[x][y]", "[y] is defined nowhere"],
  ])("finds %s", (_what, text, problem) => {
    expect(find(`\n${text}\n`)).toEqual([`docs/a.md:2: ${problem}`]);
  });

  it("finds an anchor into what is no page", () => {
    expect(find("[x](a.ts#L3)", () => true)).toEqual([
      "docs/a.md:1: a.ts#L3 has an anchor, and leads to no page",
    ]);
  });

  it("lets what is there pass, and addresses of others", () => {
    const text =
      "# A b\n[x](#a-b) [y](../README.md#top) [z](https://example.com/#x) [w][v]\n\n[v]: mailto:a@b.c\n";
    expect(find(text)).toEqual([]);
  });

  it("asks for other files by their path from the root", () => {
    const asked: string[] = [];
    find("[x](examples/) [y](../src/a%20b.ts)", (path) => {
      asked.push(path);
      return true;
    });
    expect(asked).toEqual(["docs/examples", "src/a b.ts"]);
  });
});

describe("findOrphans", () => {
  it("finds the page nobody leads to, through other pages and folders", () => {
    const pages = [
      { path: "README.md", text: "[a](docs/a.md)" },
      { path: "docs/a.md", text: "[b](b/) [out](https://example.com/docs/lost.md)" },
      { path: "docs/b/README.md", text: "[back](../a.md)" },
      { path: "docs/lost.md", text: "[home](../README.md)" },
    ];
    expect(findOrphans(pages, ["README.md"])).toEqual(["docs/lost.md"]);
  });
});

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { setClock } from "../../../src/utils/clock";
import type { TableColumn } from "../../../src/utils/markdown-table";
import { escapeCell, escapeText, renderTable } from "../../../src/utils/markdown-table";

interface Row {
  readonly name: string;
  readonly size: number;
}

const column = <T>(label: string, format: TableColumn<T>["format"]): TableColumn<T> => ({
  label,
  format,
  isVisible: () => true,
});

const NAME = column<Row>("Name", ({ name }) => name);
const SIZE = column<Row>("Size", ({ size }) => size.toFixed(2));
const RANK = column<Row>("Rank", (_, index) => String(index));

const ROWS: readonly Row[] = [
  { name: "first", size: 1 },
  { name: "second", size: 2.345 },
];

/** What untyped code hands in as the answer of a column. */
const untypedColumn = (label: unknown, answer: unknown): TableColumn<unknown> => ({
  label: label as string,
  format: () => answer as string,
  isVisible: () => true,
});

describe("renderTable", () => {
  it("writes labels, separators and rows, joined by line ends without one at the end", async () => {
    expect(await renderTable([NAME, SIZE], ROWS)).toBe(
      "| Name | Size |\n| --- | --- |\n| first | 1.00 |\n| second | 2.35 |",
    );
  });

  it("writes one cell a line for a single column, and empty lines for none", async () => {
    expect(await renderTable([NAME], ROWS)).toBe("| Name |\n| --- |\n| first |\n| second |");
    expect(await renderTable([], ROWS)).toBe("|  |\n|  |\n|  |\n|  |");
  });

  it("writes the head alone without rows", async () => {
    expect(await renderTable([NAME, SIZE], [])).toBe("| Name | Size |\n| --- | --- |");
  });

  it("keeps the order of the columns and gives each the place of the row, from 0", async () => {
    expect(await renderTable([RANK, NAME], ROWS)).toBe(
      "| Rank | Name |\n| --- | --- |\n| 0 | first |\n| 1 | second |",
    );
  });

  it("asks each column once whether it is visible, without arguments, and leaves hidden ones out", async () => {
    const shown = vi.fn(async () => true);
    const hidden = vi.fn(() => false);
    const format = vi.fn(() => "never");
    const columns = [
      { ...NAME, isVisible: shown },
      { label: "Hidden", format, isVisible: hidden },
    ];
    expect(await renderTable(columns, ROWS)).toBe("| Name |\n| --- |\n| first |\n| second |");
    expect(shown.mock.calls).toEqual([[]]);
    expect(hidden.mock.calls).toEqual([[]]);
    expect(format).not.toHaveBeenCalled();
  });

  it("awaits cells", async () => {
    const late = column<Row>("Late", async ({ name }) => `${name}!`);
    expect(await renderTable([late], ROWS)).toBe("| Late |\n| --- |\n| first! |\n| second! |");
  });

  it("rejects with what a column throws", async () => {
    const failure = new Error("column");
    const broken = column<Row>("Broken", () => {
      throw failure;
    });
    await expect(renderTable([broken], ROWS)).rejects.toBe(failure);
    const invisible = { ...NAME, isVisible: () => Promise.reject(failure) };
    await expect(renderTable([invisible], [])).rejects.toBe(failure);
  });

  it("shows the rows there were when it was called", async () => {
    const rows = [...ROWS];
    const table = renderTable([{ ...NAME, isVisible: async () => true }], rows);
    rows.length = 0;
    expect(await table).toContain("| second |");
  });

  it.each([
    [7, "7"],
    [null, "N/A"],
    [undefined, "N/A"],
    [{ toString: () => "| x |" }, "\\[object Object\\]"],
    [["|"], "\\[object Array\\]"],
    [Object.create(null), "\\[object Object\\]"],
    [Symbol("a|b"), "Symbol(a\\|b)"],
  ])("turns %o of untyped code into text", async (answer, cell) => {
    expect(await renderTable([untypedColumn("X", answer)], [0])).toBe(`| X |\n| --- |\n| ${cell} |`);
  });

  it("escapes labels too", async () => {
    expect(await renderTable([untypedColumn("a|b\n<i>", "x")], [])).toBe("| a\\|b &lt;i&gt; |\n| --- |");
    expect(await renderTable([untypedColumn(5, "x")], [])).toBe("| 5 |\n| --- |");
  });

  it("renders long tables without timers of a replaced clock", async () => {
    const restore = setClock({
      now: () => 0,
      monotonic: () => 0,
      setTimer: () => ({ cancel: () => undefined, keepAlive: () => undefined }),
      randomId: () => "",
    });
    const rows = Array.from({ length: 20_000 }, (_, size) => ({ name: "row", size }));
    const table = await renderTable([NAME, SIZE], rows);
    restore();
    expect(table.split("\n")).toHaveLength(20_002);
    expect(table.endsWith("| row | 19999.00 |")).toBe(true);
  });
});

/** Cells of a row by the rules of GFM: a pipe ends a cell unless an odd number of backslashes stands before it. */
const splitCells = (line: string): string[] => {
  const cells: string[] = [];
  let cell = "";
  let backslashes = 0;
  for (const character of line) {
    if (character === "|" && backslashes % 2 === 0) {
      cells.push(cell);
      cell = "";
    } else {
      cell += character;
    }
    backslashes = character === "\\" ? backslashes + 1 : 0;
  }
  return [...cells, cell].slice(1, -1).map((text) => text.slice(1, -1));
};

/** What a reader shows: entities and backslash escapes resolved. Throws on markup that is left. */
const readInline = (source: string): string => {
  let text = "";
  let rest = source;
  const entities: Record<string, string> = {
    amp: "&",
    lt: "<",
    gt: ">",
    "#47": "/",
    "#46": ".",
    "#58": ":",
    "#64": "@",
  };
  while (rest !== "") {
    const escape = /^\\([\\|`*~[\]_#+\-=.)])/.exec(rest);
    const entity = /^&(#\d+|\w+);/.exec(rest);
    const known = entity === null ? undefined : entities[entity[1] ?? ""];
    if (escape !== null) {
      text += escape[1] ?? "";
      rest = rest.slice(2);
    } else if (entity !== null && known !== undefined) {
      text += known;
      rest = rest.slice(entity[0].length);
    } else {
      const first = rest.charAt(0);
      if ("\\`*~[]<>&|".includes(first) || rest.startsWith("://") || /^www\./i.test(rest)) {
        throw new Error(`markup at ${rest} in ${source}`);
      }
      if (first === "_" && !(/[\p{L}\p{N}_]$/u.test(text) && /^_+[\p{L}\p{N}]/u.test(rest))) {
        throw new Error(`emphasis at ${rest} in ${source}`);
      }
      text += first;
      rest = rest.slice(1);
    }
  }
  return text;
};

const FRAGMENTS = [
  ...Array.from("\\|`*~_[]()!<>&#-+=.:/@\n\r\t ab1\"'$\u0000\u001b\u2028é"),
  "www.",
  "WWW.",
  "https://",
  "a@b.co",
  "&lt;",
  "&#124;",
  "](x)",
  "![",
  "<img src=x>",
  "---",
  "🙂",
];

const hostileText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...FRAGMENTS), maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 20 }),
);

/** Line ends and control characters are shown as a space; the slow way, by code. */
const onOneLine = (text: string): string => {
  let line = "";
  let isGap = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const isControl = code < 32 || (code > 126 && code < 160) || code === 0x2028 || code === 0x2029;
    line += isControl ? (isGap ? "" : " ") : text.charAt(index);
    isGap = isControl;
  }
  return line;
};

describe("values in tables (pitfall 158)", () => {
  it.each([
    "BTCUSDT",
    "my_strategy_v2",
    "2d0c4f1e-7a1b-4d0e-9f57-0f6a4b1c2d3e",
    "43000.00000000 USD",
    "+1.98%",
    "-0.40%",
    "2024-01-01T00:00:00.000Z",
    "N/A",
    "take_profit",
    "Max 3 positions (per profile), see rule #2!",
    "% to TP",
    "",
  ])("%j stays as it is", (ordinary) => {
    expect(escapeCell(ordinary)).toBe(ordinary);
    expect(escapeText(ordinary)).toBe(ordinary);
  });

  it.each([
    ["a|b", "a\\|b"],
    ["a\\|b", "a\\\\\\|b"],
    ["ends with \\", "ends with \\\\"],
    ["two\r\nlines", "two lines"],
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["S&P", "S&amp;P"],
    ["&lt;", "&amp;lt;"],
    ["[text](target)", "\\[text\\](target)"],
    ["![alt](image)", "!\\[alt\\](image)"],
    ["`code`", "\\`code\\`"],
    ["**bold** _it_", "\\*\\*bold\\*\\* \\_it\\_"],
    ["see https://x.y", "see https:&#47;&#47;x.y"],
    ["www.x.y", "www&#46;x.y"],
    ["me@x.y", "me&#64;x.y"],
    ["\u001b[31mred", " \\[31mred"],
  ])("%j becomes %j", (value, cell) => {
    expect(escapeCell(value)).toBe(cell);
  });

  it("whatever the values are, the table keeps its cells and shows each value, as text only", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(hostileText, hostileText), { maxLength: 4 }),
        hostileText,
        async (rows, label) => {
          const columns = [
            column<readonly [string, string]>(label, ([left]) => left),
            column<readonly [string, string]>("Right", ([, right]) => right),
          ];
          const lines = (await renderTable(columns, rows)).split("\n");
          expect(lines[1]).toBe("| --- | --- |");
          const [head, , ...body] = lines.map((line) => splitCells(line));
          expect(head?.map(readInline)).toEqual([onOneLine(label), "Right"]);
          expect(body.map((cells) => cells.map(readInline))).toEqual(
            rows.map((row) => row.map((value) => onOneLine(value))),
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("is quick on hostile text", () => {
    for (const fragment of ["_", "|", "\\", "@", "@a", "@a.", "www.", "[", "<", "`", " #", "="]) {
      const value = fragment.repeat(100_000 / fragment.length);
      expect(escapeText(value).length).toBeGreaterThanOrEqual(value.length - 1);
    }
  }, 5_000);
});

describe("values in titles and lines", () => {
  it.each([
    ["# name", "\\# name"],
    ["name #", "name \\#"],
    ["- name", "\\- name"],
    ["+", "\\+"],
    ["---", "\\---"],
    ["= =", "\\= ="],
    ["1. name", "1\\. name"],
    ["12) name", "12\\) name"],
    ["  name\n", "name"],
    ["-5", "-5"],
    ["1.5", "1.5"],
  ])("%j becomes %j", (value, text) => {
    expect(escapeText(value)).toBe(text);
  });

  it("shows every value, on one line, as text only", () => {
    fc.assert(
      fc.property(hostileText, (value) => {
        const text = escapeText(value);
        expect(readInline(text)).toBe(onOneLine(value).trim());
        expect(text).not.toMatch(/^(#{1,6}(\s|$)|[-+*](\s|$)|\d{1,9}[.)](\s|$)|=+\s*$|-{2,}\s*$|>)/);
        expect(text).not.toMatch(/\s#+$/);
      }),
      { numRuns: 2_000 },
    );
  });
});

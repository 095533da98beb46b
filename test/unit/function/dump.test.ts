import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import * as files from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ReportError } from "../../../src/errors/ReportError";
import { dumpSignal } from "../../../src/function/dump";
import type { ISignalDto } from "../../../src/interfaces/Signal.interface";
import type { MessageModel } from "../../../src/model/Message.model";

vi.mock("node:fs/promises", { spy: true });

const SIGNAL: ISignalDto = {
  position: "long",
  note: "```",
  priceTakeProfit: 110,
  priceStopLoss: 90,
  minuteEstimatedTime: 60,
};

const HISTORY: MessageModel[] = [
  { role: "system", content: "You are a trader." },
  { role: "user", content: "Here is the market." },
  { role: "assistant", content: "It looks bullish." },
  { role: "system", content: "Answer in JSON." },
  { role: "user", content: "Long or short?" },
];

const OUTPUT = `## Output Data\n\n\`\`\`json\n${JSON.stringify(SIGNAL, null, 2)}\n\`\`\`\n`;

/** What untyped code hands in. */
const dumpUntyped = async (...values: readonly unknown[]): Promise<unknown> =>
  Reflect.apply(dumpSignal, undefined, values);

const readPath = (path: unknown): string => (typeof path === "string" ? path : "");

describe("dumpSignal", () => {
  let root = "";
  let log = vi.spyOn(console, "log");
  let warn = vi.spyOn(console, "warn");

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "dump-"));
    log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const read = (name: string): string => readFileSync(join(root, "id-1", name), "utf8");

  it("writes the system messages, each user message and the result, and says nothing", async () => {
    expect(await dumpUntyped("id-1", HISTORY, SIGNAL, root)).toBeUndefined();
    expect(readdirSync(join(root, "id-1")).sort()).toEqual([
      "00_system_prompt.md",
      "01_user_message.md",
      "02_user_message.md",
      "03_llm_output.md",
    ]);
    expect(read("00_system_prompt.md")).toBe(
      `# Outline Result Summary\n\n**ResultId**: id-1\n\n${OUTPUT}\n## System Messages\n\n` +
        "### System Message 1\n\nYou are a trader.\n### System Message 2\n\nAnswer in JSON.\n",
    );
    expect(read("01_user_message.md")).toBe("# User Input 1\n\n**ResultId**: id-1\n\nHere is the market.\n");
    expect(read("02_user_message.md")).toBe("# User Input 2\n\n**ResultId**: id-1\n\nLong or short?\n");
    expect(read("03_llm_output.md")).toBe(`# Full Outline Result\n\n**ResultId**: id-1\n\n${OUTPUT}`);
    expect(log).not.toHaveBeenCalled();
    expect(warn).not.toHaveBeenCalled();
  });

  it("leaves the sections out that have nothing in them", async () => {
    await dumpUntyped("id-1", [], null, root);
    expect(readdirSync(join(root, "id-1")).sort()).toEqual(["00_system_prompt.md", "01_llm_output.md"]);
    expect(read("00_system_prompt.md")).toBe("# Outline Result Summary\n\n**ResultId**: id-1\n\n");
    expect(read("01_llm_output.md")).toBe("# Full Outline Result\n\n**ResultId**: id-1\n\n");
  });

  it("takes a number as id", async () => {
    await dumpSignal(7, HISTORY, SIGNAL, root);
    expect(readdirSync(root)).toEqual(["7"]);
  });

  it("goes to ./dump/strategy below the working directory when no directory is named", async () => {
    vi.spyOn(process, "cwd").mockReturnValue(root);
    await dumpSignal("id-1", HISTORY, SIGNAL);
    expect(readdirSync(join(root, "dump/strategy"))).toEqual(["id-1"]);
    await dumpSignal("id-2", HISTORY, SIGNAL, "./other");
    expect(readdirSync(join(root, "other"))).toEqual(["id-2"]);
  });

  it("does nothing when the folder exists", async () => {
    mkdirSync(join(root, "id-1"));
    await dumpSignal("id-1", [{ role: "user", content: "x".repeat(50_000) }], SIGNAL, root);
    expect(readdirSync(join(root, "id-1"))).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });

  it.each(["../outside", "/etc/outside", "..", ".", "", "a/b\\c", "x".repeat(300)])(
    "keeps the folder of %j inside of the directory (pitfall 162)",
    async (signalId) => {
      const inner = join(root, "inner");
      await dumpSignal(signalId, HISTORY, SIGNAL, inner);
      expect(readdirSync(root)).toEqual(["inner"]);
      const [folder, ...others] = readdirSync(inner);
      expect(others).toEqual([]);
      expect(readdirSync(join(inner, folder ?? ""))).toHaveLength(4);
    },
  );

  it("an id cannot bring markup into the files", async () => {
    await dumpSignal("x\n# Title <b>", [], SIGNAL, root);
    const [folder = ""] = readdirSync(root);
    expect(readFileSync(join(root, folder, "01_llm_output.md"), "utf8")).toContain(
      "**ResultId**: x # Title &lt;b&gt;\n",
    );
  });

  it("warns once for each user message of more than 20 whole KiB, with its number and size", async () => {
    const message = (bytes: number): MessageModel => ({ role: "user", content: "é".repeat(bytes / 2) });
    await dumpSignal(
      "id-1",
      [message(21 * 1024 - 2), message(21 * 1024), { role: "system", content: "x".repeat(99_999) }],
      SIGNAL,
      root,
    );
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[0]).toMatch(/\b2\b.*\b21 KiB/);
    expect(read("02_user_message.md")).toContain("é".repeat(21 * 512));
  });

  it("describes what untyped code says without words", async () => {
    await dumpUntyped("id-1", [{ role: "user", content: null }], SIGNAL, root);
    expect(read("01_user_message.md")).toContain("\n\nnull\n");
  });

  it("a write that fails half-way rejects and leaves no folder, so the next call writes it (pitfall 162)", async () => {
    const failure = new Error("disk full");
    const write = vi.mocked(files.writeFile);
    const calls: string[] = [];
    const { writeFile } = await vi.importActual<typeof files>("node:fs/promises");
    write.mockImplementation(async (path, ...rest) => {
      calls.push(readPath(path));
      if (calls.length === 3) {
        throw failure;
      }
      return writeFile(path, ...rest);
    });
    const refused: unknown = await dumpSignal("id-1", HISTORY, SIGNAL, root).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ReportError);
    expect(refused).toMatchObject({ code: "REPORT_WRITE_FAILED", cause: failure });
    expect(String(refused)).toContain(join(root, "id-1"));
    expect(calls.every((path) => dirname(path) !== join(root, "id-1"))).toBe(true);
    expect(readdirSync(root)).toEqual([]);
    write.mockRestore();
    await dumpSignal("id-1", HISTORY, SIGNAL, root);
    expect(readdirSync(join(root, "id-1"))).toHaveLength(4);
  });

  it("what a crash has left is not taken for the folder", async () => {
    const left: string[] = [];
    vi.mocked(files.writeFile).mockImplementation(async (path) => {
      left.push(dirname(readPath(path)));
    });
    vi.mocked(files.rename).mockRejectedValue(new Error("crash"));
    vi.mocked(files.rm).mockResolvedValue(undefined);
    await expect(dumpSignal("id-1", HISTORY, SIGNAL, root)).rejects.toThrow("crash");
    vi.mocked(files.writeFile).mockRestore();
    vi.mocked(files.rename).mockRestore();
    vi.mocked(files.rm).mockRestore();
    expect(existsSync(left[0] ?? "")).toBe(true);
    await dumpSignal("id-1", HISTORY, SIGNAL, root);
    expect(readdirSync(join(root, "id-1"))).toHaveLength(4);
  });

  it("two calls at once write one whole folder and leave nothing else", async () => {
    await Promise.all([1, 2, 3].map(() => dumpSignal("id-1", HISTORY, SIGNAL, root)));
    expect(readdirSync(root)).toEqual(["id-1"]);
    expect(readdirSync(join(root, "id-1"))).toHaveLength(4);
  });

  it("rejects when a file is in the place of the folder, or of the directory", async () => {
    writeFileSync(join(root, "id-1"), "mine");
    await expect(dumpSignal("id-1", HISTORY, SIGNAL, root)).rejects.toMatchObject({
      code: "REPORT_WRITE_FAILED",
    });
    await expect(dumpSignal("id-2", HISTORY, SIGNAL, join(root, "id-1"))).rejects.toMatchObject({
      code: "REPORT_WRITE_FAILED",
    });
    expect(readdirSync(root)).toEqual(["id-1"]);
    expect(readFileSync(join(root, "id-1"), "utf8")).toBe("mine");
  });

  it("rejects for a signal JSON cannot hold", async () => {
    await expect(dumpUntyped("id-1", HISTORY, { size: 1n }, root)).rejects.toMatchObject({
      code: "REPORT_WRITE_FAILED",
      cause: { name: "TypeError" },
    });
    expect(readdirSync(root)).toEqual([]);
  });
});

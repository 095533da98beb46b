import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutlineMarkdownService } from "../../../../../src/lib/services/report/OutlineMarkdownService";
import { createRegistrationContainer } from "../registration-container";

const SIGNAL = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 90,
  minuteEstimatedTime: 60,
} as const;

let root: string;
let service: OutlineMarkdownService;

beforeEach(() => {
  createRegistrationContainer();
  service = new OutlineMarkdownService();
  root = mkdtempSync(join(tmpdir(), "outline-"));
  vi.spyOn(process, "cwd").mockReturnValue(root);
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe("conversations that led to signals", () => {
  it.each([
    [undefined, "dump/strategy/7"],
    ["./mine", "mine/7"],
  ])(
    "with the folder %s are in %s: what the system said, the user asked, and the result",
    async (outputDir, folder) => {
      await service.dumpSignal(7, [{ role: "user", content: "what now?" }], SIGNAL, outputDir);
      expect(readdirSync(join(root, folder)).sort()).toEqual([
        "00_system_prompt.md",
        "01_user_message.md",
        "02_llm_output.md",
      ]);
      expect(readFileSync(join(root, folder, "01_user_message.md"), "utf8")).toBe(
        "# User Input 1\n\n**ResultId**: 7\n\nwhat now?\n",
      );
    },
  );
});

import { promises as fs } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ISignalDto } from "../../../../../src/interfaces/Signal.interface";
import { createDumpFiles } from "../../../../../src/lib/services/report/signal-dump-files";
import { JSON_DUMP_SECTION } from "../../../../../src/lib/services/template/json-dump-section";
import type { MessageModel } from "../../../../../src/model/Message.model";
import { evaluateSection } from "../../../../support/evaluate-section";

const SIGNAL: ISignalDto = {
  position: "long",
  note: "```",
  priceTakeProfit: 110,
  priceStopLoss: 90,
  minuteEstimatedTime: 60,
};
const HISTORY: MessageModel[] = [
  { role: "system", content: "You trade." },
  { role: "user", content: "Look." },
  { role: "assistant", content: "I have looked." },
  { role: "user", content: "Long\nor short?" },
];

let folder = "";
const warn = vi.fn();
const sentConversations = new WeakMap<object, readonly MessageModel[]>();
const dumpJson = evaluateSection<(...values: readonly unknown[]) => Promise<void>>(
  JSON_DUMP_SECTION,
  "dumpJson",
  {
    nodeFs: { promises: fs },
    nodePath: path,
    programTools: { sentConversations },
    console: { warn },
  },
);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "dump-json-"));
  warn.mockClear();
});

afterEach(() => rm(folder, { recursive: true }));

const readFiles = async (id: string): Promise<{ name: string; text: string }[]> => {
  const names = (await readdir(path.join(folder, id))).sort();
  return await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(path.join(folder, id, name), "utf8") })),
  );
};

it.each([
  ["a conversation with a result", HISTORY, SIGNAL],
  ["a conversation without one", HISTORY, null],
  ["a conversation without a system", HISTORY.slice(1), SIGNAL],
  ["nothing", [], null],
])("keeps %s in the layout of dumpSignal", async (_, history, result) => {
  await dumpJson("id-1", history, result, folder);
  const expected = createDumpFiles("id-1", history, result as ISignalDto);
  const unescaped = expected.map(({ name, text }) => ({ name, text: text.replaceAll("\\-", "-") }));
  expect(await readFiles("id-1")).toEqual(unescaped);
  expect(warn).not.toHaveBeenCalled();
});

it("keeps what was sent, where that is more than what the strategy said", async () => {
  const messages = HISTORY.slice(1);
  sentConversations.set(messages, HISTORY);
  await dumpJson("id-1", messages, SIGNAL, folder);
  const [summary, question] = await readFiles("id-1");
  expect(summary?.text).toContain("### System Message 1\n\nYou trade.\n");
  expect(question?.text).toContain("# User Input 1\n\n**ResultId**: id-1\n\nLook.");
});

it("writes nothing when the folder exists", async () => {
  await dumpJson("id-1", HISTORY, SIGNAL, folder);
  const before = await readFiles("id-1");
  await dumpJson("id-1", [], null, folder);
  expect(await readFiles("id-1")).toEqual(before);
});

it("warns of a message of more than 100 KiB, and of no shorter one", async () => {
  const history = [100 * 1024 + 1023, 101 * 1024].map((length) => ({
    role: "user",
    content: "x".repeat(length),
  }));
  await dumpJson("id-1", history, null, folder);
  expect(warn.mock.calls).toEqual([[`User message 2 in ${path.join(folder, "id-1")} has 101 KiB`]]);
});

it("goes below ./dump/strategy when no folder is named", async () => {
  const home = process.cwd();
  process.chdir(folder);
  try {
    await dumpJson("id-2", HISTORY, SIGNAL);
  } finally {
    process.chdir(home);
  }
  expect(await readdir(path.join(folder, "dump/strategy/id-2"))).toHaveLength(4);
});

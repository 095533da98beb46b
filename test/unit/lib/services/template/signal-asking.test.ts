import { beforeEach, describe, expect, it, vi } from "vitest";
import { ANSWER, answer, load, sendRequest } from "../../../../support/model-functions";
import { loadTools } from "../../../../support/program-tools";

const MESSAGES = [{ role: "user", content: "now?" }];
const ID = expect.stringMatching(/^[0-9a-f-]{36}$/);
const dumpJson = vi.fn();
const print = vi.fn();

beforeEach(() => {
  vi.resetAllMocks();
});

describe("a question of a strategy", () => {
  it("gives a signal with an id, under which the conversation is kept", async () => {
    const { askForSignal, strategyNotes } = loadTools();
    const json = vi.fn(() => Promise.resolve(ANSWER));
    const signal = await askForSignal("s", MESSAGES, { json, dumpJson });
    expect(signal).toEqual({ ...ANSWER, id: ID });
    expect(json.mock.calls).toEqual([[MESSAGES]]);
    expect(dumpJson.mock.calls).toEqual([[(signal as { id: string }).id, MESSAGES, ANSWER]]);
    expect(strategyNotes.get("s")).toEqual({ text: "", asked: 1, answered: 1 });
  });

  it.each([{ position: "wait" }, null, undefined])("gives no signal for %j (pitfall 132)", async (wait) => {
    const { askForSignal } = loadTools();
    expect(await askForSignal("s", MESSAGES, { json: () => wait, dumpJson })).toBeNull();
    expect(dumpJson.mock.calls).toEqual([[ID, MESSAGES, wait]]);
  });

  it.each([
    ["throws", () => void dumpJson.mockImplementation(() => expect.fail("full"))],
    ["rejects", () => void dumpJson.mockRejectedValue(new Error("full"))],
  ])("gives a signal when what keeps it %s", async (_, prepare) => {
    prepare();
    const { askForSignal } = loadTools({ print });
    const signal = await askForSignal("s", MESSAGES, { json: () => ANSWER, dumpJson });
    expect(signal).toEqual({ ...ANSWER, id: ID });
    expect(print.mock.calls).toEqual([["Problem: full"]]);
  });

  it("without an answer fails, counts, and is not kept", async () => {
    sendRequest.mockRejectedValue(Object.assign(new Error(""), { name: "TimeoutError" }));
    const { json, programTools } = load();
    programTools.noteStrategy("s", "text");
    const failure = programTools.askForSignal("s", MESSAGES, { json, dumpJson });
    await expect(failure).rejects.toMatchObject({ code: "MODEL_TIMEOUT" });
    expect(programTools.strategyNotes.get("s")).toEqual({ text: "text", asked: 1, answered: 0 });
    expect(dumpJson).not.toHaveBeenCalled();
  });

  it("that waits for its answer has none yet", async () => {
    const { askForSignal, strategyNotes } = loadTools();
    const asking = askForSignal("s", MESSAGES, { json: () => Promise.resolve(null), dumpJson });
    expect(strategyNotes.get("s")).toMatchObject({ asked: 1, answered: 0 });
    await asking;
    expect(strategyNotes.get("s")).toMatchObject({ asked: 1, answered: 1 });
  });

  it.each([
    ["nonsense", "I would rather not.", "MODEL_ANSWER_NO_JSON"],
    ["a wrong field", '{"position":"up"}', "MODEL_ANSWER_INVALID position"],
  ])(
    "with %s for an answer fails, counts as answered, and is kept with the reason",
    async (_, said, code) => {
      answer(said);
      const { json, programTools } = load();
      const failure = programTools.askForSignal("s", MESSAGES, { json, dumpJson });
      await expect(failure).rejects.toMatchObject({ code, said });
      expect(programTools.strategyNotes.get("s")).toMatchObject({ asked: 1, answered: 1 });
      expect(dumpJson.mock.calls).toEqual([
        [ID, MESSAGES, { refused: expect.stringMatching(/^the model answered|^the model did not/), said }],
      ]);
      expect(programTools.sentConversations.get(MESSAGES)).toEqual([
        { role: "system", content: expect.stringContaining("You decide on trades.") },
        ...MESSAGES,
      ]);
    },
  );

  it("to somebody else counts as well", async () => {
    const { askForSignal, strategyNotes } = loadTools();
    const json = (): never => expect.fail("away");
    await expect(askForSignal("s", MESSAGES, { json, dumpJson })).rejects.toThrow("away");
    expect(strategyNotes.get("s")).toMatchObject({ asked: 1, answered: 0 });
  });
});

describe("the text of a strategy", () => {
  it("is remembered; what is left out of it is a problem of each strategy", () => {
    const { noteStrategy, problems, strategyNotes } = loadTools({ print });
    noteStrategy("s-1", "Buy.", 12);
    noteStrategy("s-2", "Sell.", 13);
    noteStrategy("s-3", "Wait.");
    expect([...strategyNotes].map(([name, { text }]) => `${name} ${text}`)).toEqual([
      "s-1 Buy.",
      "s-2 Sell.",
      "s-3 Wait.",
    ]);
    expect([...problems.values()].map(({ message }) => message)).toEqual([
      "the text of strategy s-1 goes without its fenced code: 12 characters are left out",
      "the text of strategy s-2 goes without its fenced code: 13 characters are left out",
    ]);
    expect(print).toHaveBeenCalledTimes(2);
  });
});

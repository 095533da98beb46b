import { beforeEach, describe, expect, it, vi } from "vitest";
import { answer, ANSWER, KEY, lastRequest, load, print } from "../../../../support/model-functions";

beforeEach(() => {
  vi.resetAllMocks();
});

describe("the question", () => {
  it("goes to an Ollama of one's own by default, without a key, and carries the schema", async () => {
    answer(JSON.stringify(ANSWER));
    await load().json([{ role: "user", content: "now?" }]);
    const { url, headers, body, method, timeoutMs, maxBytes } = lastRequest();
    expect(url).toBe("http://localhost:11434/v1/chat/completions");
    expect(headers).toEqual({ "content-type": "application/json" });
    expect(method).toBe("POST");
    expect(timeoutMs).toBeGreaterThan(119_000);
    expect(timeoutMs).toBeLessThanOrEqual(120_000);
    expect(maxBytes).toBe(1_000_000);
    expect(body.messages).toEqual([
      { role: "system", content: expect.stringContaining("priceTakeProfit") },
      { role: "user", content: "now?" },
    ]);
    expect(body.response_format).toEqual({
      type: "json_schema",
      json_schema: {
        name: "signal",
        strict: true,
        schema: expect.objectContaining({ required: Object.keys(ANSWER), additionalProperties: false }),
      },
    });
  });

  it("goes where the environment says, with its model and its key", async () => {
    answer(JSON.stringify(ANSWER));
    await load({ MODEL_URL: "https://models.test/v1//", MODEL_NAME: "m", MODEL_API_KEY: `${KEY}\n` }).json(
      [],
    );
    const { url, headers, body } = lastRequest();
    expect({ url, key: headers.authorization, model: body.model }).toEqual({
      url: "https://models.test/v1/chat/completions",
      key: `Bearer ${KEY}`,
      model: "m",
    });
  });

  it("of a text asks about the symbol and wants no JSON", async () => {
    answer("  buy dips \n");
    expect(await load().text([{ role: "user", content: "data" }])).toBe("buy dips");
    const { body } = lastRequest();
    expect(body.response_format).toBeUndefined();
    expect(body.messages.map(({ role }) => role)).toEqual(["system", "user", "user"]);
    expect(body.messages[2]?.content).toContain('A"B');
  });

  it.each([
    ["MODEL_TIMEOUT_SECONDS", 3600],
    ["MODEL_RETRY_SECONDS", 60],
    ["MODEL_FAILURE_LIMIT", 1_000_000],
  ])("needs a number above 0 in %s, of at most %i", (name, most) => {
    expect(() => load({ [name]: "soon" })).toThrow("exit 1");
    expect(print).toHaveBeenCalledExactlyOnceWith(
      `${name} must be a number above 0 and at most ${most}, not "soon"`,
    );
    for (const value of ["0", "-1", "Infinity", String(most + 1)]) {
      expect(() => load({ [name]: value })).toThrow("exit 1");
      expect(print).toHaveBeenLastCalledWith(expect.stringContaining(name));
    }
    expect(() => load({ [name]: String(most) })).not.toThrow();
  });
});

describe("the address of the model", () => {
  it.each([
    "models.test/v1",
    "nowhere",
    "file:///etc",
    "http://me:secret@models.test/v1",
    "https://secret@models.test",
  ])("is not %s, and no part of that is shown", (address) => {
    expect(() => load({ MODEL_URL: address })).toThrow("exit 1");
    expect(print).toHaveBeenCalledExactlyOnceWith(
      "MODEL_URL must be an http or https address without a user or password in it",
    );
  });
});

describe("the answer", () => {
  it.each([
    ["bare", JSON.stringify(ANSWER)],
    ["with spaces around", `\n  ${JSON.stringify(ANSWER, null, 2)}\n`],
    ["in a fence", `\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\``],
    ["in a fence without a name", `\`\`\`\n${JSON.stringify(ANSWER)}\`\`\``],
    ["after thoughts", `<think>maybe {"position":"wait"}? No.</think>\n${JSON.stringify(ANSWER)}`],
    ["after thoughts whose beginning is left out", `maybe wait.</think>\n${JSON.stringify(ANSWER)}`],
    ["after thoughts in two parts", `<think>a</think><think>b</think>${JSON.stringify(ANSWER)}`],
    ["in a fence after thoughts", `<think>hm</think>\n\n\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\``],
    ["in a fence behind words", `Here is my answer:\n\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\``],
    ["in a fence before words", `\`\`\`\n${JSON.stringify(ANSWER)}\n\`\`\`\nI go \`long\`, for it is a dip.`],
    [
      "in a fence between words, after thoughts",
      `<think>short? No.</think>Here is the long one:\n\`\`\`json\n${JSON.stringify(ANSWER, null, 2)}\n\`\`\`\nGood luck!`,
    ],
    ["in a fence of any language", `\`\`\`javascript\n${JSON.stringify(ANSWER)}\n\`\`\``],
    ["in a fence without a break", `\`\`\`JSON5${JSON.stringify(ANSWER)}\`\`\``],
    ["in a longer fence", `\`\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\`\``],
    ["with a mark of byte order", `\ufeff${JSON.stringify(ANSWER)}`],
    [
      "in a fence after thoughts in two parts",
      `<think>a</think><think>b</think>\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\``,
    ],
    [
      "in parts",
      [
        { type: "text", text: "{" },
        { type: "image" },
        { type: "text", text: JSON.stringify(ANSWER).slice(1) },
      ],
    ],
  ])("is read %s", async (_, content) => {
    answer(content);
    expect(await load().json([])).toEqual(ANSWER);
  });

  it("may hold texts that look like names and fences", async () => {
    const note = 'a "position": "wait" \\" {\n```\n</think>';
    answer(JSON.stringify({ ...ANSWER, note }));
    expect(await load().json([])).toEqual({ ...ANSWER, note });
  });

  it.each([
    ["after thoughts", (json: string) => `<think>hm</think>${json}`],
    ["after thoughts without a beginning", (json: string) => `hm</think>\n${json}`],
    ["in a fence", (json: string) => `Here:\n\`\`\`json\n${json}\n\`\`\`\nGood luck!`],
    ["in a fence after thoughts", (json: string) => `<think>hm</think>\`\`\`\n${json}\n\`\`\``],
  ])("may hold marks in its texts, %s", async (_, write) => {
    const note = "use ```\nx``` or <think>a</think> b } {";
    answer(write(JSON.stringify({ ...ANSWER, note })));
    expect(await load().json([])).toEqual({ ...ANSWER, note });
  });

  const fence = (content: object, name = "json"): string =>
    `\`\`\`${name}\n${JSON.stringify(content)}\n\`\`\``;
  const SHORT = { ...ANSWER, position: "short" };

  it.each([
    ["python", "So:", "", "python"],
    ["example", "", "", "example"],
    ["{", "{} ", ""],
    ["}", "", "}"],
    ["<", "<thinking>a draft</thinking>", ""],
    ["<", "<|channel|>analysis<|message|>a try:", " too risky<|end|>"],
    ["<", "", "better leave it</think>nothing to do"],
    ["<", "", "<think>hm"],
    ["<", "<think>hm", ""],
    ["<", "<think>hm", "too risky"],
    ["|>", "analysis|>", ""],
    ["~~", "~~", "~~"],
    ["!=", "position != this", ""],
    ["н", "", "нет"],
    ["ä", "", "Lieber später."],
    ["correctly", "", "Correctly? WAIT"],
    ["waiting", "", "On thinking twice, I am waiting; stay out."],
    ["not", "Do not enter:", ""],
    ["not", "I don't like it:", ""],
    ["not", "I DON’T like it:", ""],
    ["dont", "Dont enter:", ""],
    ["no", "NO!", ""],
    ["never", "", "I never trade that."],
    ["correction", "", "Correction: SELL"],
    ["instead", "", "Instead go home"],
    ["sell", "", "SELL"],
    ["buying", "", "Buying"],
    ["wait", "position_wait:", ""],
    ["wait", "positionWait:", ""],
    ["wait", "", "ＷＡＩＴ"],
    ["short", "", "SHORT"],
    ["however", "However:", ""],
    ["but", "", "But look:"],
    ["example", "An example:", ""],
    ["drafts", "One of my drafts:", ""],
    ["avoided", "", "To be avoided."],
    ["skip", "", "Skip it"],
    ["cancelled", "", "Cancelled."],
    ["holding", "", "I am holding."],
    ["unless", "", "Unless it falls."],
    ["if", "If it rises:", ""],
    ["as long as", "As long as it rises:", ""],
  ])("with %j around its fence could be taken back: %j %j", async (doubt, before, behind, name = "json") => {
    for (const thoughts of ["", "<think>hm</think>"]) {
      const content = `${thoughts}${before}\n${fence(ANSWER, name)}\n${behind}`;
      answer(content);
      const failure = load().json([]);
      await expect(failure).rejects.toMatchObject({ code: "MODEL_ANSWER_DOUBTFUL", said: content.trim() });
      await expect(failure).rejects.toThrow(
        `the model did not answer with one JSON object alone: ${JSON.stringify(doubt)} outside of it could take it back: `,
      );
    }
  });

  it.each([
    ["long", SHORT],
    ["short", { position: "wait" }],
    ["sell", { position: "wait" }],
  ])("could be taken back by %j", async (word, content) => {
    answer(`${fence(content)}\nI would ${word}`);
    await expect(load().json([])).rejects.toMatchObject({ code: "MODEL_ANSWER_DOUBTFUL" });
  });

  it("may name its own position, and say why it waits", async () => {
    answer(`I go short:\n${fence(SHORT)}\nNote the knot: a SHORT position.`);
    expect(await load().json([])).toEqual(SHORT);
    answer(`There is no clear sign, so I wait:\n${fence({ position: "wait" })}\nNot yet!`);
    expect(await load().json([])).toEqual({ position: "wait", note: "" });
  });

  it("is not looked for behind words that are no thoughts", async () => {
    answer(`I would rather wait. <think>hm</think>${JSON.stringify(ANSWER)}`);
    await expect(load().json([])).rejects.toMatchObject({ code: "MODEL_ANSWER_NO_JSON" });
  });

  it("is not looked for without end", async () => {
    answer("a</think>".repeat(100_000) + JSON.stringify(ANSWER));
    await expect(load().json([])).rejects.toMatchObject({ code: "MODEL_ANSWER_NO_JSON" });
  });

  it("keeps the fields of a signal and no others", async () => {
    answer(`{"__proto__": {"x": "x"}, "symbol": "ETH", "id": "y", ${JSON.stringify(ANSWER).slice(1)}`);
    const signal = await load().json([]);
    expect(Object.keys(signal)).toEqual(Object.keys(ANSWER));
    expect(signal.id).toBeUndefined();
  });

  it.each([
    ["two objects", `${JSON.stringify(ANSWER)} or ${JSON.stringify(ANSWER)}`],
    ["a list", JSON.stringify([ANSWER])],
    ["null", "null"],
    ["a text in quotes", JSON.stringify(JSON.stringify(ANSWER))],
    ["half an object", JSON.stringify(ANSWER).slice(0, -3)],
    ["words", "I would rather wait."],
    ["between words", `Here it is:\n${JSON.stringify(ANSWER)}`],
    ["taken back", `I considered ${JSON.stringify(ANSWER)} but this is NOT valid; wait.`],
    ["in a fence with words in it", `So:\n\`\`\`json\n// long\n${JSON.stringify(ANSWER)}\n\`\`\``],
    ["in a fence without an end", `So:\n\`\`\`json\n${JSON.stringify(ANSWER)}`],
    ["before an empty fence", `\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\`\n\`\`\`\`\`\``],
    ["before a fence of words", `\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\`\n\`\`\`\nNo.\n\`\`\``],
    ["thought only", `<think>${JSON.stringify(ANSWER)} no</think>\nI would rather wait.`],
    ["thought without an end", `<think>${JSON.stringify(ANSWER)}`],
    ["two fences", `\`\`\`\n${JSON.stringify(ANSWER)}\n\`\`\`\n\`\`\`\n{"position":"wait"}\n\`\`\``],
    ["of two minds", `{"position":"wait",${JSON.stringify(ANSWER).slice(1)}`],
    ["of two minds, in disguise", `{"posi\\u0074ion":"wait",${JSON.stringify(ANSWER).slice(1)}`],
  ])("that is %s is an error and no signal", async (_, content) => {
    answer(content);
    await expect(load().json([])).rejects.toMatchObject({ code: "MODEL_ANSWER_NO_JSON" });
  });

  it.each([
    ["position", "up", 'one of wait, long, short, not "up"'],
    ["position", undefined, "a text, not nothing"],
    ["position", ["long"], 'a text, not ["long"]'],
    ["note", null, "a text, not null"],
    ["priceOpen", "100", 'a finite number, not "100"'],
    ["priceOpen", 0, "above 0, not 0"],
    ["priceTakeProfit", -5, "above 0, not -5"],
    ["priceStopLoss", undefined, "a finite number, not nothing"],
    ["minuteEstimatedTime", 0, "at least 1, not 0"],
    ["minuteEstimatedTime", 361, "at most 360, not 361"],
    ["minuteEstimatedTime", 30.5, "a whole number, not 30.5"],
    ["minuteEstimatedTime", true, "a whole number, not true"],
  ])("with a wrong %s (%j) names it", async (field, value, reason) => {
    answer(JSON.stringify({ ...ANSWER, [field]: value }));
    const failure = load().json([]);
    await expect(failure).rejects.toMatchObject({ code: `MODEL_ANSWER_INVALID ${field}` });
    await expect(failure).rejects.toThrow(`the model answered with a wrong ${field}: it must be ${reason}`);
  });

  it("with a number beyond all numbers is an error", async () => {
    answer(JSON.stringify(ANSWER).replace("102", "1e999"));
    await expect(load().json([])).rejects.toThrow("a wrong priceTakeProfit: it must be a finite number");
  });

  it.each([
    ["alone", { position: "wait" }, ""],
    ["with prices of zero", { ...ANSWER, position: "wait", priceOpen: 0, priceStopLoss: 0 }, "a dip"],
    ["with a note that is none", { position: "wait", note: 7 }, ""],
  ])("may be to wait, %s", async (_, content, note) => {
    answer(JSON.stringify(content));
    expect(await load().json([])).toEqual({ position: "wait", note });
  });

  it("does not judge the order of the prices, which the library does", async () => {
    answer(JSON.stringify({ ...ANSWER, priceStopLoss: 200 }));
    expect(await load().json([])).toMatchObject({ priceStopLoss: 200 });
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { JSON_SECTION } from "../../../../../src/lib/services/template/json-section";
import { MODEL_REQUEST } from "../../../../../src/lib/services/template/model-request";
import { PROBLEM_REPORTING } from "../../../../../src/lib/services/template/problem-reporting";
import { SETTINGS_READING } from "../../../../../src/lib/services/template/settings-reading";
import { writeTextSection } from "../../../../../src/lib/services/template/text-section";
import { evaluateSection } from "../../../../support/evaluate-section";

const ANSWER = {
  position: "long",
  note: "a dip",
  priceOpen: 100,
  priceTakeProfit: 102,
  priceStopLoss: 99,
  minuteEstimatedTime: 30,
};
const KEY = "sk-secret-1";

const sendRequest = vi.fn();
const sleep = vi.fn();
const print = vi.fn();

interface Functions {
  json(messages: readonly object[]): Promise<Record<string, unknown>>;
  text(messages: readonly object[]): Promise<string>;
  readonly SIGNAL_SCHEMA: object;
}

interface Request {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly method: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly body: {
    readonly model: string;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly response_format?: object;
  };
}

const SECTIONS = [PROBLEM_REPORTING, SETTINGS_READING, MODEL_REQUEST, JSON_SECTION, writeTextSection('a"b')];

const load = (env: Record<string, string> = {}): Functions => {
  const output = { on: vi.fn() };
  return evaluateSection(SECTIONS.join("\n"), "{ json, text, SIGNAL_SCHEMA }", {
    sendRequest,
    sleep,
    console: { error: print },
    process: { env, stdout: output, stderr: output },
  });
};

const respond = (body: string, status = 200, retryAfter: number | null = null): object => ({
  status,
  body,
  retryAfter,
});

const complete = (content: unknown): object =>
  respond(JSON.stringify({ choices: [{ message: { role: "assistant", content } }] }));

const answer = (content: unknown): void => {
  sendRequest.mockImplementation(async () => complete(content));
};

const lastRequest = (): Request => {
  const [url, { body, ...options }] = sendRequest.mock.lastCall ?? [];
  return { ...options, url, body: JSON.parse(body) };
};

beforeEach(() => {
  vi.resetAllMocks();
});

describe("the question", () => {
  it("goes to an Ollama of one's own by default, without a key, and carries the schema", async () => {
    answer(JSON.stringify(ANSWER));
    const { json, SIGNAL_SCHEMA } = load();
    await json([{ role: "user", content: "now?" }]);
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
      json_schema: { name: "signal", strict: true, schema: SIGNAL_SCHEMA },
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
    expect(() => load({ [name]: "soon" })).toThrow(
      `${name} must be a number above 0 and at most ${most}, not "soon"`,
    );
    for (const value of ["0", "-1", "Infinity", String(most + 1)]) {
      expect(() => load({ [name]: value })).toThrow(name);
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
    const read = (): unknown => load({ MODEL_URL: address });
    expect(read).toThrow(/^MODEL_URL must be an http or https address without a user or password in it$/);
  });
});

describe("the answer", () => {
  it.each([
    ["bare", JSON.stringify(ANSWER)],
    ["with spaces around", `\n  ${JSON.stringify(ANSWER, null, 2)}\n`],
    ["in a fence", `\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\``],
    ["in a fence without a name", `\`\`\`\n${JSON.stringify(ANSWER)}\`\`\``],
    ["after thoughts", `<think>maybe {"position":"wait"}? No.</think>\n${JSON.stringify(ANSWER)}`],
    ["in a fence after thoughts", `<think>hm</think>\n\n\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\``],
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
    ["taken back behind a fence", `\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\`\nNo, I would rather wait.`],
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

describe("a failing model", () => {
  it.each([
    ["an HTTP error", () => respond("bad\u001b[31m", 400), "MODEL_HTTP_400", "HTTP 400: bad [31m"],
    ["a redirect", () => respond("", 302), "MODEL_HTTP_302", "HTTP 302: (empty)"],
    ["no JSON", () => respond("<html>"), "MODEL_RESPONSE_INVALID", "choices[0].message.content: <html>"],
    ["another shape", () => respond('{"message":{"content":"x"}}'), "MODEL_RESPONSE_INVALID", "has no text"],
    ["null", () => respond("null"), "MODEL_RESPONSE_INVALID", "has no text"],
    ["a refusal", () => complete(null), "MODEL_RESPONSE_INVALID", "has no text"],
    ["an empty text", () => complete("  "), "MODEL_RESPONSE_INVALID", "has no text"],
    [
      "parts without text",
      () => complete([{ type: "image" }, null]),
      "MODEL_RESPONSE_INVALID",
      "has no text",
    ],
    [
      "an error in a response that looks well",
      () => respond('{"error":{"message":"overloaded"}}'),
      "MODEL_RESPONSE_ERROR",
      'the model answered with an error: {"error":{"message":"overloaded"}}',
    ],
  ])(
    "with %s is an error of that kind, and is not asked that again",
    async (_, createResponse, code, message) => {
      sendRequest.mockImplementation(async () => createResponse());
      const { json } = load({ MODEL_FAILURE_LIMIT: "1" });
      const failure = json([]);
      await expect(failure).rejects.toMatchObject({ code, name: "ModelFailure" });
      await expect(failure).rejects.toThrow(message);
      expect(sendRequest).toHaveBeenCalledTimes(1);
      await expect(json([])).rejects.toMatchObject({ code });
    },
  );

  it("that says too much is not asked that again", async () => {
    const reason = "the response is longer than 1 MB";
    sendRequest.mockRejectedValue(Object.assign(new Error(reason), { name: "LengthError" }));
    const failure = load().json([]);
    await expect(failure).rejects.toMatchObject({ code: "MODEL_RESPONSE_TOO_LONG" });
    await expect(failure).rejects.toThrow(`the model said too much: ${reason}`);
    expect(sendRequest).toHaveBeenCalledTimes(1);
  });

  it.each([
    ["a refused connection", new Error("connect ECONNREFUSED"), "MODEL_UNREACHABLE", "connect ECONNREFUSED"],
    [
      "an error without words",
      Object.assign(new Error(""), { code: "ECONNRESET" }),
      "MODEL_UNREACHABLE",
      "ECONNRESET",
    ],
    ["a thrown text", "no", "MODEL_UNREACHABLE", "cannot be reached: no"],
    [
      "a time-out",
      Object.assign(new Error(""), { name: "TimeoutError" }),
      "MODEL_TIMEOUT",
      "the model did not answer within 120 s",
    ],
  ])("with %s says so", async (_, error, code, message) => {
    sendRequest.mockRejectedValue(error);
    const failure = load().json([]);
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(message);
  });

  it.each([
    ["as it is", KEY, `wrong key ${KEY}`],
    ["with a slash escaped", "sk/a+b", "wrong key sk\\/a+b"],
    ["with signs of JSON escaped", 'sk"a\\b', `wrong key ${JSON.stringify('sk"a\\b').slice(1, -1)}`],
    ["as numbers of characters", "sk<1", "wrong key \\u0073k\\u003C1"],
    ["as part of an address", "sk/a", "wrong key sk%2Fa"],
  ])("never shows the key, %s", async (_, key, body) => {
    const { json } = load({ MODEL_API_KEY: key });
    sendRequest.mockImplementation(async () => respond(body, 401));
    await expect(json([])).rejects.toThrow(/HTTP 401: wrong key \*\*\*$/);
  });

  it("never shows the key in what it says or cannot send", async () => {
    const { json } = load({ MODEL_API_KEY: KEY });
    answer(JSON.stringify({ ...ANSWER, position: KEY }));
    await expect(json([])).rejects.toThrow('not "***"');
    sendRequest.mockRejectedValue(new TypeError(`Bearer ${KEY} is an invalid header value`));
    await expect(json([])).rejects.toThrow("Bearer *** is an invalid header value");
  });

  it("shows the beginning of a long answer only, on one line", async () => {
    answer("word\n".repeat(10_000));
    await expect(load().json([])).rejects.toThrow(/: (word ){40}…$/);
  });
});

describe("a model that is not there", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    sleep.mockImplementation(async (pauseMs: number) => void vi.setSystemTime(Date.now() + pauseMs));
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const listPauses = (): number[] => sleep.mock.calls.map(([pauseMs]) => pauseMs);

  it.each([
    ["HTTP 503", () => Promise.resolve(respond("loading", 503))],
    ["HTTP 429", () => Promise.resolve(respond("slow down", 429))],
    ["no connection", () => Promise.reject(new Error("down"))],
  ])("with %s is asked again after a pause that doubles, and the answer counts", async (_, fail) => {
    answer(JSON.stringify(ANSWER));
    Array.from({ length: 4 }, () => sendRequest.mockImplementationOnce(fail));
    expect(await load().json([])).toEqual(ANSWER);
    expect(listPauses()).toEqual([1000, 2000, 4000, 8000]);
    expect(sendRequest.mock.calls.map(([, { timeoutMs }]) => timeoutMs)).toEqual([
      120_000, 119_000, 117_000, 113_000, 105_000,
    ]);
    expect(print).toHaveBeenCalledTimes(1);
    expect(print.mock.lastCall?.[0]).toMatch(/^Problem: the model /);
  });

  it("is asked five times for one answer", async () => {
    sendRequest.mockRejectedValue(new Error("down"));
    await expect(load({ MODEL_RETRY_SECONDS: "0.5" }).json([])).rejects.toThrow("down");
    expect(listPauses()).toEqual([500, 1000, 2000, 4000]);
  });

  it("gets the pause it wants", async () => {
    answer(JSON.stringify(ANSWER));
    sendRequest.mockResolvedValueOnce(respond("", 429, 30)).mockResolvedValueOnce(respond("", 429, 0.5));
    expect(await load().json([])).toEqual(ANSWER);
    expect(listPauses()).toEqual([30_000, 2000]);
  });

  it("is not waited for beyond the time an answer may take", async () => {
    sendRequest.mockResolvedValue(respond("", 429, 120));
    await expect(load().json([])).rejects.toMatchObject({ code: "MODEL_HTTP_429" });
    expect(listPauses()).toEqual([]);
    sendRequest.mockRejectedValue(new Error("down"));
    await expect(load({ MODEL_TIMEOUT_SECONDS: "7" }).json([])).rejects.toThrow("down");
    expect(listPauses()).toEqual([1000, 2000]);
  });

  it("is given up after as many questions in a row as are allowed, and then has another chance", async () => {
    const { json } = load({ MODEL_FAILURE_LIMIT: "2" });
    sendRequest.mockRejectedValue(new Error("down"));
    await expect(json([])).rejects.toMatchObject({ code: "MODEL_UNREACHABLE" });
    const failure = json([]);
    await expect(failure).rejects.toMatchObject({ code: "MODEL_GIVEN_UP" });
    await expect(failure).rejects.toThrow(
      "2 questions in a row got no answer, the last because the model cannot be reached: down",
    );
    await expect(json([])).rejects.toMatchObject({ code: "MODEL_UNREACHABLE" });
    answer(JSON.stringify(ANSWER));
    expect(await json([])).toEqual(ANSWER);
  });

  it.each([
    ["an answer", () => complete(JSON.stringify(ANSWER))],
    ["nonsense", () => complete("nonsense")],
    ["a refusal", () => complete(null)],
    ["HTTP 400", () => respond("too long", 400)],
  ])("is there again with %s, so that the count begins anew", async (_, createResponse) => {
    const { json } = load({ MODEL_FAILURE_LIMIT: "2" });
    for (let round = 0; round < 2; round += 1) {
      sendRequest.mockRejectedValue(new Error("down"));
      await expect(json([])).rejects.toMatchObject({ code: "MODEL_UNREACHABLE" });
      sendRequest.mockImplementation(async () => createResponse());
      await json([]).catch(() => undefined);
    }
  });
});

import { beforeEach, describe, expect, it, vi } from "vitest";
import { JSON_SECTION } from "../../../../../src/lib/services/template/json-section";
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

const fetchModel = vi.fn();

interface Functions {
  json(messages: readonly object[]): Promise<Record<string, unknown>>;
  text(messages: readonly object[]): Promise<string>;
  readonly SIGNAL_SCHEMA: object;
}

interface Request {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly redirect: string;
  readonly body: {
    readonly model: string;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly response_format?: object;
  };
}

const load = (env: Record<string, string> = {}): Functions =>
  evaluateSection(JSON_SECTION + writeTextSection('a"b'), "{ json, text, SIGNAL_SCHEMA }", {
    fetch: fetchModel,
    process: { env },
  });

const complete = (content: unknown): Response =>
  Response.json({ choices: [{ message: { role: "assistant", content } }] });

const answer = (content: string): void => {
  fetchModel.mockImplementation(async () => complete(content));
};

const lastRequest = (): Request => {
  const [url, options] = fetchModel.mock.lastCall ?? [];
  return { url, headers: options.headers, body: JSON.parse(options.body), redirect: options.redirect };
};

beforeEach(() => {
  fetchModel.mockReset();
});

describe("the question", () => {
  it("goes to an Ollama of one's own by default, without a key, and carries the schema", async () => {
    answer(JSON.stringify(ANSWER));
    const { json, SIGNAL_SCHEMA } = load();
    await json([{ role: "user", content: "now?" }]);
    const { url, headers, body, redirect } = lastRequest();
    expect(url).toBe("http://localhost:11434/v1/chat/completions");
    expect(headers).toEqual({ "content-type": "application/json" });
    expect(redirect).toBe("error");
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

  it.each(["MODEL_TIMEOUT_SECONDS", "MODEL_FAILURE_LIMIT"])("needs a number above 0 in %s", (name) => {
    expect(() => load({ [name]: "soon" })).toThrow(`${name} must be a number above 0, not "soon"`);
    expect(() => load({ [name]: "-1" })).toThrow(name);
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
    ["between words", `Here it is:\n${JSON.stringify(ANSWER)}\nGood luck!`],
    ["with a brace in a text", JSON.stringify({ ...ANSWER, note: ANSWER.note })],
  ])("is read %s", async (_, content) => {
    answer(content);
    expect(await load().json([])).toEqual(ANSWER);
  });

  it("keeps the fields of a signal and no others", async () => {
    answer(`{"__proto__": {"id": "x"}, "symbol": "ETH", "id": "y", ${JSON.stringify(ANSWER).slice(1)}`);
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
    ["minuteEstimatedTime", 0, "above 0, not 0"],
    ["minuteEstimatedTime", true, "a finite number, not true"],
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
    [
      "an HTTP error",
      () => new Response("overloaded\u001b[31m", { status: 503 }),
      "MODEL_HTTP_503",
      "HTTP 503: overloaded [31m",
    ],
    ["too many requests", () => new Response("", { status: 429 }), "MODEL_HTTP_429", "HTTP 429: (empty)"],
    ["no JSON", () => new Response("<html>"), "MODEL_RESPONSE_INVALID", "choices[0].message.content: <html>"],
    [
      "another shape",
      () => Response.json({ message: { content: "x" } }),
      "MODEL_RESPONSE_INVALID",
      "has no text",
    ],
    ["null", () => Response.json(null), "MODEL_RESPONSE_INVALID", "has no text"],
    ["an empty text", () => complete("  "), "MODEL_RESPONSE_INVALID", "has no text"],
  ])("with %s is an error of that kind", async (_, respond, code, message) => {
    fetchModel.mockImplementation(async () => respond());
    const failure = load().json([]);
    await expect(failure).rejects.toMatchObject({ code, name: "ModelFailure" });
    await expect(failure).rejects.toThrow(message);
  });

  it.each([
    [
      "a time-out",
      new DOMException("aborted", "TimeoutError"),
      "MODEL_TIMEOUT",
      "did not answer within 120 s",
    ],
    [
      "a refused connection",
      new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") }),
      "MODEL_UNREACHABLE",
      "connect ECONNREFUSED",
    ],
    [
      "a cause without words",
      new TypeError("fetch failed", { cause: Object.assign(new Error(""), { code: "ECONNRESET" }) }),
      "MODEL_UNREACHABLE",
      "ECONNRESET",
    ],
    ["a thrown text", "no", "MODEL_UNREACHABLE", "cannot be reached: no"],
  ])("with %s says so", async (_, error, code, message) => {
    fetchModel.mockRejectedValue(error);
    const failure = load().json([]);
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(message);
  });

  it("never shows the key, wherever it comes back", async () => {
    const { json } = load({ MODEL_API_KEY: KEY });
    fetchModel.mockImplementation(async () => new Response(`wrong key ${KEY}`, { status: 401 }));
    await expect(json([])).rejects.toThrow("HTTP 401: wrong key ***");
    fetchModel.mockRejectedValue(new TypeError(`Bearer ${KEY} is an invalid header value`));
    await expect(json([])).rejects.toThrow("Bearer *** is an invalid header value");
    answer(JSON.stringify({ ...ANSWER, position: KEY }));
    await expect(json([])).rejects.toThrow('not "***"');
  });

  it("shows the beginning of a long answer only, on one line", async () => {
    answer("word\n".repeat(10_000));
    await expect(load().json([])).rejects.toThrow(/: (word ){40}…$/);
  });

  it("is not asked any more after as many failures in a row as are allowed", async () => {
    const { json } = load({ MODEL_FAILURE_LIMIT: "2" });
    fetchModel.mockRejectedValueOnce(new Error("down"));
    await expect(json([])).rejects.toThrow("down");
    answer(JSON.stringify(ANSWER));
    await json([]);
    fetchModel.mockRejectedValue(new Error("down"));
    await expect(json([])).rejects.toThrow("down");
    await expect(json([])).rejects.toThrow("down");
    await expect(json([])).rejects.toMatchObject({ code: "MODEL_GIVEN_UP" });
    await expect(json([])).rejects.toThrow("the model has failed 2 times in a row and is not asked any more");
    expect(fetchModel).toHaveBeenCalledTimes(4);
  });

  it("that answers with nonsense is asked again", async () => {
    const { json } = load({ MODEL_FAILURE_LIMIT: "1" });
    answer("nonsense");
    await expect(json([])).rejects.toMatchObject({ code: "MODEL_ANSWER_NO_JSON" });
    await expect(json([])).rejects.toMatchObject({ code: "MODEL_ANSWER_NO_JSON" });
    expect(fetchModel).toHaveBeenCalledTimes(2);
  });
});

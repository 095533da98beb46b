import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  answer,
  ANSWER,
  complete,
  KEY,
  load,
  print,
  respond,
  sendRequest,
  sleep,
} from "../../../../support/model-functions";

beforeEach(() => {
  vi.resetAllMocks();
});

/** As a server does that puts an error of another one into an error of its own. */
const escapeTwice = (text: string): string => JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1);

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
    ["with a slash escaped twice", "sk/a+b", "wrong key sk\\\\\\/a+b"],
    ["with signs of JSON escaped twice", 'sk"a\\b', `wrong key ${escapeTwice('sk"a\\b')}`],
    ["with backslashes in a row, escaped twice", "a\\\\\\b", `wrong key ${escapeTwice("a\\\\\\b")}`],
    ["as numbers of characters, twice", "sk<1", "wrong key \\\\u0073k\\\\u003C1"],
    [
      "with signs of JSON escaped three times",
      'sk"a\\b',
      `wrong key ${JSON.stringify(escapeTwice('sk"a\\b')).slice(1, -1)}`,
    ],
    ["as hexadecimal numbers of HTML", "sk/+1", "wrong key sk&#x2F;&#x002B;1"],
    ["as decimal numbers of HTML", "sk/+1", "wrong key sk&#47;&#0043;1"],
    ["as names of HTML", "a<b>&'\"/", "wrong key a&lt;b&GT;&amp;&apos;&quot;&sol;"],
    ["escaped for a script", "sk/+1", "wrong key sk\\x2f\\x2B1"],
    ["as part of an address twice", "sk/a", "wrong key sk%252Fa"],
    ["with a break of lines", "sk-secret", "wrong key sk-\r\n sec\u200bret"],
    ["with a break of lines escaped", "sk-secret", "wrong key sk-\\nsec%0Aret"],
    ["in other letters", "sk-Secret", "wrong key SK-sECRET"],
    ["of other letters, as UTF-8", "sk-é/1", `wrong key ${encodeURIComponent("sk-é/1")}`],
    ["of other letters, as Latin", "sk-é/1", "wrong key sk-%E9%2F1"],
    ["of other letters, as UTF-8 that is taken for Latin", "sk-é/1", "wrong key sk-Ã©/1"],
    ["of other letters, as Latin that is taken for UTF-8", "sk-é/1", "wrong key sk-\ufffd/1"],
    ["of other letters, as UTF-8 of that", "sk-é/1", `wrong key ${encodeURIComponent("sk-Ã©/1")}`],
    ["that looks like an escape, within others", 'sk%41-"secret', 'wrong key sk%41-\\"secret'],
  ])("never shows the key, %s", async (_, key, body) => {
    const { json } = load({ MODEL_API_KEY: key });
    sendRequest.mockImplementation(async () => respond(body, 401));
    await expect(json([])).rejects.toThrow(/HTTP 401: wrong key \*\*\*$/);
  });

  it.each([
    ["sk-proj-?>?>~~~abc", ""],
    ["sk-proj-?>?>~~~abc", "Bearer "],
    ["sk-proj-?>?>~~~abcd", "user:"],
    ["schlüssel-über-alles", "x"],
  ])("never shows the key %s as base64 behind %j, whatever comes behind it", async (key, before) => {
    const { json } = load({ MODEL_API_KEY: key });
    for (const behind of ["", "1", "12", "123"]) {
      for (const form of ["base64", "base64url"] as const) {
        const body = Buffer.from(before + key + behind).toString(form);
        sendRequest.mockImplementation(async () => respond(JSON.stringify({ body }), 401));
        const message = await json([]).then(String, String);
        // What is left belongs to what stands around the key, but for a few bits.
        expect(message).toMatch(/HTTP 401: \{"body":"[\w+/-]{0,11}\*\*\*[\w+/-]{0,5}={0,2}"\}$/);
      }
    }
  });

  it("never shows a key of other letters as base64 of its bytes, or of what they were taken for", async () => {
    const key = "schlüssel-über-alles";
    const { json } = load({ MODEL_API_KEY: key });
    const taken = Buffer.from(key).toString("latin1");
    for (const bytes of [Buffer.from(key), Buffer.from(key, "latin1"), Buffer.from(taken)]) {
      sendRequest.mockImplementation(async () => respond(bytes.toString("base64"), 401));
      await expect(json([])).rejects.toThrow(/HTTP 401: \*\*\*[\w+/]?={0,2}$/);
    }
  });

  it("looks for a key in a million backslashes in no time to speak of", async () => {
    const { json } = load({ MODEL_API_KEY: "\\".repeat(20) + "sk-secret" });
    sendRequest.mockImplementation(async () => respond("\\".repeat(1_000_000), 401));
    await expect(json([])).rejects.toThrow("HTTP 401");
  });

  it("never shows a part of the key behind a text that gets shorter", async () => {
    const { json } = load({ MODEL_API_KEY: "sk-abcdefgh" });
    for (let length = 3980; length < 4010; length += 1) {
      const body = "sk-abcdefgh".repeat(1000).slice(0, length) + " ".repeat(10) + "sk-abcdefgh";
      sendRequest.mockImplementation(async () => respond(`${" ".repeat(30_000)}${body}`, 401));
      expect(await json([]).then(String, String)).not.toMatch(
        /sk-.*HTTP|HTTP 401: .*(?:abcdefg|sk-abcdefgh)/,
      );
    }
  });

  it("shows a text without a key as it is", async () => {
    sendRequest.mockImplementation(async () => respond("%41 &#65; \\u0041", 401));
    await expect(load().json([])).rejects.toThrow("HTTP 401: %41 &#65; \\u0041");
    await expect(load({ MODEL_API_KEY: KEY }).json([])).rejects.toThrow("HTTP 401: %41 &#65; \\u0041");
  });

  it("never shows the key in problems of any part", () => {
    const { programTools } = load({ MODEL_API_KEY: KEY });
    programTools.noteStrategy(`s ${KEY}`, "text", 1);
    expect(print.mock.calls.flat().join()).toContain("the text of strategy s *** goes");
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
    // Each try has the whole time of an answer.
    expect(new Set(sendRequest.mock.calls.map(([, { timeoutMs }]) => timeoutMs))).toEqual(new Set([120_000]));
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

  it("gets a pause that is longer than an answer may take, also from the question after", async () => {
    const { json } = load({ MODEL_TIMEOUT_SECONDS: "5" });
    sendRequest.mockResolvedValue(respond("", 429, 180));
    await expect(json([])).rejects.toMatchObject({ code: "MODEL_HTTP_429" });
    expect(listPauses()).toEqual([180_000, 180_000, 180_000, 180_000]);
    answer(JSON.stringify(ANSWER));
    expect(await json([])).toEqual(ANSWER);
    expect(listPauses()).toHaveLength(5);
  });

  it("is not asked before the end of a pause that is too long to be waited for", async () => {
    const { json } = load();
    sendRequest.mockResolvedValue(respond("", 429, 301));
    const failure = json([]);
    await expect(failure).rejects.toMatchObject({ code: "MODEL_PAUSED" });
    await expect(failure).rejects.toThrow("the model wants a pause of 301 s");
    await expect(json([])).rejects.toMatchObject({ code: "MODEL_PAUSED" });
    expect([sendRequest.mock.calls.length, listPauses().length]).toEqual([1, 0]);
    vi.setSystemTime(Date.now() + 301_000);
    answer(JSON.stringify(ANSWER));
    expect(await json([])).toEqual(ANSWER);
  });

  it("is not asked the same again when it runs over its time", async () => {
    sendRequest.mockRejectedValue(Object.assign(new Error(""), { name: "TimeoutError" }));
    await expect(load().json([])).rejects.toMatchObject({ code: "MODEL_TIMEOUT" });
    expect(sendRequest).toHaveBeenCalledTimes(1);
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

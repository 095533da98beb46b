/** What sends a conversation to the model and reads the response. */
export const MODEL_REQUEST = `/** Where the model is, and how patient the program is with it. */
const MODEL = {
  url: readAddress("MODEL_URL", "http://localhost:11434/v1"),
  name: process.env.MODEL_NAME || "qwen3:8b",
  apiKey: API_KEY,
  timeoutSeconds: readPositive("MODEL_TIMEOUT_SECONDS", 120, 3600),
  retrySeconds: readPositive("MODEL_RETRY_SECONDS", 1, 60),
  failureLimit: readPositive("MODEL_FAILURE_LIMIT", 20, 1_000_000),
};
const MODEL_TRIES = 5;
const MODEL_RESPONSE_BYTES = 1_000_000;
const MODEL_LONGEST_PAUSE_MS = 300_000;

/** Until then the model wants no questions. */
let modelPausedUntil = 0;

/** Questions the model was not there for, since the last one it was there for. */
let missedQuestions = 0;

/** Gives the model another chance, as each strategy has one of its own. */
const forgetMissedQuestions = () => {
  missedQuestions = 0;
};

/** Resolves when so many milliseconds are over. */
const sleep = nodeTimers.promises.setTimeout;

/** Something went wrong with the model. Errors with one code are of one kind. */
class ModelFailure extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{ isAway?: boolean, isWorthAnotherTry?: boolean, retryAfter?: number | null, said?: string | null }} details -
   *   whether the model was not there, whether it may be there soon, from when on it may be asked again, in seconds, and what
   *   it said, if that was no good
   */
  constructor(code, message, { isAway = false, isWorthAnotherTry = isAway, retryAfter = null, said = null } = {}) {
    super(message);
    this.name = "ModelFailure";
    this.code = code;
    this.isAway = isAway;
    this.isWorthAnotherTry = isWorthAnotherTry;
    this.retryAfter = retryAfter;
    this.said = said;
  }
}

/**
 * Asks the model. When it is not there, it is asked again a few times, after a pause that doubles or is as long as it wants it
 * to be; one that is too long to be waited for fails the question, and nothing is asked until it is over. A model that is there
 * and runs over its time is not asked again, and neither is what it has said.
 *
 * @param {{ role: string, content: string }[]} messages
 * @param {object} [schema] - what the answer has to look like; by default it is a text
 * @returns {Promise<string>} what the model said
 */
async function askModel(messages, schema) {
  const ask = () => askUntilAnswered(messages, schema);
  const running = [...trials.values()].filter(({ isRunning }) => isRunning);
  // Strategies of a user's own may ask without askForSignal.
  return running.length === 1 && countedQuestion.getStore() === undefined
    ? await countQuestion(running[0].strategyName, ask)
    : await ask();
}

/**
 * @param {{ role: string, content: string }[]} messages
 * @param {object | undefined} schema
 */
async function askUntilAnswered(messages, schema) {
  for (let tries = 1; ; tries += 1) {
    try {
      await waitForModel();
      const body = await requestCompletion(messages, schema);
      missedQuestions = 0;
      return readContent(body);
    } catch (error) {
      if (!(error instanceof ModelFailure) || !error.isAway) {
        missedQuestions = 0;
        throw error;
      }
      const pauseSeconds = Math.max(error.retryAfter ?? 0, MODEL.retrySeconds * 2 ** (tries - 1));
      modelPausedUntil = Math.max(modelPausedUntil, Date.now() + pauseSeconds * 1000);
      if (tries === MODEL_TRIES || !error.isWorthAnotherTry) {
        throw countMissedQuestion(error);
      }
      reportProblem(error);
    }
  }
}

/** Waits until the model may be asked. */
async function waitForModel() {
  const pauseMs = modelPausedUntil - Date.now();
  if (pauseMs > MODEL_LONGEST_PAUSE_MS) {
    const reason = \`the model wants a pause of \${Math.ceil(pauseMs / 1000)} s\`;
    throw new ModelFailure("MODEL_PAUSED", reason, { isAway: true, isWorthAnotherTry: false });
  }
  if (pauseMs > 0) {
    await sleep(pauseMs);
  }
}

/**
 * Notes that a question got no answer, and ends the strategies that run when there were too many in a row.
 *
 * @returns how many there were if that was too many, else 0
 */
function noteMissedQuestion() {
  missedQuestions += 1;
  if (missedQuestions < MODEL.failureLimit) {
    return 0;
  }
  const count = missedQuestions;
  missedQuestions = 0;
  // Here, for a part of the user's own may catch the error.
  stopStrategies("There is no model");
  return count;
}

/** @param {ModelFailure} failure - of the last try */
function countMissedQuestion(failure) {
  const count = noteMissedQuestion();
  if (count === 0) {
    return failure;
  }
  const reason = \`\${count} questions in a row got no answer, the last because \${failure.message}\`;
  return new ModelFailure("MODEL_GIVEN_UP", reason);
}

/**
 * @param {{ role: string, content: string }[]} messages
 * @param {object | undefined} schema
 * @returns {Promise<string>} the body of the response
 */
async function requestCompletion(messages, schema) {
  /** @type {Record<string, string>} */
  const headers = { "content-type": "application/json" };
  if (MODEL.apiKey !== "") {
    headers.authorization = \`Bearer \${MODEL.apiKey}\`;
  }
  const format = schema && { type: "json_schema", json_schema: { name: "signal", strict: true, schema } };
  const body = JSON.stringify({ model: MODEL.name, messages, stream: false, response_format: format });
  const timeoutMs = MODEL.timeoutSeconds * 1000;
  const options = { method: "POST", headers, body, timeoutMs, maxBytes: MODEL_RESPONSE_BYTES };
  const response = await sendRequest(\`\${MODEL.url}/chat/completions\`, options).catch((error) => {
    if (error.name === "TimeoutError") {
      const reason = \`the model did not answer within \${MODEL.timeoutSeconds} s\`;
      throw new ModelFailure("MODEL_TIMEOUT", reason, { isAway: true, isWorthAnotherTry: false });
    }
    if (error.name === "LengthError") {
      throw new ModelFailure("MODEL_RESPONSE_TOO_LONG", \`the model said too much: \${error.message}\`);
    }
    const reason = \`the model cannot be reached: \${quote(findReason(error))}\`;
    throw new ModelFailure("MODEL_UNREACHABLE", reason, { isAway: true });
  });
  const { status, retryAfter } = response;
  if (status !== 200) {
    const reason = \`the model answered with HTTP \${status}: \${quote(response.body)}\`;
    throw new ModelFailure(\`MODEL_HTTP_\${status}\`, reason, { isAway: status === 429 || status >= 500, retryAfter });
  }
  return response.body;
}

/**
 * Takes what the model said out of the response.
 *
 * @param {string} body
 * @returns {string}
 */
function readContent(body) {
  /** @type {any} */
  let response = null;
  try {
    response = JSON.parse(body);
  } catch {
    // Has no text either.
  }
  if (response?.error) {
    throw new ModelFailure("MODEL_RESPONSE_ERROR", \`the model answered with an error: \${quote(body)}\`);
  }
  let content = response?.choices?.[0]?.message?.content;
  if (Array.isArray(content)) {
    content = content.map((part) => (part?.type === "text" ? part.text : "")).join("");
  }
  if (typeof content !== "string" || content.trim() === "") {
    throw new ModelFailure(
      "MODEL_RESPONSE_INVALID",
      \`the response of the model has no text at choices[0].message.content: \${quote(body)}\`,
    );
  }
  return content.trim();
}`;

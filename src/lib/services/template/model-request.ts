/** What sends a conversation to the model and reads the response. It stands in the part that asks for a signal. */
export const MODEL_REQUEST = `/** Where the model is, and how patient the program is with it. */
const MODEL = {
  url: readAddress("MODEL_URL", "http://localhost:11434/v1"),
  name: process.env.MODEL_NAME || "qwen3:8b",
  apiKey: (process.env.MODEL_API_KEY || "").trim(),
  timeoutSeconds: readPositive("MODEL_TIMEOUT_SECONDS", 120),
  failureLimit: readPositive("MODEL_FAILURE_LIMIT", 20),
};

/** Requests that have failed since the last one that did not. */
let failuresInARow = 0;

/** Something went wrong with the model. Errors with one code are of one kind. */
class ModelFailure extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.name = "ModelFailure";
    this.code = code;
  }
}

/**
 * Sends a conversation to the model. When too many requests in a row have failed, nothing is sent any more: the run shall
 * end, and not wait for ever.
 *
 * @param {{ role: string, content: string }[]} messages
 * @param {object} [schema] - what the answer has to look like; by default it is a text
 * @returns {Promise<string>} what the model said
 */
async function askModel(messages, schema) {
  if (failuresInARow >= MODEL.failureLimit) {
    const reason = \`the model has failed \${failuresInARow} times in a row and is not asked any more\`;
    throw new ModelFailure("MODEL_GIVEN_UP", reason);
  }
  try {
    const content = readContent(await requestCompletion(messages, schema));
    failuresInARow = 0;
    return content;
  } catch (error) {
    failuresInARow += 1;
    throw error;
  }
}

/**
 * @param {{ role: string, content: string }[]} messages
 * @param {object} [schema]
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
  try {
    const response = await fetch(\`\${MODEL.url}/chat/completions\`, {
      method: "POST",
      headers,
      body,
      // The conversation and the key go where they were meant to go.
      redirect: "error",
      signal: AbortSignal.timeout(MODEL.timeoutSeconds * 1000),
    });
    const content = await response.text();
    if (!response.ok) {
      throw new ModelFailure(
        \`MODEL_HTTP_\${response.status}\`,
        \`the model answered with HTTP \${response.status}: \${quote(content)}\`,
      );
    }
    return content;
  } catch (error) {
    if (error instanceof ModelFailure) {
      throw error;
    }
    if (error instanceof Error && error.name === "TimeoutError") {
      throw new ModelFailure("MODEL_TIMEOUT", \`the model did not answer within \${MODEL.timeoutSeconds} s\`);
    }
    throw new ModelFailure("MODEL_UNREACHABLE", \`the model cannot be reached: \${quote(findReason(error))}\`);
  }
}

/**
 * Takes what the model said out of the response.
 *
 * @param {string} body
 * @returns {string}
 */
function readContent(body) {
  let content;
  try {
    content = JSON.parse(body)?.choices?.[0]?.message?.content;
  } catch {
    content = undefined;
  }
  if (typeof content !== "string" || content.trim() === "") {
    throw new ModelFailure(
      "MODEL_RESPONSE_INVALID",
      \`the response of the model has no text at choices[0].message.content: \${quote(body)}\`,
    );
  }
  return content.trim();
}

/**
 * What lies beneath an error of fetch.
 *
 * @param {unknown} error
 * @returns {string}
 */
function findReason(error) {
  if (!(error instanceof Error)) {
    return String(error);
  }
  if (error.cause instanceof Error) {
    return findReason(error.cause);
  }
  return error.message || ("code" in error ? String(error.code) : error.name);
}

/**
 * The beginning of a text from outside, for a message: on one line, and without the key.
 *
 * @param {string} content
 * @returns {string}
 */
function quote(content) {
  const safe = MODEL.apiKey === "" ? content : content.replaceAll(MODEL.apiKey, "***");
  const line = safe.slice(0, 2000).replace(/[\\s\\p{C}]+/gu, " ");
  return line.length > 200 ? \`\${line.slice(0, 200)}…\` : line || "(empty)";
}

/**
 * An address from the environment. One with a password in it would show up in messages.
 *
 * @param {string} name
 * @param {string} byDefault
 * @returns {string} without a slash at its end
 */
function readAddress(name, byDefault) {
  const address = (process.env[name] || byDefault).trim();
  const { protocol, username, password } = new URL(URL.canParse(address) ? address : "about:blank");
  if (!protocol.startsWith("http") || username !== "" || password !== "") {
    throw new Error(\`\${name} must be an http or https address without a user or password in it\`);
  }
  return address.replace(/\\/+$/, "");
}

/**
 * A number from the environment.
 *
 * @param {string} name
 * @param {number} byDefault
 * @returns {number}
 */
function readPositive(name, byDefault) {
  const value = Number(process.env[name] || byDefault);
  if (!(value > 0 && Number.isFinite(value))) {
    throw new Error(\`\${name} must be a number above 0, not \${JSON.stringify(process.env[name])}\`);
  }
  return value;
}`;

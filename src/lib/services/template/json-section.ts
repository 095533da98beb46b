import { ANSWER_READING } from "./answer-reading";
import { indentLines } from "./indent-lines";

const FUNCTIONS = `const { askModel, ModelFailure, quote, sentConversations } = programTools;

/**
 * @typedef {object} FieldRule
 * @property {"string" | "number" | "integer"} type
 * @property {string[]} [enum]
 * @property {number} [exclusiveMinimum]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {string} description
 */

/** What the model has to answer: it is sent this schema, and its answer is held against it. */
const SIGNAL_SCHEMA = {
  type: "object",
  /** @type {Record<string, FieldRule>} */
  properties: {
    position: { type: "string", enum: ["wait", "long", "short"], description: "What to do now" },
    note: { type: "string", description: "Why, in a few sentences" },
    priceOpen: { type: "number", exclusiveMinimum: 0, description: "Price to enter at" },
    priceTakeProfit: { type: "number", exclusiveMinimum: 0, description: "Price to leave with a profit at" },
    priceStopLoss: { type: "number", exclusiveMinimum: 0, description: "Price to leave with a loss at" },
    minuteEstimatedTime: { type: "integer", minimum: 1, maximum: 360, description: "Minutes until it is closed" },
  },
  required: ["position", "note", "priceOpen", "priceTakeProfit", "priceStopLoss", "minuteEstimatedTime"],
  additionalProperties: false,
};

const SIGNAL_RULES = [
  "You decide on trades. Answer with one JSON object and nothing else.",
  "position is long when the price is expected to rise, short when it is expected to fall, and wait when the signs are weak or contradict each other.",
  "priceOpen is the current price to enter at once, or a level worth waiting for.",
  "Of a long position priceTakeProfit is above priceOpen and priceStopLoss below it; of a short position it is the other way round. Put both at levels the candles give a reason for.",
  "minuteEstimatedTime is how long the position takes, a whole number of at most 360 minutes.",
  "note says in a few sentences why.",
].join("\\n");

/**
 * @typedef {object} Signal
 * @property {"long" | "short"} position
 * @property {string} note
 * @property {number} priceOpen
 * @property {number} priceTakeProfit
 * @property {number} priceStopLoss
 * @property {number} minuteEstimatedTime
 */

/**
 * Asks the model for a signal. Replace it to ask somebody else.
 *
 * @param {{ role: string, content: string }[]} messages - the question
 * @returns {Promise<Signal | { position: "wait", note: string }>} checked against the schema; the order of the prices is
 *   judged later, like that of any signal
 */
async function json(messages) {
  const question = [{ role: "system", content: SIGNAL_RULES }, ...messages];
  sentConversations.set(messages, question);
  const said = await askModel(question, SIGNAL_SCHEMA);
  try {
    return readSignal(parseAnswer(said));
  } catch (error) {
    throw error instanceof ModelFailure ? Object.assign(error, { said }) : error;
  }
}

/**
 * Holds an answer against the schema, and takes the signal out of it.
 *
 * @param {Record<string, any>} answer
 * @returns {Signal | { position: "wait", note: string }}
 */
function readSignal(answer) {
  requireField(answer, "position");
  if (answer.position === "wait") {
    // Whoever waits needs no prices.
    return { position: "wait", note: typeof answer.note === "string" ? answer.note : "" };
  }
  SIGNAL_SCHEMA.required.forEach((field) => requireField(answer, field));
  const { position, note, priceOpen, priceTakeProfit, priceStopLoss, minuteEstimatedTime } = answer;
  // Fields that nobody asked for stay behind.
  return { position, note, priceOpen, priceTakeProfit, priceStopLoss, minuteEstimatedTime };
}

${ANSWER_READING}

/**
 * @param {string} json
 * @returns {Record<string, any> | null} \`null\` for what is no object, or has two values for a name
 */
function readObject(json) {
  try {
    const value = JSON.parse(json);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject && !hasNameTwice(json) ? value : null;
  } catch {
    return null;
  }
}

/** @param {string} json - which parses: the texts before a colon are its names */
function hasNameTwice(json) {
  const texts = json.matchAll(/("[^"\\\\]*(?:\\\\.[^"\\\\]*)*")(\\s*:)?/g);
  const names = [...texts].filter(([, , colon]) => colon).map(([, name]) => JSON.parse(name));
  return new Set(names).size < names.length;
}

/**
 * Holds a field against its rule in the schema.
 *
 * @param {Record<string, unknown>} answer
 * @param {string} field
 */
function requireField(answer, field) {
  const rule = SIGNAL_SCHEMA.properties[field];
  const value = answer[field];
  /** @param {string} expected */
  const fail = (expected) => {
    const found = value === undefined ? "nothing" : quote(JSON.stringify(value));
    throw new ModelFailure(
      \`MODEL_ANSWER_INVALID \${field}\`,
      \`the model answered with a wrong \${field}: it must be \${expected}, not \${found}\`,
    );
  };
  if (rule.type === "string") {
    if (typeof value !== "string") {
      fail("a text");
    } else if (rule.enum && !rule.enum.includes(value)) {
      fail(\`one of \${rule.enum.join(", ")}\`);
    }
    return;
  }
  const isWhole = rule.type === "integer";
  if (typeof value !== "number" || !(isWhole ? Number.isInteger(value) : Number.isFinite(value))) {
    return fail(isWhole ? "a whole number" : "a finite number");
  }
  if (rule.exclusiveMinimum !== undefined && value <= rule.exclusiveMinimum) {
    fail(\`above \${rule.exclusiveMinimum}\`);
  }
  if (rule.minimum !== undefined && value < rule.minimum) {
    fail(\`at least \${rule.minimum}\`);
  }
  if (rule.maximum !== undefined && value > rule.maximum) {
    fail(\`at most \${rule.maximum}\`);
  }
}

return json;`;

/** The part of the program that asks the model for a signal: the schema, and the check of the answer. */
export const JSON_SECTION = `const json = (() => {
${indentLines(FUNCTIONS)}
})();`;

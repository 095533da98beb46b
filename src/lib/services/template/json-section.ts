import { MODEL_REQUEST } from "./model-request";

/** The part of the program that asks the model for a signal: the schema, the check of the answer, and the request. */
export const JSON_SECTION = `/** What the model has to answer: it is sent this schema, and its answer is held against it. */
const SIGNAL_SCHEMA = {
  type: "object",
  /** @type {Record<string, { type: "string" | "number", enum?: string[], exclusiveMinimum?: number, description: string }>} */
  properties: {
    position: { type: "string", enum: ["wait", "long", "short"], description: "What to do now" },
    note: { type: "string", description: "Why, in a few sentences" },
    priceOpen: { type: "number", exclusiveMinimum: 0, description: "Price to enter at" },
    priceTakeProfit: { type: "number", exclusiveMinimum: 0, description: "Price to leave with a profit at" },
    priceStopLoss: { type: "number", exclusiveMinimum: 0, description: "Price to leave with a loss at" },
    minuteEstimatedTime: { type: "number", exclusiveMinimum: 0, description: "Minutes until it is closed" },
  },
  required: ["position", "note", "priceOpen", "priceTakeProfit", "priceStopLoss", "minuteEstimatedTime"],
  additionalProperties: false,
};

const SIGNAL_RULES = [
  "You decide on trades. Answer with one JSON object and nothing else.",
  "position is long when the price is expected to rise, short when it is expected to fall, and wait when the signs are weak or contradict each other.",
  "priceOpen is the current price to enter at once, or a level worth waiting for.",
  "Of a long position priceTakeProfit is above priceOpen and priceStopLoss below it; of a short position it is the other way round. Put both at levels the candles give a reason for.",
  "minuteEstimatedTime is how long the position takes, at most 360 minutes.",
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
  const answer = parseAnswer(await askModel(question, SIGNAL_SCHEMA));
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

/**
 * Reads the answer, also when there are a fence or words around it. What could be read in two ways is not read at all.
 *
 * @param {string} content
 * @returns {Record<string, any>}
 */
function parseAnswer(content) {
  const object = content.slice(content.indexOf("{"), content.lastIndexOf("}") + 1);
  for (const candidate of [content, object]) {
    try {
      const answer = JSON.parse(candidate);
      if (typeof answer === "object" && answer !== null && !Array.isArray(answer)) {
        return answer;
      }
      break;
    } catch {
      // The next candidate may do.
    }
  }
  throw new ModelFailure("MODEL_ANSWER_NO_JSON", \`the model did not answer with one JSON object: \${quote(content)}\`);
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
  if (rule.type === "number" ? !Number.isFinite(value) : typeof value !== rule.type) {
    fail(rule.type === "number" ? "a finite number" : "a text");
  }
  if (rule.enum && !rule.enum.includes(String(value))) {
    fail(\`one of \${rule.enum.join(", ")}\`);
  }
  if (rule.exclusiveMinimum !== undefined && Number(value) <= rule.exclusiveMinimum) {
    fail(\`above \${rule.exclusiveMinimum}\`);
  }
}

${MODEL_REQUEST}`;

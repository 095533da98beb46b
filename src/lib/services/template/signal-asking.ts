/** What strategies ask through, and what is remembered of them. */
export const SIGNAL_ASKING = `/** What is known of each strategy. @type {Map<string, { text: string, asked: number, answered: number }>} */
const strategyNotes = new Map();

/**
 * Remembers what a strategy goes by, for the ranking.
 *
 * @param {string} strategyName
 * @param {string} text
 * @param {number} [leftOut] - characters of the model's text that are not in it
 */
function noteStrategy(strategyName, text, leftOut = 0) {
  strategyNotes.set(strategyName, { text, asked: 0, answered: 0 });
  if (leftOut > 0) {
    const reason = \`the text of strategy \${strategyName} goes without its fenced code: \${leftOut} characters are left out\`;
    reportProblem(Object.assign(new Error(reason), { code: \`TEXT_LEFT_OUT \${strategyName}\` }));
  }
}

/**
 * Whether more than a tenth of a strategy's questions got no answer.
 *
 * @param {string} strategyName
 */
function hasTooFewAnswers(strategyName) {
  const { asked = 0, answered = 0 } = strategyNotes.get(strategyName) ?? {};
  return asked - answered > asked / 10;
}

/** The conversations as they were sent, by what the strategies made of them. @type {WeakMap<object, any[]>} */
const sentConversations = new WeakMap();

/**
 * Asks for a signal, counts the question, and keeps the conversation: also one whose answer was refused, with the reason.
 *
 * @param {string} strategyName
 * @param {{ role: string, content: string }[]} messages
 * @param {{
 *   json: (messages: any[]) => unknown,
 *   dumpJson: (id: string, messages: any[], answer: any) => unknown,
 * }} parts - which ask, and which keep
 * @returns {Promise<any>} the signal, or \`null\` to wait
 */
async function askForSignal(strategyName, messages, { json, dumpJson }) {
  const id = nodeCrypto.randomUUID();
  const notes = strategyNotes.get(strategyName) ?? { text: "", asked: 0, answered: 0 };
  strategyNotes.set(strategyName, notes);
  /** @param {unknown} result */
  const keep = async (result) => {
    try {
      await dumpJson(id, messages, result);
    } catch (error) {
      // An answer counts also when it cannot be kept.
      reportProblem(error);
    }
  };

  notes.asked += 1;
  /** @type {any} */
  let answer;
  try {
    answer = await json(messages);
  } catch (error) {
    if (error instanceof ModelFailure && error.said !== null) {
      // There was one, if a bad one.
      notes.answered += 1;
      await keep({ refused: error.message, said: error.said });
    }
    throw error;
  }
  notes.answered += 1;
  await keep(answer);
  return !answer || answer.position === "wait" ? null : { ...answer, id };
}`;

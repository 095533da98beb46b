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

/** Questions that wait for their answers, by strategy, and whether they have waited for too long. @type {Map<string, { isOverdue: boolean }>} */
const openQuestions = new Map();

/** Whether what runs belongs to a question that is counted. */
const countedQuestion = new nodeAsyncHooks.AsyncLocalStorage();

/** Failures of questions that have been told: strategies of a user's own may keep them to themselves. @type {WeakSet<object>} */
const toldFailures = new WeakSet();

/** @param {string} strategyName */
function readNotes(strategyName) {
  const notes = strategyNotes.get(strategyName) ?? { text: "", asked: 0, answered: 0 };
  strategyNotes.set(strategyName, notes);
  return notes;
}

/**
 * Counts a question, and whether it was answered: also if the answer was a bad one, but not if it came when nobody waited for it
 * any more.
 *
 * @template T
 * @param {string} strategyName
 * @param {() => T | Promise<T>} ask
 * @returns {Promise<T>} what came
 */
async function countQuestion(strategyName, ask) {
  const question = { isOverdue: false };
  const count = (answered = 1) => {
    readNotes(strategyName).answered += question.isOverdue ? 0 : answered;
  };
  openQuestions.set(strategyName, question);
  readNotes(strategyName).asked += 1;
  try {
    const answer = await countedQuestion.run(question, ask);
    count();
    return answer;
  } catch (error) {
    count(error instanceof ModelFailure && error.said !== null ? 1 : 0);
    if (error instanceof Error && !toldFailures.has(error)) {
      toldFailures.add(error);
      reportProblem(error);
    }
    throw error;
  } finally {
    if (openQuestions.get(strategyName) === question) {
      openQuestions.delete(strategyName);
    }
  }
}

/**
 * Counts a call of a strategy that ran over its time, or that could not be made for such a one: no answer counts, whenever it comes.
 *
 * @param {Error} error - of the library
 */
function countTimeout({ message }) {
  for (const { symbol, strategyName, isRunning } of trials.values()) {
    if (isRunning && message.startsWith(\`Timeout for \${strategyName} symbol=\${symbol}: \`)) {
      const question = openQuestions.get(strategyName);
      if (question === undefined || question.isOverdue) {
        readNotes(strategyName).asked += 1;
      } else {
        question.isOverdue = true;
      }
      noteMissedQuestion();
    }
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
  /** @param {unknown} result */
  const keep = async (result) => {
    try {
      await dumpJson(id, messages, result);
    } catch (error) {
      // An answer counts also when it cannot be kept.
      reportProblem(error);
    }
  };

  /** @type {any} */
  let answer;
  try {
    answer = await countQuestion(strategyName, () => json(messages));
  } catch (error) {
    if (error instanceof ModelFailure && error.said !== null) {
      await keep({ refused: error.message, said: error.said });
    }
    throw error;
  }
  await keep(answer);
  return !answer || answer.position === "wait" ? null : { ...answer, id };
}`;

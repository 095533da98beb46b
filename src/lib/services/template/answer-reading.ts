/** What reads the answer of the model, and refuses one that words around it could take back. */
export const ANSWER_READING = `/** Signs of code, of marks of a model, of text struck out, and of what is neither English nor punctuation. */
const DOUBTFUL_MARK = /[{}<]|\\|>|~~|!=|[^\\p{ASCII}\\p{P}\\p{Z}]/u;

/** Words that could take an order back, put a condition on it or make it an example; the first ones with whatever ending. */
const DOUBTFUL_BEGINNINGS = [
  "wait await buy bought sell sold hold held stay flat neutral sideline",
  "cannot cant dont doesnt isnt wont shouldnt wouldnt never none nothing neither nope without",
  "instead correct however second thought although rather actually reflect reconsider would unless until",
  "avoid skip cancel abort abstain refrain reject retract revers revert withdraw ignor disregard",
  "example sample draft illustrat hypothe format template placeholder dummy wrong mistake invalid sorry oops",
].flatMap((line) => line.split(" "));
const DOUBTFUL_WORDS = [..."no nor not non if but or yet except".split(" "), "as long as"];

/**
 * Reads the answer: one JSON object, which may stand in a fence and come after thoughts, whose beginning some servers leave
 * out. Words around a fence are fine when they leave no room for doubt.
 *
 * @param {string} content
 * @returns {Record<string, any>}
 */
function parseAnswer(content) {
  let doubt = null;
  for (const spoken of listSpoken(content.trim())) {
    const found = readFence(spoken);
    const answer = readObject(spoken) ?? (found.doubt === null ? found.answer : null);
    if (answer !== null) {
      return answer;
    }
    doubt = found.doubt ?? doubt;
  }
  const what = "the model did not answer with one JSON object";
  if (doubt !== null) {
    const reason = \`\${what} alone: \${JSON.stringify(quote(doubt))} outside of it could take it back: \${quote(content)}\`;
    throw new ModelFailure("MODEL_ANSWER_DOUBTFUL", reason);
  }
  throw new ModelFailure("MODEL_ANSWER_NO_JSON", \`\${what}: \${quote(content)}\`);
}

/**
 * What may be the answer: all of it, or what comes behind thoughts. Where these end can be told by the answer alone, for they
 * and the texts in it may hold the mark as well.
 *
 * @param {string} content
 */
function listSpoken(content) {
  const end = "</think>";
  const spoken = [content];
  const isWithoutThoughts = /^[{\`]/.test(content) || content.slice(0, content.indexOf(end)).lastIndexOf("<think") > 0;
  let from = isWithoutThoughts ? -1 : content.indexOf(end);
  while (from !== -1 && spoken.length < 20) {
    spoken.push(content.slice(from + end.length).trim());
    from = content.indexOf(end, from + end.length);
  }
  return spoken;
}

/**
 * Reads an object that stands in the only fence. The name of a fence is free when the fence is all there is.
 *
 * @param {string} spoken
 * @returns {{ answer: Record<string, any> | null, doubt: string | null }} what is outside of the fence and leaves doubt
 */
function readFence(spoken) {
  const start = spoken.indexOf("\`\`\`");
  const [ticks = ""] = /^\`*/.exec(spoken.slice(Math.max(start, 0))) ?? [];
  const end = spoken.lastIndexOf(ticks);
  if (start === -1 || end < start + ticks.length) {
    return { answer: null, doubt: null };
  }
  const [, name = "", json = ""] = /^([^\\s{\`]*)([^]*)$/.exec(spoken.slice(start + ticks.length, end)) ?? [];
  const answer = readObject(json);
  if (answer === null) {
    return { answer, doubt: null };
  }
  const words = \`\${spoken.slice(0, start)}\\n\${spoken.slice(end + ticks.length)}\`;
  const isNameFine = words.trim() === "" || /^(?:json)?$/i.test(name);
  return { answer, doubt: isNameFine ? findDoubt(\`\${words}\\n\${name}\`, answer.position) : name };
}

/**
 * The first thing in the words outside of an object that could take it back. There is no order in \`wait\` to take back, unless
 * for another position.
 *
 * @param {string} words
 * @param {unknown} position - what the object says
 * @returns {string | null}
 */
function findDoubt(words, position) {
  const plain = words.normalize("NFKC").replace(/\\s+/g, " ");
  const [mark] = DOUBTFUL_MARK.exec(plain) ?? [];
  if (mark !== undefined) {
    return mark;
  }
  const lowerCase = plain.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  const spaced = \` \${lowerCase.replace(/n['’‘\`]t\\b/g, " not ").replace(/[^a-z]+/g, " ")} \`;
  const others = ["long", "short"].filter((other) => other !== position);
  const isOrder = position !== "wait";
  const beginnings = [...others, ...(isOrder ? DOUBTFUL_BEGINNINGS : ["buy", "bought", "sell", "sold"])];
  const whole = isOrder ? \`| (?:\${DOUBTFUL_WORDS.join("|")})(?= )\` : "";
  const [found] = new RegExp(\` (?:\${beginnings.join("|")})[a-z]*\${whole}\`).exec(spaced) ?? [];
  return found?.trim() ?? null;
}`;

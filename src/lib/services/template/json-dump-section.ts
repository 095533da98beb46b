/** The part of the program that keeps conversations as files, in the layout of `dumpSignal`. */
export const JSON_DUMP_SECTION = `/**
 * Keeps a conversation as Markdown files in a folder of its own. Nothing is written when the folder exists already.
 *
 * @param {string} resultId - what the folder is called
 * @param {{ role: string, content: string }[]} history - what was said
 * @param {object | null} result - what the model answered
 * @param {string} outputDir - where the folder goes
 */
async function dumpJson(resultId, history, result, outputDir = "./dump/strategy") {
  /** A message to the model that is longer than this many KiB is worth a warning. */
  const WARN_KB = 100;
  const folder = nodePath.resolve(outputDir, resultId);
  const created = await nodeFs.promises.mkdir(folder, { recursive: true });
  if (created === undefined) {
    return;
  }

  /** @param {number} number @param {string} title @param {string} content */
  const write = (number, title, content) =>
    nodeFs.promises.writeFile(nodePath.join(folder, \`\${String(number).padStart(2, "0")}_\${title}.md\`), content);
  /** @param {string} title */
  const head = (title) => \`# \${title}\\n\\n**ResultId**: \${resultId}\\n\\n\`;
  const output = result ? \`## Output Data\\n\\n\\\`\\\`\\\`json\\n\${JSON.stringify(result, null, 2)}\\n\\\`\\\`\\\`\\n\` : "";

  // With what was sent besides.
  const conversation = programTools.sentConversations.get(history) ?? history;
  const rules = conversation
    .filter(({ role }) => role === "system")
    .map(({ content }, index) => \`### System Message \${index + 1}\\n\\n\${content}\\n\`);
  const summary = (output ? \`\${output}\\n\` : "") + (rules.length > 0 ? \`## System Messages\\n\\n\${rules.join("")}\` : "");
  await write(0, "system_prompt", head("Outline Result Summary") + summary);

  const questions = conversation.filter(({ role }) => role === "user").map(({ content }) => content);
  for (const [index, content] of questions.entries()) {
    await write(index + 1, "user_message", \`\${head(\`User Input \${index + 1}\`)}\${content}\\n\`);
    const kibibytes = Math.floor(Buffer.byteLength(content) / 1024);
    if (kibibytes > WARN_KB) {
      console.warn(\`User message \${index + 1} in \${folder} has \${kibibytes} KiB\`);
    }
  }
  await write(questions.length + 1, "llm_output", head("Full Outline Result") + output);
}`;

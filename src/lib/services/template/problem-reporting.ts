/** What tells of problems. */
export const PROBLEM_REPORTING = `/** The kinds of problems there were: the first of each kind, and how many. @type {Map<string, { count: number, message: string }>} */
const problems = new Map();

/** Whether there were problems since they were counted on the screen. */
let areProblemsNew = false;

/**
 * A text for the screen: one line, no longer than a few of them, and no character that does anything but show itself.
 *
 * @param {unknown} text
 */
function oneLine(text) {
  const beginning = hideKey(String(text)).slice(0, 2000);
  const line = beginning.replace(/[\\s\\p{C}]+/gu, " ");
  return line.length > 500 ? \`\${line.slice(0, 500)}…\` : line;
}

/**
 * Prints the first problem of each kind, and counts the others.
 *
 * @param {unknown} problem
 */
function reportProblem(problem) {
  const code = problem instanceof Error && "code" in problem ? String(problem.code) : undefined;
  const message = oneLine(problem instanceof Error ? problem.message : problem);
  const kind = code ?? (problems.size < 50 ? message.replace(/\\d+/g, "0").slice(0, 80) : "other problems");
  const known = problems.get(kind);
  areProblemsNew = true;
  if (known) {
    known.count += 1;
  } else {
    problems.set(kind, { count: 1, message });
    console.error(\`Problem: \${message}\`);
  }
}

/**
 * What an error says. Some have words of their own only in a code.
 *
 * @param {unknown} error
 * @returns {string}
 */
function findReason(error) {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.message || ("code" in error ? String(error.code) : error.name);
}

/** Prints what went wrong, each kind once, unless the screen shows just that. */
function printProblems() {
  if (!areProblemsNew) {
    return;
  }
  areProblemsNew = false;
  console.error(\`\\nProblems\`);
  for (const { count, message } of problems.values()) {
    console.error(\`  \${count} × \${message}\`);
  }
}

/**
 * Ends the program before it begins: what it was given is wrong, and a message says so better than a stack.
 *
 * @param {string} message
 * @returns {never}
 */
function refuseToStart(message) {
  console.error(oneLine(message));
  return process.exit(1);
}

// However the program ends.
process.on("exit", printProblems);

// Whoever reads the screen may leave: the comparison goes on, and its reports are written.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});`;

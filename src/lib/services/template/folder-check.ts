/** What makes sure that conversations can be kept. */
export const FOLDER_CHECK = `// Before anybody pays for an answer it is certain that there is a place for it.
const CONVERSATIONS = nodePath.resolve("./dump/strategy");
try {
  nodeFs.mkdirSync(CONVERSATIONS, { recursive: true });
  nodeFs.accessSync(CONVERSATIONS, nodeFs.constants.W_OK);
} catch (error) {
  refuseToStart(\`\${CONVERSATIONS} cannot be written to: \${findReason(error)}\`);
}`;

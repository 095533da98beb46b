import ts from "typescript";

/** What is known of a program without its texts. */
export interface ProgramShape {
  /** The kinds of all nodes, in order; a text is as good as any other. */
  readonly nodes: string;
  /** All names. */
  readonly names: readonly string[];
  /** The values of all string literals, in order. */
  readonly texts: readonly string[];
  /** What stands in comments and spaces. */
  readonly trivia: string;
}

/** Parses a program. One that does not parse has another shape than one that does. */
export const readShape = (code: string): ProgramShape => {
  const file = ts.createSourceFile("program.mjs", code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const nodes: number[] = [];
  const names: string[] = [];
  const texts: string[] = [];
  const trivia: string[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node.kind);
    if (ts.isIdentifier(node)) {
      names.push(node.text);
    }
    if (ts.isStringLiteral(node)) {
      texts.push(node.text);
    }
    if (node.getChildCount(file) === 0) {
      trivia.push(code.slice(node.getFullStart(), node.getStart(file)));
    }
    node.getChildren(file).forEach(visit);
  };
  visit(file);
  return { nodes: nodes.join(" "), names, texts, trivia: trivia.join("|") };
};

/** What the compiler says of the syntax of a program. */
export const listSyntaxErrors = (code: string): string[] =>
  (
    ts.transpileModule(code, {
      fileName: "program.mjs",
      reportDiagnostics: true,
      compilerOptions: { allowJs: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    }).diagnostics ?? []
  ).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));

import ts from "typescript";
import { HOOKS_NAME } from "./hooks-name";

interface Insertion {
  readonly position: number;
  readonly text: string;
}

const isInAsyncGenerator = (node: ts.Node): boolean => {
  const owner = ts.findAncestor(node, ts.isFunctionLike);
  return (
    owner !== undefined &&
    ts.canHaveModifiers(owner) &&
    (ts.getModifiers(owner) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
  );
};

/**
 * `await x` becomes `hooks.after(id, (hooks.before(id), await hooks.watch(id, x)))`: no turn of the loop is added, and a
 * statement still begins with a word.
 */
const wrapAwait = (node: ts.AwaitExpression, id: string): Insertion[] => [
  { position: node.getStart(), text: `${HOOKS_NAME}.after(${id}, (${HOOKS_NAME}.before(${id}), ` },
  { position: node.expression.getStart(), text: `${HOOKS_NAME}.watch(${id}, ` },
  { position: node.getEnd(), text: ")))" },
];

/** What is iterated asynchronously passes the hook around each of its steps. */
const wrapIterated = (expression: ts.Expression, id: string): Insertion[] => [
  { position: expression.getStart(), text: `${HOOKS_NAME}.iterate(${id}, ` },
  { position: expression.getEnd(), text: ")" },
];

const wrap = (node: ts.Node, id: string): Insertion[] => {
  if (ts.isAwaitExpression(node)) {
    return wrapAwait(node, id);
  }
  if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) {
    return wrapIterated(node.expression, id);
  }
  if (
    ts.isYieldExpression(node) &&
    node.asteriskToken !== undefined &&
    node.expression !== undefined &&
    isInAsyncGenerator(node)
  ) {
    return wrapIterated(node.expression, id);
  }
  return [];
};

const insert = (text: string, insertions: readonly Insertion[]): string => {
  const parts: string[] = [];
  let done = 0;
  // The sort is stable, and outer expressions come before those inside of them.
  for (const { position, text: added } of insertions.toSorted((a, b) => a.position - b.position)) {
    parts.push(text.slice(done, position), added);
    done = position;
  }
  return [...parts, text.slice(done)].join("");
};

/**
 * Has every `await`, `for await` and asynchronous `yield*` of a module call the hooks. Each place is named
 * `file:line:column`.
 * @param file - how the places name the module
 */
export const instrumentAwaits = (file: string, text: string): string => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const insertions: Insertion[] = [];
  const visit = (node: ts.Node): void => {
    const { line, character } = source.getLineAndCharacterOfPosition(node.getStart());
    insertions.push(...wrap(node, JSON.stringify(`${file}:${line + 1}:${character + 1}`)));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return insert(text, insertions);
};

import type { DocPage } from "./doc-pages";
import { splitMarkdown, type MarkdownFence } from "./markdown";

/** A block of a program. */
export interface DocPart {
  readonly code: string;
  /** Line of its first line of code on the page, from 1. */
  readonly line: number;
  /** What it has to print; `null` when the page does not say. */
  readonly output: string | null;
}

/** A block of code on a page, with those that continue it. */
export interface DocProgram {
  /** Page of all parts, relative to the root of the project. */
  readonly page: string;
  readonly language: "ts" | "js";
  readonly parts: readonly DocPart[];
  /** Whether it is run; its types are checked in any case. */
  readonly isRun: boolean;
}

const LANGUAGES: ReadonlyMap<string, DocProgram["language"]> = new Map([
  ["ts", "ts"],
  ["js", "js"],
  ["mjs", "js"],
]);
/** Other names of the same languages, under which a block would go by unchecked. */
const STRANGE_LANGUAGE = /^(typescript|javascript|[jt]sx|[cm]ts|cjs|node)$/i;

const TYPES_ONLY = "types only";
const CONTINUES = "continues";
const COMMENTS = new Set([TYPES_ONLY, CONTINUES, "prettier-ignore"]);

/** Where a program begins, for titles and messages. */
export const nameProgram = ({ page, parts }: DocProgram): string =>
  `${page}:${parts.map(({ line }) => line - 1).join("+")}`;

/** The whole program. */
export const joinParts = ({ parts }: Pick<DocProgram, "parts">): string =>
  parts.map(({ code }) => code).join("");

const appendPart = (
  previous: DocProgram | undefined,
  part: DocPart,
  { language, isRun }: Pick<DocProgram, "language" | "isRun">,
): DocProgram => {
  if (previous === undefined) {
    throw new Error("there is no block before it to continue");
  }
  if (previous.language !== language) {
    throw new Error(`it continues a block of another language, ${previous.language}`);
  }
  if (isRun && !previous.isRun) {
    throw new Error("it continues a block that is not run");
  }
  return { ...previous, isRun, parts: [...previous.parts, part] };
};

const readFence = (
  fence: MarkdownFence,
  output: string | null,
  page: string,
  programs: DocProgram[],
): void => {
  const language = LANGUAGES.get(fence.language);
  if (language === undefined) {
    if (STRANGE_LANGUAGE.test(fence.language)) {
      throw new Error(`the language is called ${fence.language}; write ts or js`);
    }
    return;
  }
  const stranger = fence.comments.find((comment) => !COMMENTS.has(comment));
  if (stranger !== undefined) {
    throw new Error(`there is no comment "${stranger}"; there are "${TYPES_ONLY}" and "${CONTINUES}"`);
  }
  const isRun = !fence.comments.includes(TYPES_ONLY);
  if (!isRun && output !== null) {
    throw new Error("it is not run, and a text block right behind it says what it prints");
  }
  const part = { code: fence.text, line: fence.line + 1, output };
  if (!fence.comments.includes(CONTINUES)) {
    programs.push({ page, language, isRun, parts: [part] });
    return;
  }
  const previous = programs.at(-1);
  const program = appendPart(previous, part, { language, isRun });
  if (previous?.isRun === isRun) {
    programs.pop();
  }
  programs.push(program);
};

/**
 * Puts the code of a page together. In the line before a block may stand `<!-- types only -->` or `<!-- continues -->`; a
 * `text` block right behind one that is run is its exact output.
 * @throws Error that names page and line of a block that breaks a rule
 */
export const readPrograms = ({ path, text }: DocPage): DocProgram[] => {
  const { fences } = splitMarkdown(text);
  const programs: DocProgram[] = [];
  for (const fence of fences) {
    const output = fences.find(({ behind, language }) => behind === fence && language === "text");
    try {
      readFence(fence, output?.text ?? null, path, programs);
    } catch (error) {
      throw new Error(`${path}:${fence.line}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  return programs;
};

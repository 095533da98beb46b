/** A fenced block of a page. */
export interface MarkdownFence {
  /** First word behind the fence; empty without one. */
  readonly language: string;
  /** What stands in it, each line with its end. */
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** Comments in the lines right before it, in order, without their marks. Empty lines do not count. */
  readonly comments: readonly string[];
  /** The fence before it, when only empty lines and comments stand between the two. */
  readonly behind: MarkdownFence | null;
}

/** A page taken apart. */
export interface MarkdownParts {
  readonly fences: readonly MarkdownFence[];
  /** The lines outside of fences; those of fences are empty. */
  readonly lines: readonly string[];
}

const OPENING = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^`\s]*)[^`]*$/;
const COMMENT = /^[ \t]*<!--\s*(.*?)\s*-->[ \t]*$/;

const isClosing = (line: string, marks: string): boolean => {
  const text = line.trim();
  return text.length >= marks.length && text === (marks[0] ?? "").repeat(text.length);
};

const takeIndent = (line: string, indent: string): string =>
  line.startsWith(indent) ? line.slice(indent.length) : line.trimStart();

/**
 * Finds the fenced blocks of a page.
 * @param page - Markdown
 * @throws Error when a fence is never closed
 */
export const splitMarkdown = (page: string): MarkdownParts => {
  const fences: MarkdownFence[] = [];
  const lines: string[] = [];
  const source = page.split(/\r?\n/);
  let comments: string[] = [];
  let last: MarkdownFence | null = null;
  for (let index = 0; index < source.length; index += 1) {
    const line = source[index] ?? "";
    const [, indent = "", marks, language = ""] = OPENING.exec(line) ?? [];
    const comment = COMMENT.exec(line)?.[1];
    if (marks === undefined) {
      lines.push(line);
      if (comment !== undefined) {
        comments.push(comment);
      } else if (line.trim() !== "") {
        comments = [];
        last = null;
      }
      continue;
    }
    const end = source.findIndex((candidate, position) => position > index && isClosing(candidate, marks));
    if (end < 0) {
      throw new Error(`line ${index + 1}: the fence is never closed`);
    }
    const text = source.slice(index + 1, end).map((inner) => `${takeIndent(inner, indent)}\n`);
    last = { language, text: text.join(""), line: index + 1, comments, behind: last };
    fences.push(last);
    lines.push(...source.slice(index, end + 1).map(() => ""));
    comments = [];
    index = end;
  }
  return { fences, lines };
};

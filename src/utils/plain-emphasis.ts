/** A run of one mark. */
interface MarkRun {
  readonly start: number;
  readonly end: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
}

const MARKS = /\*+|_+|~+/g;
const WORD_CHARACTER = /[\p{L}\p{N}]/u;
const SPACE = /\s/;

/** Emphasis has one to three marks, a strike two; longer runs are no markup. */
const isMarkup = (run: string): boolean => (run.startsWith("~") ? run.length === 2 : run.length <= 3);

const isSpaceOrEnd = (character: string): boolean => character === "" || SPACE.test(character);

/** The character that ends at `end`, whole. */
const characterBefore = (text: string, end: number): string => {
  const isPair = /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, end - 2), end));
  return text.slice(Math.max(0, end - (isPair ? 2 : 1)), end);
};

const characterAt = (text: string, start: number): string => {
  const code = text.codePointAt(start);
  return code === undefined ? "" : String.fromCodePoint(code);
};

/** A mark inside of a word is part of it: `a_b_c`, `2*3*4`. */
const readRun = (text: string, start: number, end: number): MarkRun => {
  const before = characterBefore(text, start);
  const after = characterAt(text, end);
  return {
    start,
    end,
    canOpen: !WORD_CHARACTER.test(before) && !isSpaceOrEnd(after),
    canClose: !isSpaceOrEnd(before) && !WORD_CHARACTER.test(after),
  };
};

/** The runs that enclose something, in the order they were closed. */
const findPairs = (text: string): MarkRun[] => {
  /** Runs that wait for their end, by the run itself. */
  const open = new Map<string, MarkRun[]>();
  const pairs: MarkRun[] = [];
  for (const { 0: marks, index } of text.matchAll(MARKS)) {
    const run = isMarkup(marks) ? readRun(text, index, index + marks.length) : undefined;
    const waiting = open.get(marks) ?? [];
    const opener = run?.canClose === true ? waiting.pop() : undefined;
    if (run !== undefined && opener !== undefined) {
      pairs.push(opener, run);
      dropAfter(open, opener.start);
    } else if (run?.canOpen === true) {
      waiting.push(run);
      open.set(marks, waiting);
    }
  }
  return pairs;
};

/** What began inside of a pair and did not end there is no markup. */
const dropAfter = (open: ReadonlyMap<string, MarkRun[]>, start: number): void => {
  for (const waiting of open.values()) {
    while ((waiting.at(-1)?.start ?? -1) > start) {
      waiting.pop();
    }
  }
};

/**
 * Takes the marks of emphasis (`*`, `_`) and of strikes (`~~`) off, also nested ones. Reads the text once.
 * @param text - Markdown
 */
export const unwrapEmphasis = (text: string): string => {
  const pieces: string[] = [];
  let position = 0;
  for (const { start, end } of findPairs(text).sort((left, right) => left.start - right.start)) {
    pieces.push(text.slice(position, start));
    position = end;
  }
  pieces.push(text.slice(position));
  return pieces.join("");
};

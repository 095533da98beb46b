import { posix } from "node:path";
import type { DocPage } from "./doc-pages";
import { splitMarkdown } from "./markdown";

/** A link as it stands on a page. */
export interface DocLink {
  readonly target: string;
  /** From 1. */
  readonly line: number;
}

const HEADING = /^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$/;
const CODE_SPAN = /(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g;
const EXTERNAL = /^[a-z][a-z\d+.-]*:/i;
const NOT_IN_SLUG = /[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu;

/** What GitHub makes of a heading, before it numbers repeats. */
export const slugify = (heading: string): string =>
  heading
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replaceAll(NOT_IN_SLUG, "")
    .replaceAll(" ", "-");

/** Every anchor of a page: those of its headings, repeats with a number, and those set by hand. */
export const listAnchors = (text: string): Set<string> => {
  const anchors = new Set<string>();
  for (const line of splitMarkdown(text).lines) {
    const heading = HEADING.exec(line)?.[1];
    if (heading !== undefined) {
      const slug = slugify(heading);
      let anchor = slug;
      for (let repeat = 1; anchors.has(anchor); repeat += 1) {
        anchor = `${slug}-${repeat}`;
      }
      anchors.add(anchor);
    }
    for (const [, anchor = ""] of line.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)) {
      anchors.add(anchor);
    }
  }
  return anchors;
};

/** Spaces for what is blotted out, so that lines keep their number. */
const blank = (text: string): string => text.replaceAll(/[^\n]/g, " ");

const readProse = (text: string): string =>
  splitMarkdown(text)
    .lines.join("\n")
    .replaceAll(/<!--[\s\S]*?-->/g, blank)
    .replaceAll(CODE_SPAN, blank);

const countLine = (prose: string, position: number): number => prose.slice(0, position).split("\n").length;

/** Every link and picture of a page, also of its definitions and of HTML, outside of code and comments. */
export const listLinks = (text: string): DocLink[] => {
  const prose = readProse(text);
  const patterns = [
    /\]\(\s*<?([^)\s>]+)>?[^)]*\)/g,
    /^ {0,3}\[[^\]]+\]:[ \t]+<?([^\s>]+)>?/gm,
    /<[a-z][^>]*\s(?:href|src)="([^"]+)"/gi,
  ];
  return patterns.flatMap((pattern) =>
    [...prose.matchAll(pattern)].map((match) => ({
      target: match[1] ?? "",
      line: countLine(prose, match.index),
    })),
  );
};

/** References `[text][name]` whose name is defined nowhere on the page. */
const listUndefined = (text: string): DocLink[] => {
  const prose = readProse(text);
  const defined = new Set(
    [...prose.matchAll(/^ {0,3}\[([^\]]+)\]:/gm)].map(([, name = ""]) => name.toLowerCase()),
  );
  return [...prose.matchAll(/\]\[([^\]]+)\]/g)]
    .filter(([, name = ""]) => !defined.has(name.toLowerCase()))
    .map((match) => ({ target: match[1] ?? "", line: countLine(prose, match.index) }));
};

/** Where a link leads, from the root of the project. */
const resolveTarget = (page: string, target: string): { path: string; anchor: string | null } => {
  const [file = "", ...rest] = target.split("#");
  const path = file === "" ? page : posix.join(posix.dirname(page), decodeURIComponent(file));
  return {
    path: path.replace(/\/$/, ""),
    anchor: rest.length === 0 ? null : decodeURIComponent(rest.join("#")),
  };
};

const judge = (
  page: string,
  target: string,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
  exists: (path: string) => boolean,
): string | null => {
  if (target.startsWith("/")) {
    return "begins at the root of a disk; write it relative to the page";
  }
  const { path, anchor } = resolveTarget(page, target);
  if (path.startsWith("..")) {
    return "leads out of the project";
  }
  const known = anchors.get(path);
  if (known === undefined && !exists(path)) {
    return "leads to nothing";
  }
  if (anchor === null) {
    return null;
  }
  if (known === undefined) {
    return "has an anchor, and leads to no page";
  }
  return known.has(anchor) ? null : `leads to no heading of ${path}`;
};

/**
 * Checks the links of pages among each other and to other files. Addresses of other hosts are not looked at.
 * @param exists - whether there is a file or a folder, from the root of the project
 * @returns one line per link that leads nowhere
 */
export const findBrokenLinks = (pages: readonly DocPage[], exists: (path: string) => boolean): string[] => {
  const anchors = new Map(pages.map(({ path, text }) => [path, listAnchors(text)]));
  return pages.flatMap(({ path, text }) => [
    ...listUndefined(text).map(({ target, line }) => `${path}:${line}: [${target}] is defined nowhere`),
    ...listLinks(text)
      .filter(({ target }) => !EXTERNAL.test(target))
      .flatMap(({ target, line }) => {
        const problem = judge(path, target, anchors, exists);
        return problem === null ? [] : [`${path}:${line}: ${target} ${problem}`];
      }),
  ]);
};

/**
 * Pages that nobody finds by following links; a link to a folder leads to its `README.md`.
 * @param starts - pages where readers begin
 */
export const findOrphans = (pages: readonly DocPage[], starts: readonly string[]): string[] => {
  const texts = new Map(pages.map(({ path, text }) => [path, text]));
  const reached = new Set<string>();
  const open = [...starts];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const text = texts.get(path);
    if (text === undefined || reached.has(path)) {
      continue;
    }
    reached.add(path);
    for (const { target } of listLinks(text).filter((link) => !EXTERNAL.test(link.target))) {
      const next = resolveTarget(path, target).path;
      open.push(next, `${next}/README.md`);
    }
  }
  return pages.map(({ path }) => path).filter((path) => !reached.has(path));
};

/** How many letters must be put in, left out or replaced to make one text of another (V. I. Levenshtein, 1965). */
const countEdits = (from: string, to: string): number => {
  let row = Array.from({ length: Array.from(to).length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1];
    for (const [place, other] of Array.from(to).entries()) {
      const replaced = (row[place] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};

/**
 * The name that another one may be a misspelling of: at most a third of its letters are wrong, whatever their case.
 * @param name - any text
 * @param names - the names there are
 * @returns the nearest one, the first of equals; `undefined` when none is near
 */
export const findNearestName = (name: string, names: readonly string[]): string | undefined => {
  let nearest: string | undefined;
  let fewest = Math.floor(name.length / 3) + 1;
  for (const candidate of names) {
    const edits = countEdits(name.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) {
      nearest = candidate;
      fewest = edits;
    }
  }
  return nearest;
};

/** Somebody who waits. */
export interface Waiting {
  /** Whose calls are around him, as it stands: they may go on only when he does. */
  readonly listCallers: () => readonly object[];
  /** Whose work he waits for, as it stands. */
  readonly listBlockers: () => readonly object[];
}

/**
 * Whether somebody would wait for something that waits for him: what blocks him is around him, or waits itself, perhaps through
 * others, for something that is.
 * @param others - who waits already
 */
export const isCircularWait = (
  { listCallers, listBlockers }: Waiting,
  others: ReadonlySet<Waiting>,
): boolean => {
  const callers = listCallers();
  const open = [...listBlockers()];
  const seen = new Set<object>();
  for (let blocker = open.pop(); blocker !== undefined; blocker = open.pop()) {
    if (callers.includes(blocker)) {
      return true;
    }
    if (!seen.has(blocker)) {
      seen.add(blocker);
      open.push(...listBehind(blocker, others));
    }
  }
  return false;
};

/** What those wait for whom somebody has called. */
const listBehind = (caller: object, others: ReadonlySet<Waiting>): readonly object[] =>
  [...others]
    .filter(({ listCallers }) => listCallers().includes(caller))
    .flatMap(({ listBlockers }) => listBlockers());

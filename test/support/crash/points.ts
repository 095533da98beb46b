import type { ListedHit, LogEntry, TickEntry } from "./plan";

/** A place and moment to crash at. */
export interface CrashPoint extends ListedHit {
  /** From 1, over all sessions. */
  readonly number: number;
  readonly session: string;
  /** What was under way. */
  readonly kind: string;
  readonly action: TickEntry["action"] | null;
  readonly signalId: string | null;
}

type Candidate = Omit<CrashPoint, "number">;

/** What one uninterrupted run of a session has shown. */
export interface SessionListing {
  readonly session: string;
  readonly entries: readonly LogEntry[];
  readonly hits: readonly ListedHit[];
}

/** Kinds of work outside of ticks that may be cut off, by the name of their scope. */
const STOPPING: Readonly<Record<string, string>> = { stop: "stop", ending: "stop: end of the runs" };

const BEGINNING = "begun";

const findTicks = (entries: readonly LogEntry[]): Map<string, TickEntry & { readonly time: number }> =>
  new Map(entries.flatMap((entry) => (entry.type === "tick" ? [[entry.scope, entry] as const] : [])));

/** What of an uninterrupted run may be cut off: ticks that came to something, and the stop. */
export const findScopes = (entries: readonly LogEntry[]): string[] => [
  ...findTicks(entries).keys(),
  ...Object.keys(STOPPING),
];

/** What was under way at each hit; steps count from the beginning of each scope. */
const listCandidates = ({ session, entries, hits }: SessionListing): Candidate[] => {
  const ticks = findTicks(entries);
  const stopTime = entries.find(({ type }) => type === "stop")?.time ?? Infinity;
  const begun = new Map<string, number>();
  return hits.flatMap((hit) => {
    const tick = ticks.get(hit.scope);
    const kind = tick?.kind ?? STOPPING[hit.scope];
    if (kind === undefined) {
      return [];
    }
    const firstStage = begun.get(hit.scope) ?? hit.stage;
    begun.set(hit.scope, firstStage);
    const stage = hit.stage - firstStage;
    return [
      {
        ...hit,
        session,
        kind: tick !== undefined && hit.time > stopTime ? `${kind}, stopped before` : kind,
        action: tick?.action ?? null,
        signalId: tick?.signalId ?? null,
        stage,
        step: stage === 0 ? BEGINNING : hit.step,
      },
    ];
  });
};

/** The word before the reason: all closes go the same way, and so do all cancellations. */
const toTransition = (kind: string): string => /^\w+/.exec(kind)?.[0] ?? kind;

/** The ends of two runs come in any order, and the files do not belong to the one or the other. */
const isOrdered = ({ scope }: Candidate): boolean => scope !== "ending";

const comparePlaces = (one: Candidate, other: Candidate): number =>
  `${one.id} ${one.phase}` < `${other.id} ${other.phase}` ? -1 : 1;

/**
 * Chooses among the hits: every await of every transition, before and after, at its first occurrence; and for each kind of
 * end one hit for each state that a crash can leave behind.
 */
const chooseCandidates = (candidates: readonly Candidate[]): Candidate[] => {
  const seen = new Set<string>();
  const isNew = (...key: readonly (string | number)[]): boolean => {
    const text = key.join(" | ");
    return seen.size < seen.add(text).size;
  };
  const chosen = candidates.filter((candidate) => {
    const { kind, id, phase, stage, step } = candidate;
    const isNewPlace = isNew("place", toTransition(kind), id, phase);
    return (isOrdered(candidate) && isNew("state", kind, stage, step)) || isNewPlace;
  });
  const unordered = chosen.filter((candidate) => !isOrdered(candidate));
  return [...chosen.filter(isOrdered), ...unordered.toSorted(comparePlaces)];
};

/** The points of all sessions. */
export const choosePoints = (listings: readonly SessionListing[]): CrashPoint[] =>
  chooseCandidates(listings.flatMap(listCandidates)).map((candidate, index) => ({
    ...candidate,
    number: index + 1,
  }));

/** How reports name a point. */
export const describePoint = (point: CrashPoint): string =>
  `${point.number}: ${point.session}, ${point.kind} of ${point.signalId ?? "the runs"} (${point.step}), ` +
  `${point.phase} ${point.id} #${point.occurrence} in ${point.scope}`;

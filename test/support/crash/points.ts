import type { ListedHit, LogEntry, TickEntry } from "./plan";

/** A place and moment to crash at. */
export interface CrashPoint extends ListedHit {
  /** From 1, over all sessions. */
  readonly number: number;
  readonly session: string;
  /** The crash before, if this one comes while a restart takes up what that one has left. */
  readonly earlier: CrashPoint | null;
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
const STOPPING: Readonly<Record<string, string>> = { stop: "stop", ending: "stop, end of the runs" };

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
        earlier: null,
        kind: tick !== undefined && hit.time > stopTime ? `${kind} after the stop` : kind,
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

/** Numbers points. */
const number = (candidates: readonly Candidate[], first: number): CrashPoint[] =>
  candidates.map((candidate, index) => ({ ...candidate, number: first + index }));

/** The points of all sessions. */
export const choosePoints = (listings: readonly SessionListing[]): CrashPoint[] =>
  number(chooseCandidates(listings.flatMap(listCandidates)), 1);

/** Stores in which a change decides what has happened. */
const DECIDED = ["signal written", "schedule written", "partial written"];

/** For each transition the first point at which it is written, and nobody has been told of it. */
export const chooseDecided = (points: readonly CrashPoint[]): CrashPoint[] => {
  const decided = points.filter(({ step }) => DECIDED.includes(step));
  return decided.filter(
    (point, index) =>
      decided.findIndex(({ kind }) => toTransition(kind) === toTransition(point.kind)) === index,
  );
};

/** What a restart after a crash has shown. */
export interface RestartListing {
  readonly earlier: CrashPoint;
  readonly hits: readonly ListedHit[];
}

/** The clients decide what is done after each transition; all else does the same for each of them. */
const toRestartPlace = ({ id, phase }: ListedHit, kind: string): string =>
  id.startsWith("src/client/") ? `${phase} ${id} ${kind}` : `${phase} ${id}`;

/**
 * Every await of the restarts at its first occurrence.
 * @param first - number of the first of them
 */
export const chooseRestartPoints = (listings: readonly RestartListing[], first: number): CrashPoint[] => {
  const seen = new Set<string>();
  const candidates = listings.flatMap(({ earlier, hits }) => {
    const { session, kind, action, signalId } = earlier;
    return hits
      .filter((hit) => seen.size < seen.add(toRestartPlace(hit, kind)).size)
      .map((hit) => ({
        ...hit,
        session,
        earlier,
        kind: `restart after ${kind}`,
        action,
        signalId,
        step: "taking up",
      }))
      .toSorted(comparePlaces);
  });
  return number(candidates, first);
};

/** How reports name a point. */
export const describePoint = (point: CrashPoint): string =>
  `${point.number}: ${point.session}, ${point.kind} of ${point.signalId ?? "the runs"} (${point.step}), ` +
  `${point.phase} ${point.id} #${point.occurrence} in ${point.scope}`;

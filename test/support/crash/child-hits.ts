import { writeFileSync } from "node:fs";
import { getClock } from "../../../src/utils/clock";
import type { ChildLog } from "./child-log";
import { readTexts } from "./disk";
import { listenHits } from "./hooks";
import type { Hit, HitListing, ListedHit } from "./plan";

const isSameHit = (one: Hit, other: Hit): boolean =>
  one.scope === other.scope &&
  one.id === other.id &&
  one.phase === other.phase &&
  one.occurrence === other.occurrence;

/** Dies at a hit, as if the power had been cut. */
export const killAt = (target: Hit): void => {
  listenHits(
    (hit) => {
      if (isSameHit(hit, target)) {
        process.kill(process.pid, "SIGKILL");
      }
    },
    (id) => id === target.id,
  );
};

/** `dump/data/<store>/<folder>/<file>`; a temporary file is a document that is being written. */
const describeFile = (path: string): string => {
  const store = path.split("/")[2] ?? path;
  return path.endsWith(".json") ? `${store} written` : `writing ${store}`;
};

const findChanges = (before: Map<string, string>, after: Map<string, string>): string[] =>
  [...after].flatMap(([path, text]) => (before.get(path) === text ? [] : [describeFile(path)]));

/** Notes what a crash would leave behind: the files, and what everybody was told. */
class StageCounter {
  private texts = new Map<string, string>();
  private told = 0;
  private stage = 0;
  private step = "";

  public constructor(private readonly log: ChildLog) {}

  public look(): Pick<ListedHit, "stage" | "step"> {
    const texts = readTexts(process.cwd());
    const changes = findChanges(this.texts, texts);
    const isChanged = changes.length > 0 || texts.size !== this.texts.size;
    const isTold = this.log.length > this.told;
    if (isChanged || isTold) {
      this.stage += 1;
      this.step =
        changes.find((change) => change.endsWith("written")) ?? changes[0] ?? (isTold ? "told" : this.step);
    }
    this.texts = texts;
    this.told = this.log.length;
    return { stage: this.stage, step: this.step };
  }
}

/** Notes the hits of the scopes, and writes them all to the file at the end. */
export const listHits = ({ path, scopes }: HitListing, log: ChildLog): void => {
  const hits: ListedHit[] = [];
  const counter = new StageCounter(log);
  const wanted = new Set(scopes);
  listenHits((hit) => {
    if (wanted.has(hit.scope)) {
      hits.push({ ...hit, ...counter.look(), time: getClock().now() });
    }
  });
  process.on("exit", () => writeFileSync(path, JSON.stringify(hits)));
};

import { beforeEach, describe, expect, it } from "vitest";
import type { IRunStart } from "../../../../../src/interfaces/Collector.interface";
import type { IReportPair } from "../../../../../src/interfaces/Report.interface";
import { BucketStore } from "../../../../../src/lib/services/report/BucketStore";
import { PAIR, RUN } from "./report-fixtures";

interface Basket {
  readonly run: IRunStart | null;
  isEmpty: boolean;
}

const LIVE: IReportPair = { ...PAIR, backtest: false };

let store: BucketStore<Basket>;

beforeEach(() => {
  store = new BucketStore((run): Basket => ({ run, isEmpty: true }));
});

describe("buckets of a report", () => {
  it("a run that begins gets a new one, made for it; the one of the run before is gone", () => {
    store.start(RUN);
    const first = store.read(PAIR);
    expect(first.run).toBe(RUN);
    const again = { ...RUN };
    store.start(again);
    expect(store.read(PAIR)).not.toBe(first);
    expect(store.read(PAIR).run).toBe(again);
  });

  it("what is collected outside of a run has a bucket without one, which stays", () => {
    const bucket = store.open(PAIR);
    expect(bucket.run).toBeNull();
    expect(store.open(PAIR)).toBe(bucket);
    expect(store.read(PAIR)).toBe(bucket);
  });

  it("what a run collects goes into the bucket of the run", () => {
    store.start(RUN);
    expect(store.open(PAIR).run).toBe(RUN);
  });

  it("reading makes nothing: a pair that never ran has an empty one each time, and is not listed", () => {
    expect(store.read(PAIR)).toEqual({ run: null, isEmpty: true });
    expect(store.read(PAIR)).not.toBe(store.read(PAIR));
    expect(store.listOf("strategy")).toEqual([]);
  });

  it("another symbol, strategy or mode has another one, also where names hold a separator", () => {
    const pairs: IReportPair[] = [
      PAIR,
      LIVE,
      { ...PAIR, symbol: "ETHUSDT" },
      { ...PAIR, strategyName: "other" },
      { ...PAIR, symbol: "A:B", strategyName: "C" },
      { ...PAIR, symbol: "A", strategyName: "B:C" },
    ];
    const buckets = pairs.map((pair) => store.open(pair));
    expect(new Set(buckets).size).toBe(pairs.length);
    expect(pairs.map((pair) => store.read(pair))).toEqual(buckets);
  });

  it("those of a strategy are listed in the order in which its pairs ran first, with their pairs", () => {
    store.start({ ...RUN, symbol: "B" });
    store.start({ ...RUN, strategyName: "other" });
    store.start({ ...RUN, symbol: "A", backtest: false });
    store.start({ ...RUN, symbol: "B" });
    const listed = store.listOf("strategy");
    expect(listed.map(({ pair }) => pair)).toEqual([
      { symbol: "B", strategyName: "strategy", backtest: true },
      { symbol: "A", strategyName: "strategy", backtest: false },
    ]);
    expect(listed[0]?.bucket).toBe(store.read({ ...PAIR, symbol: "B" }));
  });
});

describe("the mode that is meant", () => {
  it("is the one that is said, whatever was collected", () => {
    store.open(LIVE).isEmpty = false;
    expect(store.select("BTCUSDT", "strategy", true)).toEqual(PAIR);
    store.clear();
    store.open(PAIR).isEmpty = false;
    expect(store.select("BTCUSDT", "strategy", false)).toEqual(LIVE);
  });

  it("left out, is live if anything was collected there, else the back-test", () => {
    expect(store.select("BTCUSDT", "strategy", undefined)).toEqual(PAIR);
    store.start({ ...RUN, backtest: false });
    expect(store.select("BTCUSDT", "strategy", undefined)).toEqual(PAIR);
    store.open(LIVE).isEmpty = false;
    store.open(PAIR).isEmpty = false;
    expect(store.select("BTCUSDT", "strategy", undefined)).toEqual(LIVE);
    expect(store.select("ETHUSDT", "strategy", undefined)).toMatchObject({ backtest: true });
  });
});

describe("clearing", () => {
  it("with a pair drops its bucket and no other; without one all", () => {
    [PAIR, LIVE].forEach((pair) => store.open(pair));
    const live = store.read(LIVE);
    store.clear(PAIR);
    expect(store.listOf("strategy").map(({ bucket }) => bucket)).toEqual([live]);
    store.clear(PAIR);
    store.clear();
    expect(store.listOf("strategy")).toEqual([]);
  });

  it("a bucket that was opened last is not opened again behind a clearing or a new run", () => {
    const first = store.open(PAIR);
    expect(store.open({ ...PAIR })).toBe(first);
    expect(store.open(LIVE)).not.toBe(first);
    expect(store.open(PAIR)).toBe(first);
    store.clear(PAIR);
    const second = store.open(PAIR);
    expect(second).not.toBe(first);
    store.start(RUN);
    expect(store.open(PAIR).run).toBe(RUN);
    expect(store.read(PAIR)).toBe(store.open(PAIR));
    store.clear();
    expect(store.open(PAIR).run).toBeNull();
  });
});

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IOptimizerData } from "../../src/interfaces/Optimizer.interface";
import { createSimulatedClock, type SimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { createOptimizer, createRows, SYMBOL } from "../unit/client/optimizer-fixture";

/** How an iterable comes by its iterators. */
const KINDS = [
  "generator",
  "its own iterator, which begins anew",
  "its own iterator, which goes on",
  "its own iterator, which goes on until it is ended",
  "a new generator each time",
  "a new iterator each time, over one generator",
  "a new iterator each time, over one stream",
] as const;
type Kind = (typeof KINDS)[number];

const BEGINS_ANEW: readonly Kind[] = ["its own iterator, which begins anew", "a new generator each time"];

/** The iterator is another one, what it iterates is not. */
const HIDDEN: readonly Kind[] = [
  "a new iterator each time, over one generator",
  "a new iterator each time, over one stream",
];

/** A reading: the row in whose place it fails, if it does, and whether that row is lost then. */
interface Failure {
  readonly index: number;
  readonly losesRow: boolean;
}

class Stream {
  public failure: Failure | undefined;
  public given = 0;
  private index = 0;

  public constructor(private readonly rows: readonly IOptimizerData[]) {}

  public readonly next = async (): Promise<IteratorResult<unknown>> => {
    await Promise.resolve();
    if (this.failure?.index === this.index) {
      this.index += this.failure.losesRow ? 1 : 0;
      this.failure = undefined;
      throw new Error("down");
    }
    const value = this.rows[this.index];
    this.index += 1;
    this.given += value === undefined ? 0 : 1;
    return value === undefined ? { done: true, value } : { done: false, value };
  };

  public rewind(): void {
    this.index = 0;
  }

  public end(): void {
    this.index = this.rows.length;
  }
}

const generate = async function* (stream: Stream): AsyncGenerator<unknown, void, undefined> {
  for (let step = await stream.next(); step.done !== true; step = await stream.next()) {
    yield step.value;
  }
};

const createIterable = (kind: Kind, stream: Stream): unknown => {
  const { next } = stream;
  const generator = generate(stream);
  switch (kind) {
    case "generator":
      return generator;
    case "its own iterator, which begins anew":
      return {
        next,
        [Symbol.asyncIterator]() {
          stream.rewind();
          return this;
        },
      };
    case "its own iterator, which goes on":
      return {
        next,
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    case "its own iterator, which goes on until it is ended":
      return {
        next,
        return: () => {
          stream.end();
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    case "a new generator each time":
      return {
        [Symbol.asyncIterator]: () => {
          stream.rewind();
          return generate(stream);
        },
      };
    case "a new iterator each time, over one generator":
      return { [Symbol.asyncIterator]: () => ({ next: () => generator.next() }) };
    case "a new iterator each time, over one stream":
      return { [Symbol.asyncIterator]: () => ({ next }) };
  }
};

let clock: SimulatedClock;
let restoreClock: () => void;

beforeEach(() => {
  clock = createSimulatedClock({ start: 0 });
  restoreClock = setClock(clock);
});

afterEach(() => {
  restoreClock();
});

/** The rows of a reading; `undefined` when it is an error. */
const createReader = (source: unknown) => {
  const seen: IOptimizerData[][] = [];
  const { client } = createOptimizer({
    source: [source],
    callbacks: {
      onSourceData: (_symbol: string, _name: string, data: IOptimizerData[]) => void seen.push(data),
    },
  });
  return async (): Promise<IOptimizerData[] | undefined> => {
    try {
      await clock.runUntil(client.getData(SYMBOL));
    } catch (error) {
      expect(error).toMatchObject({ name: "OptimizerError" });
      return undefined;
    }
    return seen.at(-1);
  };
};

describe("iterables of any kind, read again and again, with failures anywhere", () => {
  const failures = fc.option(fc.record({ index: fc.nat({ max: 5 }), losesRow: fc.boolean() }), {
    nil: undefined,
  });

  it("a reading gives all rows or is an error, and what begins anew is always read", async () => {
    const counts = { complete: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...KINDS),
        fc.integer({ min: 1, max: 5 }),
        fc.array(failures, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (kind, count, readings, isFunction) => {
          const stream = new Stream(createRows(count));
          const iterable = createIterable(kind, stream);
          const read = createReader(isFunction ? () => iterable : iterable);
          for (const failure of readings) {
            stream.failure = failure;
            const rows = await read();
            const hasFailed = failure !== undefined && stream.failure === undefined;
            // Nobody can tell it from a source that was down, and has no data.
            const mayBeEmpty = HIDDEN.includes(kind) && stream.given === 0;
            counts[rows === undefined ? "refused" : "complete"] += 1;
            if (rows !== undefined && !(mayBeEmpty && rows.length === 0)) {
              expect(rows).toEqual(createRows(count));
            }
            if (BEGINS_ANEW.includes(kind) && !hasFailed) {
              expect(rows).toEqual(createRows(count));
            }
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(counts.complete).toBeGreaterThan(200);
    expect(counts.refused).toBeGreaterThan(200);
  });
});

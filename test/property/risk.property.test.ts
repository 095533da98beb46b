import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MergeRisk } from "../../src/client/MergeRisk";
import type { IRisk, IRiskValidationPayload } from "../../src/interfaces/Risk.interface";
import { yieldToEventLoop } from "../../src/utils/clock";
import { ask, createProfile, position, SIGNAL } from "../unit/client/risk-fixtures";
import { longRow } from "../unit/client/signal-fixtures";

const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];

const wait = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) {
    await yieldToEventLoop();
  }
};

interface Plan {
  readonly strategy: number;
  readonly symbol: number;
  readonly isLong: boolean;
  readonly startsAfter: number;
  readonly opensAfter: number;
  readonly livesFor: number;
  /** What comes of a place once it is reserved. */
  readonly fate: "opens" | "is given up" | "fails to register";
}

const plansArbitrary = fc.array(
  fc.record<Plan>({
    strategy: fc.nat({ max: 4 }),
    symbol: fc.nat({ max: SYMBOLS.length - 1 }),
    isLong: fc.boolean(),
    startsAfter: fc.nat({ max: 6 }),
    opensAfter: fc.nat({ max: 3 }),
    livesFor: fc.nat({ max: 6 }),
    fate: fc.constantFrom("opens", "opens", "is given up", "fails to register"),
  }),
  { minLength: 2, maxLength: 14 },
);

interface Limits {
  readonly limit: number;
  readonly longLimit: number;
  /** Turns of the event loop that the slow rule takes, one call after the other. */
  readonly delays: readonly number[];
}

const limitsArbitrary = fc.record<Limits>({
  limit: fc.integer({ min: 1, max: 3 }),
  longLimit: fc.integer({ min: 1, max: 2 }),
  delays: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 5 }),
});

/** An exchange whose positions the store refuses. */
const BROKEN = "broken";

/** A live profile that limits positions and, apart from that, long positions. */
const createLimited = ({ limit, longLimit, delays }: Limits) => {
  let calls = 0;
  let lastCount = -1;
  const profile = createProfile({
    backtest: false,
    persistence: {
      read: () => Promise.resolve([]),
      write: async (rows) => {
        await yieldToEventLoop();
        if (rows.some(([, { exchangeName }]) => exchangeName === BROKEN)) {
          throw new Error("disk");
        }
      },
      hold: () => Promise.resolve(),
      letGo: () => Promise.resolve(false),
    },
    validations: [
      ({ activePositionCount, activePositions }: IRiskValidationPayload) => {
        lastCount = activePositionCount;
        if (activePositions.length !== activePositionCount || activePositionCount >= limit) {
          throw new Error("too many");
        }
      },
      () => wait(delays[calls++ % delays.length] ?? 0),
      ({ activePositions, pendingSignal }: IRiskValidationPayload) => {
        const longs = activePositions.filter(({ signal }) => signal?.position === "long");
        if (pendingSignal.position === "long" && longs.length >= longLimit) {
          throw new Error("too many longs");
        }
      },
    ],
  });
  return {
    risk: profile.risk,
    /** What a stranger sees in the profile. */
    countPlaces: async (): Promise<number> => {
      await profile.risk.checkSignal(ask("stranger", "NONE"));
      return lastCount;
    },
  };
};

/** Who holds a place, kept by the test itself from what it was answered. */
class Book {
  private readonly sides = new Map<string, boolean>();
  public most = 0;
  public mostLongs = 0;
  public refusals = 0;

  public enter(key: string, isLong: boolean): void {
    this.sides.set(key, isLong);
    this.most = Math.max(this.most, this.sides.size);
    this.mostLongs = Math.max(this.mostLongs, [...this.sides.values()].filter(Boolean).length);
  }

  public leave(key: string): void {
    this.sides.delete(key);
  }
}

/** One try to open a position, as the engine makes it: one at a time per pair, given back on every way out. */
const tryToOpen = async (risk: IRisk, plan: Plan, books: readonly Book[]): Promise<void> => {
  const strategyName = `s${plan.strategy}`;
  const symbol = SYMBOLS[plan.symbol] ?? "";
  const key = `${strategyName} ${symbol}`;
  const side = plan.isLong ? "long" : "short";
  const params = ask(strategyName, symbol, { pendingSignal: { ...SIGNAL, position: side } });
  const decision = await risk.reserve(params);
  if (!decision.allowed) {
    books.forEach((book) => book.refusals++);
    return;
  }
  books.forEach((book) => {
    book.enter(key, plan.isLong);
  });
  await wait(plan.opensAfter);
  let isOpen = false;
  if (plan.fate !== "is given up") {
    const row = longRow({ position: side, strategyName, symbol });
    const exchangeName = plan.fate === "opens" ? "exchange" : BROKEN;
    const opened = { ...position(strategyName, symbol), signal: row, exchangeName };
    const commit = async (): Promise<void> => decision.reservation.commit(opened);
    isOpen = await commit().then(
      () => true,
      () => false,
    );
    expect(isOpen).toBe(plan.fate === "opens");
    await wait(isOpen ? plan.livesFor : 0);
  }
  books.forEach((book) => {
    book.leave(key);
  });
  if (isOpen) {
    await risk.removeSignal(symbol, { strategyName });
  }
  decision.reservation.release();
};

/** Plans of one (strategy, symbol) follow each other, all others run at once. */
const runAll = async (plans: readonly Plan[], run: (plan: Plan) => Promise<void>): Promise<void> => {
  const lines = new Map<string, Plan[]>();
  for (const plan of plans) {
    const pair = `${plan.strategy} ${plan.symbol}`;
    lines.set(pair, [...(lines.get(pair) ?? []), plan]);
  }
  await Promise.all(
    [...lines.values()].map(async (line) => {
      for (const plan of line) {
        await wait(plan.startsAfter);
        await run(plan);
      }
    }),
  );
};

/** Whether the plans could not break a rule even if all of them were open at once. */
const fitsEasily = (plans: readonly Plan[], { limit, longLimit }: Limits): boolean =>
  plans.length <= limit && plans.filter(({ isLong }) => isLong).length <= longLimit;

describe("H6: strategies that open at the same moment never exceed a limit together", () => {
  it("one profile: no rule is ever broken, every place comes back, and nobody is refused without need", async () => {
    await fc.assert(
      fc.asyncProperty(limitsArbitrary, plansArbitrary, async (limits, plans) => {
        const { risk, countPlaces } = createLimited(limits);
        const book = new Book();
        await runAll(plans, (plan) => tryToOpen(risk, plan, [book]));
        expect(book.most).toBeLessThanOrEqual(limits.limit);
        expect(book.mostLongs).toBeLessThanOrEqual(limits.longLimit);
        if (fitsEasily(plans, limits)) {
          expect(book.refusals).toBe(0);
        }
        expect(await countPlaces()).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it("merged profiles in any order: the same holds for each of them", async () => {
    const merges = fc.array(fc.shuffledSubarray([0, 1, 2], { minLength: 1 }), { minLength: 5, maxLength: 5 });
    const allLimits = fc.tuple(limitsArbitrary, limitsArbitrary, limitsArbitrary);
    await fc.assert(
      fc.asyncProperty(allLimits, merges, plansArbitrary, async (limits, children, plans) => {
        const profiles = limits.map((one) => ({ ...createLimited(one), book: new Book(), limits: one }));
        await runAll(plans, (plan) => {
          const chosen = (children[plan.strategy] ?? []).flatMap((index) => profiles[index] ?? []);
          return tryToOpen(
            new MergeRisk(chosen.map(({ risk }) => risk)),
            plan,
            chosen.map(({ book }) => book),
          );
        });
        for (const { book, limits: one, countPlaces } of profiles) {
          expect(book.most).toBeLessThanOrEqual(one.limit);
          expect(book.mostLongs).toBeLessThanOrEqual(one.longLimit);
          expect(await countPlaces()).toBe(0);
        }
        if (limits.every((one) => fitsEasily(plans, one))) {
          expect(profiles.map(({ book }) => book.refusals)).toEqual([0, 0, 0]);
        }
      }),
      { numRuns: 150 },
    );
  });
});

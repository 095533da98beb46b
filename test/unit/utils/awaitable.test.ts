import { describe, expect, it } from "vitest";
import type { Awaitable } from "../../../src/interfaces/Awaitable.interface";
import { andFinally, andThen, forEachInTurn, orElse, promiseOf } from "../../../src/utils/awaitable";

const fail = (message: string): never => {
  throw new Error(message);
};

describe("andThen", () => {
  it("goes on at once with a value, and later with a promise", async () => {
    expect(andThen(1, (value) => value + 1)).toBe(2);
    const later = andThen(Promise.resolve(1), (value) => value + 1);
    expect(later).toBeInstanceOf(Promise);
    await expect(later).resolves.toBe(2);
  });

  it("throws what the next step throws, or rejects with it", async () => {
    expect(() => andThen(1, () => fail("now"))).toThrow("now");
    await expect(andThen(Promise.resolve(1), () => fail("later"))).rejects.toThrow("later");
    await expect(andThen(Promise.reject(new Error("before")), () => 1)).rejects.toThrow("before");
  });
});

describe("orElse", () => {
  it("hands a value on as it is", async () => {
    expect(
      orElse<number>(
        () => 1,
        () => 2,
      ),
    ).toBe(1);
    await expect(
      orElse<number>(
        () => Promise.resolve(1),
        () => 2,
      ),
    ).resolves.toBe(1);
  });

  it("takes the place of what failed, at once or later", async () => {
    const tell = (error: unknown): string => (error instanceof Error ? error.message : "");
    expect(orElse<string>(() => fail("now"), tell)).toBe("now");
    await expect(orElse<string>(() => Promise.reject(new Error("later")), tell)).resolves.toBe("later");
  });
});

describe("andFinally", () => {
  const ways: [string, () => Awaitable<number>][] = [
    ["a value", () => 1],
    ["a promise", () => Promise.resolve(1)],
  ];
  const failures: [string, () => Awaitable<number>][] = [
    ["what is thrown", () => fail("run")],
    ["a rejection", () => Promise.reject(new Error("run"))],
  ];
  const ends: [string, () => Awaitable<void>][] = [
    ["at once", () => undefined],
    ["later", () => Promise.resolve()],
  ];
  const cases = [...ways, ...failures].flatMap(([name, run]) =>
    ends.map(([when, end]): [string, string, () => Awaitable<number>, () => Awaitable<void>] => [
      name,
      when,
      run,
      end,
    ]),
  );

  it("needs no promise when neither waits", () => {
    const seen: string[] = [];
    const run = (): string => `${seen.push("run")}`;
    expect(andFinally(run, () => void seen.push("end"))).toBe("1");
    expect(seen).toEqual(["run", "end"]);
    expect(() =>
      andFinally(
        () => fail("run"),
        () => void seen.push("end"),
      ),
    ).toThrow("run");
    expect(seen).toEqual(["run", "end", "end"]);
  });

  it.each(cases)("behind %s an end that comes %s changes nothing", async (_name, _when, run, end) => {
    let ended = 0;
    const asked = (async () => run())().catch(String);
    const result = (async () =>
      andFinally(run, () => {
        ended += 1;
        return end();
      }))().catch(String);
    expect(await result).toBe(await asked);
    expect(ended).toBe(1);
  });

  it.each([...ways, ...failures])("behind %s an end that fails takes its place", async (_name, run) => {
    const results = [() => fail("end"), () => Promise.reject(new Error("end"))].map((end) =>
      (async () => andFinally(run, end))().catch(String),
    );
    expect(await Promise.all(results)).toEqual(["Error: end", "Error: end"]);
  });
});

describe("forEachInTurn", () => {
  it("needs no promise when nothing waits", () => {
    const seen: number[] = [];
    expect(forEachInTurn([1, 2, 3], (item) => void seen.push(item))).toBeUndefined();
    expect(seen).toEqual([1, 2, 3]);
  });

  it("begins an item when the one before is done, and stops at one that fails", async () => {
    const seen: string[] = [];
    const visit = (item: number): void | Promise<void> => {
      seen.push(`begin ${item}`);
      return item === 2 ? Promise.resolve().then(() => void seen.push("end 2")) : undefined;
    };
    await forEachInTurn([1, 2, 3, 2, 4], visit);
    expect(seen).toEqual(["begin 1", "begin 2", "end 2", "begin 3", "begin 2", "end 2", "begin 4"]);
    const late = forEachInTurn([1, 2, 3], async (item) => {
      seen.push(`late ${item}`);
      return item === 2 ? fail("two") : undefined;
    });
    await expect(late).rejects.toThrow("two");
    expect(seen).not.toContain("late 3");
  });
});

describe("promiseOf", () => {
  it("is a promise of what the step gives, now or later", async () => {
    expect(promiseOf(() => 1)).toBeInstanceOf(Promise);
    expect(await promiseOf(() => 1)).toBe(1);
    expect(await promiseOf(() => Promise.resolve(2))).toBe(2);
  });

  it("rejects with what the step throws or rejects with", async () => {
    const error = new Error("no");
    const fail = (): never => {
      throw error;
    };
    await expect(promiseOf(fail)).rejects.toBe(error);
    await expect(promiseOf(() => Promise.reject(error))).rejects.toBe(error);
  });
});

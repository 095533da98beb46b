import { beforeEach, describe, expect, it, vi } from "vitest";
import { MergeRisk } from "../../../src/client/MergeRisk";
import type { IRiskParams } from "../../../src/interfaces/Risk.interface";
import { yieldToEventLoop } from "../../../src/utils/clock";
import { ask, createProfile, limitTo, position, reserveOrFail } from "./risk-fixtures";

const s1 = { strategyName: "s1" };
const code = (expected: string): unknown => expect.objectContaining({ code: expected });

/** Profiles `a`, `b` and `c` that write what happens to them into one log. */
const createProfiles = (log: string[], changes: Partial<Record<string, Partial<IRiskParams>>> = {}) => {
  const create = (riskName: string) =>
    createProfile({
      riskName,
      validations: [
        async () => {
          log.push(`${riskName} in`);
          await yieldToEventLoop();
          log.push(`${riskName} out`);
        },
      ],
      callbacks: {
        onAllowed: () => void log.push(`${riskName} allowed`),
        onRejected: () => void log.push(`${riskName} rejected`),
      },
      ...changes[riskName],
    });
  return { a: create("a"), b: create("b"), c: create("c") };
};

const REFUSING: Partial<IRiskParams> = {
  validations: [
    () => {
      throw new Error("no");
    },
  ],
};

describe("MergeRisk", () => {
  let log: string[];

  beforeEach(() => {
    log = [];
  });

  describe.each(["checkSignal", "reserve"] as const)("%s", (method) => {
    const isAllowed = async (risk: MergeRisk): Promise<boolean> => {
      const answer = await risk[method](ask());
      return typeof answer === "boolean" ? answer : answer.allowed;
    };

    it("asks its children one after the other; onAllowed fires after all agreed (pitfall 88)", async () => {
      const { a, b } = createProfiles(log);
      expect(await isAllowed(new MergeRisk([a.risk, b.risk]))).toBe(true);
      expect(log).toEqual(["a in", "a out", "b in", "b out", "a allowed", "b allowed"]);
    });

    it("stops at the first refusal: later children are not asked, earlier ones do not tell an approval", async () => {
      const { a, b, c } = createProfiles(log, { b: REFUSING });
      expect(await isAllowed(new MergeRisk([a.risk, b.risk, c.risk]))).toBe(false);
      await yieldToEventLoop();
      expect(log).toEqual(["a in", "a out", "b rejected"]);
      expect(b.onRejected).toHaveBeenCalledTimes(1);
      expect(a.onRejected).not.toHaveBeenCalled();
      expect(c.onRejected).not.toHaveBeenCalled();
    });

    it("a profile named twice counts once", async () => {
      const { a, b } = createProfiles(log);
      await isAllowed(new MergeRisk([a.risk, b.risk, a.risk]));
      expect(log.filter((entry) => entry === "a in")).toHaveLength(1);
    });
  });

  it("without children everything is allowed", async () => {
    const risk = new MergeRisk([]);
    expect(await risk.checkSignal(ask())).toBe(true);
    await (await reserveOrFail(risk)).commit(position());
  });

  it("passes on the reason of the first refusal", async () => {
    const { a, b } = createProfiles(log, { a: REFUSING });
    expect(await new MergeRisk([a.risk, b.risk]).reserve(ask())).toEqual({ allowed: false, reason: "no" });
  });

  it("what earlier children have reserved is released, before the refusal is told", async () => {
    const { a, b } = createProfiles(log, { a: { validations: [limitTo(1)] }, b: REFUSING });
    const seen: boolean[] = [];
    b.onRejected.mockImplementation(async () => {
      seen.push(await a.risk.checkSignal(ask("s2")));
    });
    await new MergeRisk([a.risk, b.risk]).reserve(ask());
    expect(seen).toEqual([true]);
  });

  it("what earlier children have reserved is released when a later one fails", async () => {
    const { a, b } = createProfiles(log, { a: { validations: [limitTo(1)] } });
    vi.spyOn(b.risk, "decide").mockRejectedValue(new Error("disk"));
    await expect(new MergeRisk([a.risk, b.risk]).reserve(ask())).rejects.toThrow("disk");
    expect(await a.risk.checkSignal(ask("s2"))).toBe(true);
  });

  it("a reservation holds a place in every child, and release gives all of them back", async () => {
    const full = { validations: [limitTo(1)] };
    const { a, b } = createProfiles(log, { a: full, b: full });
    const reservation = await reserveOrFail(new MergeRisk([a.risk, b.risk]));
    const others = (): Promise<boolean[]> =>
      Promise.all([a.risk.checkSignal(ask("s2")), b.risk.checkSignal(ask("s2"))]);
    expect(await others()).toEqual([false, false]);
    reservation.release();
    expect(await others()).toEqual([true, true]);
  });

  it("commit registers the position in every child; release afterwards is harmless", async () => {
    const full = { validations: [limitTo(1)] };
    const { a, b } = createProfiles(log, { a: full, b: full });
    const reservation = await reserveOrFail(new MergeRisk([a.risk, b.risk]));
    await reservation.commit(position());
    reservation.release();
    expect(await a.risk.checkSignal(ask("s2"))).toBe(false);
    expect(await b.risk.checkSignal(ask("s2"))).toBe(false);
  });

  it("a commit that fails in one child is taken back from the others, and nothing stays reserved", async () => {
    const full = { validations: [limitTo(1)], backtest: false };
    const { a, b, c } = createProfiles(log, { a: full, b: full, c: full });
    b.persistence.write.mockRejectedValue(new Error("full disk"));
    const reservation = await reserveOrFail(new MergeRisk([a.risk, b.risk, c.risk]));
    await expect(reservation.commit(position())).rejects.toThrow("full disk");
    expect(a.persistence.write.mock.calls.map(([rows]) => rows.length)).toEqual([1, 0]);
    expect(c.persistence.write).not.toHaveBeenCalled();
    for (const { risk } of [a, b, c]) {
      expect(await risk.checkSignal(ask("s2"))).toBe(true);
    }
    await expect(reservation.commit(position())).rejects.toEqual(code("RISK_RESERVATION_RELEASED"));
  });

  it("a commit that cannot be taken back says where the position is left", async () => {
    const live = { backtest: false };
    const { a, b } = createProfiles(log, { a: live, b: live });
    const cause = new Error("full disk");
    b.persistence.write.mockRejectedValue(cause);
    a.persistence.write.mockResolvedValueOnce(undefined).mockRejectedValue(new Error("broken"));
    const reservation = await reserveOrFail(new MergeRisk([a.risk, b.risk]));
    await expect(reservation.commit(position())).rejects.toMatchObject({
      code: "RISK_ROLLBACK_FAILED",
      message: expect.stringContaining("taken back from a;"),
      cause,
    });
  });

  it("addSignal and removeSignal reach all children", async () => {
    const full = { validations: [limitTo(1)] };
    const { a, b } = createProfiles(log, { a: full, b: full });
    const risk = new MergeRisk([a.risk, b.risk]);
    await risk.addSignal("BTCUSDT", s1);
    expect([await a.risk.checkSignal(ask("s2")), await b.risk.checkSignal(ask("s2"))]).toEqual([
      false,
      false,
    ]);
    await risk.removeSignal("BTCUSDT", s1);
    expect([await a.risk.checkSignal(ask("s2")), await b.risk.checkSignal(ask("s2"))]).toEqual([true, true]);
  });

  it("addSignal and removeSignal reach the others when one child fails, and reject with its error", async () => {
    const live = { validations: [limitTo(1)], backtest: false };
    const { a, b, c } = createProfiles(log, { a: live, b: live, c: live });
    a.persistence.write.mockRejectedValueOnce(new Error("a")).mockRejectedValueOnce(new Error("a"));
    b.persistence.write.mockRejectedValueOnce(new Error("b"));
    const risk = new MergeRisk([a.risk, b.risk, c.risk]);
    await expect(risk.addSignal("BTCUSDT", s1)).rejects.toThrow("a");
    expect(await c.risk.checkSignal(ask("s2"))).toBe(false);
    await a.risk.addSignal("BTCUSDT", s1).catch(() => undefined);
    await a.risk.addSignal("BTCUSDT", s1);
    a.persistence.write.mockRejectedValueOnce(new Error("remove"));
    await expect(risk.removeSignal("BTCUSDT", s1)).rejects.toThrow("remove");
    expect(await a.risk.checkSignal(ask("s2"))).toBe(true);
    expect(await c.risk.checkSignal(ask("s2"))).toBe(true);
  });

  it("hold and letGo reach every child, also when one fails, and reject with its error", async () => {
    const live = { backtest: false };
    const { a, b } = createProfiles(log, { a: live, b: live });
    const risk = new MergeRisk([a.risk, b.risk]);
    a.persistence.hold.mockRejectedValueOnce(new Error("locked"));
    a.persistence.letGo.mockRejectedValueOnce(new Error("disk"));
    await expect(risk.hold("BTCUSDT", "s1")).rejects.toThrow("locked");
    await expect(risk.letGo("BTCUSDT", "s1")).rejects.toThrow("disk");
    expect(b.persistence.hold.mock.calls).toEqual([["b"]]);
    expect(b.persistence.letGo.mock.calls).toEqual([["b"]]);
  });
});

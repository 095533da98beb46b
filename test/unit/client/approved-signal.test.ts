import { describe, expect, it } from "vitest";
import { ApprovedSignal } from "../../../src/client/approved-signal";
import type { IRisk, RiskDecision } from "../../../src/interfaces/Risk.interface";
import { at, longRow } from "./signal-fixtures";

const ROW = longRow({ pendingAt: at(7), scheduledAt: at(3) });

const ARGS = {
  symbol: ROW.symbol,
  pendingSignal: ROW,
  strategyName: ROW.strategyName,
  exchangeName: ROW.exchangeName,
  currentPrice: 100,
  timestamp: at(7),
};

const createRisk = (decision: RiskDecision): { risk: IRisk; log: unknown[] } => {
  const log: unknown[] = [];
  const unused = (): never => expect.unreachable();
  return {
    log,
    risk: {
      checkSignal: unused,
      addSignal: unused,
      removeSignal: unused,
      hold: unused,
      letGo: unused,
      reserve: (params) => {
        log.push(params);
        return Promise.resolve(decision);
      },
    },
  };
};

describe("a signal that risk approved is a type of its own", () => {
  it("asks once, commits the position with the real row and its own times, and gives the place back", async () => {
    const done: unknown[] = [];
    const { risk, log } = createRisk({
      allowed: true,
      reservation: {
        commit: (position) => {
          done.push(position);
          return Promise.resolve();
        },
        release: () => void done.push("released"),
      },
    });
    const approval = await ApprovedSignal.request(risk, ARGS, ROW);
    expect(log).toEqual([ARGS]);
    expect(done).toEqual([]);
    if (!approval.isApproved) {
      expect.unreachable();
    }
    expect(approval.signal.row).toBe(ROW);
    await approval.signal.commit();
    approval.signal.release();
    expect(done).toEqual([
      {
        signal: ROW,
        symbol: "BTCUSDT",
        strategyName: "strategy",
        exchangeName: "exchange",
        openTimestamp: at(7),
      },
      "released",
    ]);
  });

  it("a refusal has a reason and nothing to open", async () => {
    const { risk } = createRisk({ allowed: false, reason: "full" });
    expect(await ApprovedSignal.request(risk, ARGS, ROW)).toEqual({ isApproved: false, reason: "full" });
  });

  it("what risk throws comes out", async () => {
    const { risk } = createRisk({ allowed: false, reason: "" });
    const failing: IRisk = { ...risk, reserve: () => Promise.reject(new Error("disk")) };
    await expect(ApprovedSignal.request(failing, ARGS, ROW)).rejects.toThrow("disk");
  });
});

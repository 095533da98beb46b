import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ClientRisk } from "../../../src/client/ClientRisk";
import type { Awaitable } from "../../../src/interfaces/Awaitable.interface";
import { RiskError } from "../../../src/errors/RiskError";
import type { IRiskActivePosition, IRiskValidationPayload } from "../../../src/interfaces/Risk.interface";
import { ExecutionContextService } from "../../../src/lib/services/context/ExecutionContextService";
import { MethodContextService } from "../../../src/lib/services/context/MethodContextService";
import type { SimulatedClock } from "../../../src/testing/simulated-clock";
import { createSimulatedClock } from "../../../src/testing/simulated-clock";
import { isInsideUserCode } from "../../../src/utils/call-chain";
import { setClock, yieldToEventLoop } from "../../../src/utils/clock";
import { ask, createProfile, limitTo, listPositions, position, reserveOrFail, SIGNAL } from "./risk-fixtures";
import { at, longRow, T0 } from "./signal-fixtures";

const s1 = { strategyName: "s1" };
const code = (expected: string): unknown => expect.objectContaining({ code: expected });

describe("ClientRisk", () => {
  let clock: SimulatedClock;
  let restore: () => void;

  beforeEach(() => {
    clock = createSimulatedClock({ start: at(1000) });
    restore = setClock(clock);
  });

  afterEach(() => {
    restore();
  });

  describe("validations", () => {
    it("a profile without validations allows everything", async () => {
      const { risk, onRejected } = createProfile();
      expect(await risk.checkSignal(ask())).toBe(true);
      expect((await risk.reserve(ask())).allowed).toBe(true);
      expect(onRejected).not.toHaveBeenCalled();
    });

    it("run in order, functions and objects alike, and the first that throws ends it", async () => {
      const log: string[] = [];
      const { risk } = createProfile({
        validations: [
          () => {
            log.push("first");
          },
          {
            validate: async () => {
              await yieldToEventLoop();
              log.push("second");
            },
          },
          () => {
            log.push("third");
            throw new Error("no");
          },
          () => {
            log.push("never");
          },
        ],
      });
      expect(await risk.checkSignal(ask())).toBe(false);
      expect(log).toEqual(["first", "second", "third"]);
    });

    it("a validation that rejects refuses like one that throws", async () => {
      const { risk } = createProfile({ validations: [() => Promise.reject(new Error("no"))] });
      expect(await risk.checkSignal(ask())).toBe(false);
    });

    it("what a validation returns means nothing: false does not refuse", async () => {
      const returnsFalse = vi.fn<() => void>().mockReturnValue(JSON.parse("false"));
      const { risk } = createProfile({ validations: [returnsFalse] });
      expect(await risk.checkSignal(ask())).toBe(true);
    });

    it("a rule object keeps its own this", async () => {
      const rule = {
        limit: 0,
        validate({ activePositionCount }: IRiskValidationPayload): void {
          if (activePositionCount >= this.limit) {
            throw new Error("full");
          }
        },
      };
      const { risk } = createProfile({ validations: [rule] });
      expect(await risk.reserve(ask())).toEqual({ allowed: false, reason: "full" });
    });

    it.each([
      ["the note", { validate: limitTo(0), note: "one at most" }, "one at most"],
      ["the error's message without a note", { validate: limitTo(0) }, "max 0"],
      ["the error's message with an empty note", { validate: limitTo(0), note: "" }, "max 0"],
      ["the error's message of a bare function (pitfall 87)", limitTo(0), "max 0"],
      [
        "the text that was thrown",
        () => {
          throw "a text";
        },
        "a text",
      ],
      [
        "the name of an error without a message",
        () => {
          throw new TypeError();
        },
        "TypeError",
      ],
      [
        "the kind of whatever else was thrown",
        () => {
          throw Object.create(null);
        },
        "[object Object]",
      ],
    ])("the reason of a refusal is %s", async (_name, validation, reason) => {
      const { risk } = createProfile({ validations: [validation] });
      expect(await risk.reserve(ask())).toEqual({ allowed: false, reason });
    });

    it("receive the check and the positions, with as many positions as the count says", async () => {
      const validate = vi.fn();
      const { risk } = createProfile({ validations: [validate] });
      await (await reserveOrFail(risk, ask("s1"))).commit(position("s1"));
      await reserveOrFail(risk, ask("s2"));
      await risk.addSignal("ETHUSDT", { strategyName: "s3" });
      await risk.checkSignal(ask("s4"));
      const payload: IRiskValidationPayload = validate.mock.lastCall?.[0];
      expect(Object.keys(payload).sort()).toEqual([
        "activePositionCount",
        "activePositions",
        "currentPrice",
        "exchangeName",
        "pendingSignal",
        "strategyName",
        "symbol",
        "timestamp",
      ]);
      expect(payload).toMatchObject({ ...ask("s4"), activePositionCount: 3 });
      expect(payload.activePositions).toHaveLength(payload.activePositionCount);
      expect(payload.activePositions.map(({ strategyName }) => strategyName).sort()).toEqual([
        "s1",
        "s2",
        "s3",
      ]);
    });

    it("receive copies that cannot be changed, never the profile's own or the caller's objects (pitfall 89)", async () => {
      const validate = vi.fn();
      const { risk } = createProfile({ validations: [validate] });
      const signal = { ...SIGNAL };
      const open = position();
      await (await reserveOrFail(risk)).commit(open);
      await risk.checkSignal(ask("s2", "ETHUSDT", { pendingSignal: signal }));
      const payload: IRiskValidationPayload = validate.mock.lastCall?.[0];
      const [seen] = payload.activePositions;
      for (const value of [payload, payload.pendingSignal, payload.activePositions, seen, seen?.signal]) {
        expect(Object.isFrozen(value)).toBe(true);
      }
      expect(Object.isFrozen(signal)).toBe(false);
      expect(Object.isFrozen(open)).toBe(false);
      expect(seen).toEqual(open);
      Object.assign(open, { openTimestamp: 0 });
      await risk.checkSignal(ask("s2"));
      expect(validate.mock.lastCall?.[0].activePositions[0].openTimestamp).toBe(T0);
    });

    it.each([
      ["of a market entry the current price", SIGNAL, 100],
      ["of a waiting order its own", { ...SIGNAL, priceOpen: 97 }, 97],
    ])("see where the signal would be entered: %s", async (_name, pendingSignal, priceOpen) => {
      const validate = vi.fn();
      const { risk, onRejected } = createProfile({ validations: [validate, limitTo(0)] });
      await risk.checkSignal(ask("s1", "BTCUSDT", { pendingSignal, currentPrice: 100 }));
      const payload: IRiskValidationPayload = validate.mock.lastCall?.[0];
      expect(payload.pendingSignal).toEqual({ ...pendingSignal, priceOpen });
      expect(onRejected.mock.lastCall?.[0].params.pendingSignal).toEqual(pendingSignal);
    });

    it("a direct call may leave the signal out; nothing breaks", async () => {
      const validate = vi.fn();
      const { risk, onRejected } = createProfile({ validations: [validate, limitTo(1)] });
      const { pendingSignal: _left, ...rest } = ask();
      const incomplete = Object.assign(rest) as ReturnType<typeof ask>;
      await reserveOrFail(risk, incomplete);
      expect(await risk.checkSignal({ ...incomplete, strategyName: "s2" })).toBe(false);
      expect(validate.mock.lastCall?.[0].activePositions[0].signal).toBeNull();
      expect(onRejected).toHaveBeenCalledTimes(1);
    });

    it("run as user code at the instant of the tick, in a context that ends with them", async () => {
      const execution = new ExecutionContextService();
      const seen: unknown[] = [];
      let late: Promise<unknown> = Promise.resolve();
      const { risk } = createProfile({
        execution,
        validations: [
          async () => {
            await yieldToEventLoop();
            seen.push(execution.context.when.getTime(), isInsideUserCode());
            late = yieldToEventLoop().then(() => execution.context);
            late.catch(() => undefined);
          },
        ],
      });
      const context = { symbol: "BTCUSDT", when: new Date(T0), backtest: true };
      await execution.runInContext(() => risk.checkSignal(ask()), context);
      expect(seen).toEqual([T0, true]);
      await expect(late).rejects.toEqual(code("CONTEXT_CLOSED"));
    });

    it("run as user code outside of a run too", async () => {
      const seen: boolean[] = [];
      const { risk } = createProfile({
        validations: [
          async () => {
            await yieldToEventLoop();
            seen.push(isInsideUserCode());
          },
        ],
      });
      await risk.checkSignal(ask());
      expect(seen).toEqual([true]);
    });
  });

  describe("the time limit of a validation", () => {
    it("one that runs over refuses with RISK_TIMEOUT, and the profile is free again", async () => {
      const { risk, onValidationError, onRejected } = createProfile({
        validations: [
          () => undefined,
          ({ symbol }) => (symbol === "SLOW" ? new Promise(() => undefined) : undefined),
        ],
      });
      const reserve = async (...args: Parameters<typeof ask>) => risk.reserve(ask(...args));
      const [slow, next] = [reserve("s1", "SLOW"), reserve("s2")];
      const decision = await clock.runUntil(slow);
      expect(clock.now()).toBe(at(1003));
      expect(decision).toEqual({
        allowed: false,
        reason:
          "validation 2 of risk profile did not answer within 180 s; the signal of s1 on SLOW is refused",
      });
      expect(onValidationError).toHaveBeenCalledExactlyOnceWith(code("RISK_TIMEOUT"));
      expect(onRejected).toHaveBeenCalledTimes(1);
      expect((await next).allowed).toBe(true);
      expect(clock.pendingTimers).toBe(0);
    });

    it("one that is late can no longer read the context it was called in", async () => {
      const execution = new ExecutionContextService();
      let late: Promise<unknown> = Promise.resolve();
      const { risk } = createProfile({
        execution,
        validations: [
          () => {
            late = new Promise<void>((resolve) => clock.setTimer(resolve, 500_000)).then(
              () => execution.context,
            );
            late.catch(() => undefined);
            return late.then(() => undefined);
          },
        ],
      });
      const context = { symbol: "BTCUSDT", when: new Date(T0), backtest: true };
      await clock.runUntil(execution.runInContext(() => risk.checkSignal(ask()), context));
      await clock.advance(500_000);
      await expect(late).rejects.toEqual(code("CONTEXT_CLOSED"));
    });

    it("each validation has the whole limit, and its timer ends with it", async () => {
      const wait = (): Promise<void> =>
        new Promise((resolve) => {
          clock.setTimer(resolve, 179_000);
        });
      const { risk } = createProfile({ validations: [wait, wait] });
      expect(await clock.runUntil(risk.checkSignal(ask()))).toBe(true);
      expect(clock.pendingTimers).toBe(0);
    });
  });

  describe("telling", () => {
    it("a refusal: what was thrown, then the event, then the callback, each after the one before has finished", async () => {
      const log: string[] = [];
      const wait = async (name: string): Promise<void> => {
        log.push(`${name} in`);
        await yieldToEventLoop();
        log.push(`${name} out`);
      };
      const error = new Error("no");
      const onValidationError = vi.fn(() => wait("error"));
      const onRejected = vi.fn(() => wait("event"));
      const callback = vi.fn(() => {
        log.push("callback");
      });
      const { risk } = createProfile({
        validations: [
          () => {
            throw error;
          },
        ],
        callbacks: { onRejected: callback, onAllowed: () => void log.push("allowed") },
        onValidationError,
        onRejected,
      });
      const params = ask();
      expect(await risk.checkSignal(params)).toBe(false);
      expect(log).toEqual(["error in", "error out", "event in", "event out", "callback"]);
      expect(onValidationError).toHaveBeenCalledExactlyOnceWith(error);
      expect(onRejected).toHaveBeenCalledExactlyOnceWith(
        { params, activePositionCount: 0, reason: "no" },
        true,
      );
      expect(callback).toHaveBeenCalledExactlyOnceWith("BTCUSDT", params);
    });

    it("an approval: the callback alone, once per check", async () => {
      const onAllowed = vi.fn();
      const { risk, onRejected, onValidationError } = createProfile({ callbacks: { onAllowed } });
      await risk.checkSignal(ask());
      expect(onAllowed).toHaveBeenCalledExactlyOnceWith("BTCUSDT", ask());
      await risk.reserve(ask());
      expect(onAllowed).toHaveBeenCalledTimes(2);
      expect(onRejected).not.toHaveBeenCalled();
      expect(onValidationError).not.toHaveBeenCalled();
    });

    it("happens after the profile is free: listeners and callbacks can ask it again", async () => {
      const answers: boolean[] = [];
      const askAgain = async (): Promise<void> => {
        answers.push(await risk.checkSignal(ask("allowed")));
      };
      const { risk } = createProfile({
        validations: [
          ({ strategyName }) => {
            if (strategyName === "refused") {
              throw new Error("no");
            }
          },
        ],
        onValidationError: askAgain,
        onRejected: askAgain,
        callbacks: { onRejected: askAgain },
      });
      await risk.checkSignal(ask("refused"));
      await yieldToEventLoop();
      expect(answers).toEqual([true, true, true]);
    });

    it("a callback that throws or rejects is reported and changes nothing (pitfall 91)", async () => {
      const { risk, reportError } = createProfile({
        validations: [limitTo(1)],
        callbacks: {
          onAllowed: () => {
            throw new Error("thrown");
          },
          onRejected: () => Promise.reject(new Error("rejected")),
        },
      });
      await reserveOrFail(risk);
      expect((await risk.reserve(ask("s2"))).allowed).toBe(false);
      await yieldToEventLoop();
      expect(reportError.mock.calls).toEqual([[new Error("thrown")], [new Error("rejected")]]);
    });

    it("callbacks run as user code at the instant of the tick and are not awaited", async () => {
      const execution = new ExecutionContextService();
      const seen: unknown[] = [];
      const { risk } = createProfile({
        execution,
        callbacks: {
          onAllowed: () => {
            seen.push(execution.context.when.getTime(), isInsideUserCode());
            return new Promise(() => undefined);
          },
        },
      });
      const context = { symbol: "BTCUSDT", when: new Date(T0), backtest: true };
      expect(await execution.runInContext(() => risk.checkSignal(ask()), context)).toBe(true);
      expect(seen).toEqual([T0, true]);
    });
  });

  describe("a validation that calls back into its own profile", () => {
    const calls: [string, (risk: ClientRisk) => Awaitable<unknown>][] = [
      ["checkSignal", (risk) => risk.checkSignal(ask("s2"))],
      ["reserve", (risk) => risk.reserve(ask("s2"))],
      ["addSignal", (risk) => risk.addSignal("BTCUSDT", s1)],
      ["removeSignal", (risk) => risk.removeSignal("BTCUSDT", s1)],
    ];

    it.each(calls)(
      "%s gives RISK_REENTRANT instead of a deadlock, and the signal is refused",
      async (_n, call) => {
        const { risk, onValidationError } = createProfile({
          validations: [
            async () => {
              await call(risk);
            },
          ],
        });
        const decision = await risk.reserve(ask());
        expect(decision).toEqual({ allowed: false, reason: expect.stringContaining("its own validations") });
        expect(onValidationError).toHaveBeenCalledExactlyOnceWith(expect.any(RiskError));
        expect(onValidationError).toHaveBeenCalledExactlyOnceWith(code("RISK_REENTRANT"));
      },
    );

    it("may ask another profile", async () => {
      const { risk: other } = createProfile({ riskName: "other", validations: [limitTo(1)] });
      const { risk } = createProfile({
        validations: [
          async (payload) => {
            if (!(await other.checkSignal(payload))) {
              throw new Error("other says no");
            }
          },
        ],
      });
      expect(await risk.checkSignal(ask())).toBe(true);
      await other.addSignal("BTCUSDT", s1);
      expect(await risk.reserve(ask())).toEqual({ allowed: false, reason: "other says no" });
    });

    it("also through another profile", async () => {
      const outer: { risk?: ClientRisk } = {};
      const { risk: other } = createProfile({
        riskName: "other",
        validations: [
          async () => {
            await outer.risk?.checkSignal(ask("s3"));
          },
        ],
      });
      const { risk } = createProfile({
        validations: [
          async () => {
            const decision = await other.reserve(ask("s2"));
            throw new Error(decision.allowed ? "allowed" : decision.reason);
          },
        ],
      });
      outer.risk = risk;
      expect(await risk.reserve(ask())).toEqual({
        allowed: false,
        reason: expect.stringContaining("its own validations"),
      });
    });
  });

  describe("H6: reservations", () => {
    const record = () => {
      const seen: IRiskValidationPayload[] = [];
      return {
        seen,
        validation: (payload: IRiskValidationPayload): void => {
          seen.push(payload);
        },
      };
    };

    it("two strategies that open at the same moment cannot share the last place (pitfall 79)", async () => {
      const { risk } = createProfile({
        validations: [
          async (payload) => {
            await yieldToEventLoop();
            limitTo(1)(payload);
          },
        ],
      });
      const decisions = await Promise.all([risk.reserve(ask("s1")), risk.reserve(ask("s2"))]);
      expect(decisions.map(({ allowed }) => allowed)).toEqual([true, false]);
    });

    it("one caller at a time per profile, never across profiles", async () => {
      const log: string[] = [];
      const enter = async ({ strategyName }: IRiskValidationPayload): Promise<void> => {
        log.push(`${strategyName} in`);
        await yieldToEventLoop();
        await yieldToEventLoop();
        log.push(`${strategyName} out`);
      };
      const { risk } = createProfile({ validations: [enter] });
      const { risk: other } = createProfile({ validations: [enter] });
      await Promise.all([
        risk.checkSignal(ask("a")),
        risk.checkSignal(ask("b")),
        other.checkSignal(ask("elsewhere")),
      ]);
      expect(log.indexOf("b in")).toBeGreaterThan(log.indexOf("a out"));
      expect(log.indexOf("elsewhere in")).toBeLessThan(log.indexOf("a out"));
    });

    it("a strategy's own reservation is never counted against it, that of the same strategy on another symbol is", async () => {
      const { risk } = createProfile({ validations: [limitTo(1)] });
      await reserveOrFail(risk, ask("s1", "BTCUSDT"));
      expect(await risk.checkSignal(ask("s1", "BTCUSDT"))).toBe(true);
      expect(await risk.checkSignal(ask("s1", "ETHUSDT"))).toBe(false);
      expect(await risk.checkSignal(ask("s2", "BTCUSDT"))).toBe(false);
    });

    it("others see a reservation as the position it is about to become, so that rules on side and symbol hold", async () => {
      const { seen, validation } = record();
      const { risk } = createProfile({ validations: [validation] });
      await reserveOrFail(risk, ask("s1", "BTCUSDT", { pendingSignal: { ...SIGNAL, note: "why" } }));
      expect(await listPositions(risk, seen)).toEqual([
        {
          signal: {
            ...SIGNAL,
            id: "",
            note: "why",
            priceOpen: 100,
            exchangeName: "exchange",
            strategyName: "s1",
            symbol: "BTCUSDT",
            scheduledAt: T0,
            pendingAt: T0,
            _isScheduled: false,
            entry: "market",
          },
          symbol: "BTCUSDT",
          strategyName: "s1",
          exchangeName: "exchange",
          openTimestamp: T0,
        },
      ]);
    });

    it("a waiting order that fills keeps what its row says", async () => {
      const { seen, validation } = record();
      const { risk } = createProfile({ validations: [validation] });
      const row = longRow({
        id: "limit",
        priceOpen: 95,
        scheduledAt: at(-30),
        entry: "limit",
        _isScheduled: true,
      });
      await reserveOrFail(risk, ask("s1", "BTCUSDT", { pendingSignal: row }));
      const [reserved] = await listPositions(risk, seen);
      expect(reserved?.signal).toEqual({ ...row, strategyName: "s1", pendingAt: T0, _isScheduled: false });
    });

    it("a limit price without a row makes a limit entry", async () => {
      const { seen, validation } = record();
      const { risk } = createProfile({ validations: [validation] });
      await reserveOrFail(risk, ask("s1", "BTCUSDT", { pendingSignal: { ...SIGNAL, priceOpen: 99 } }));
      const [reserved] = await listPositions(risk, seen);
      expect(reserved?.signal).toMatchObject({ priceOpen: 99, entry: "limit" });
    });

    it("commit turns the reservation into the position, which carries the real row, exchange and open time (pitfall 82)", async () => {
      const { seen, validation } = record();
      const { risk } = createProfile({ validations: [validation] });
      const reservation = await reserveOrFail(risk);
      await reservation.commit(position());
      expect(await listPositions(risk, seen)).toEqual([position()]);
    });

    it("release gives the place back, also when called twice", async () => {
      const { risk } = createProfile({ validations: [limitTo(1)] });
      const reservation = await reserveOrFail(risk);
      reservation.release();
      reservation.release();
      expect(await risk.checkSignal(ask("s2"))).toBe(true);
    });

    it("release after a commit is harmless, and so is a second commit", async () => {
      const { seen, validation } = record();
      const { risk } = createProfile({ validations: [validation] });
      const reservation = await reserveOrFail(risk);
      await reservation.commit(position());
      reservation.release();
      await reservation.commit(position());
      expect(await listPositions(risk, seen)).toHaveLength(1);
      await risk.removeSignal("BTCUSDT", s1);
      await reservation.commit(position());
      expect(await listPositions(risk, seen)).toEqual([]);
    });

    it("a back-test without validations waits for nothing; live waits for what is stored", async () => {
      const { risk } = createProfile();
      expect(risk.reserve(ask())).toMatchObject({ allowed: true });
      const reservation = await reserveOrFail(risk);
      expect(reservation.commit(position())).toBeUndefined();
      expect(risk.isEmpty).toBe(false);
      const removed = risk.removeSignal("BTCUSDT", s1);
      expect(risk.isEmpty).toBe(true);
      await expect(removed).resolves.toBeUndefined();
      const { risk: live } = createProfile({ backtest: false });
      const asked = live.reserve(ask());
      expect(asked).toBeInstanceOf(Promise);
      expect(await asked).toMatchObject({ allowed: true });
    });

    it("a place that was given back cannot become a position", async () => {
      const { seen, validation } = record();
      const { risk } = createProfile({ validations: [validation] });
      const reservation = await reserveOrFail(risk);
      reservation.release();
      expect(() => reservation.commit(position())).toThrow(code("RISK_RESERVATION_RELEASED"));
      expect(await listPositions(risk, seen)).toEqual([]);
    });

    it("checkSignal takes no place", async () => {
      const { seen, validation } = record();
      const { risk } = createProfile({ validations: [validation] });
      await risk.checkSignal(ask());
      const verdict = await risk.decide(ask(), "check");
      if (verdict.decision.allowed) {
        verdict.decision.reservation.release();
        await verdict.decision.reservation.commit(position());
      }
      expect(await listPositions(risk, seen)).toEqual([]);
    });

    it("a position and a later reservation of the same (strategy, symbol) are one place", async () => {
      const { seen, validation } = record();
      const { risk } = createProfile({ validations: [validation] });
      await risk.addSignal("BTCUSDT", s1);
      await reserveOrFail(risk);
      expect(await listPositions(risk, seen)).toHaveLength(1);
    });
  });

  describe("addSignal and removeSignal work without a reservation", () => {
    const seen: IRiskValidationPayload[] = [];
    const validations = [
      (payload: IRiskValidationPayload): void => {
        seen.push(payload);
      },
    ];

    it("outside of a run a position opens by the clock, on no exchange", async () => {
      const { risk } = createProfile({ validations });
      await risk.addSignal("BTCUSDT", s1);
      expect(await listPositions(risk, seen)).toEqual([
        { signal: null, symbol: "BTCUSDT", strategyName: "s1", exchangeName: "", openTimestamp: at(1000) },
      ]);
    });

    it("inside of a run it opens at the simulated time, on the exchange of the run (pitfall 82)", async () => {
      const { risk } = createProfile({ validations });
      await MethodContextService.runInContext(
        () =>
          ExecutionContextService.runInContext(() => risk.addSignal("BTCUSDT", s1), {
            symbol: "BTCUSDT",
            when: new Date(T0),
            backtest: true,
          }),
        { strategyName: "s1", exchangeName: "binance", frameName: "f" },
      );
      expect(await listPositions(risk, seen)).toMatchObject([{ exchangeName: "binance", openTimestamp: T0 }]);
    });

    it("an exchange that is given wins", async () => {
      const { risk } = createProfile({ validations });
      await risk.addSignal("BTCUSDT", { ...s1, exchangeName: "kraken" });
      expect(await listPositions(risk, seen)).toMatchObject([{ exchangeName: "kraken" }]);
    });

    it("adding the same (strategy, symbol) twice keeps one entry", async () => {
      const { risk } = createProfile({ validations });
      await risk.addSignal("BTCUSDT", s1);
      await risk.addSignal("BTCUSDT", s1);
      expect(await listPositions(risk, seen)).toHaveLength(1);
    });

    it("three added, a fourth is refused; one removed, it is allowed", async () => {
      const { risk } = createProfile({ validations: [limitTo(3)] });
      for (const symbol of ["A", "B", "C"]) {
        await risk.addSignal(symbol, s1);
      }
      expect(await risk.checkSignal(ask("s1", "D"))).toBe(false);
      await risk.removeSignal("B", s1);
      expect(await risk.checkSignal(ask("s1", "D"))).toBe(true);
    });

    it("removeSignal drops what (strategy, symbol) held, reservations included, and nothing else (pitfalls 80, 137)", async () => {
      const { risk } = createProfile({ validations });
      await risk.addSignal("BTCUSDT", { strategyName: "s2" });
      await risk.addSignal("ETHUSDT", s1);
      const other = await reserveOrFail(risk, ask("s3"));
      await (await reserveOrFail(risk)).commit(position());
      const leftover = await reserveOrFail(risk);
      await risk.removeSignal("BTCUSDT", s1);
      expect(
        (await listPositions(risk, seen)).map(({ strategyName, symbol }) => `${strategyName} ${symbol}`),
      ).toEqual(["s2 BTCUSDT", "s1 ETHUSDT", "s3 BTCUSDT"]);
      expect(() => leftover.commit(position())).toThrow(code("RISK_RESERVATION_RELEASED"));
      await other.commit(position("s3"));
    });

    it("names with the separator in them are not mixed up", async () => {
      const { risk } = createProfile({ validations });
      await risk.addSignal("c", { strategyName: "a:b" });
      await risk.removeSignal("b:c", { strategyName: "a" });
      expect(await listPositions(risk, seen)).toHaveLength(1);
    });
  });

  describe("persistence", () => {
    const live = (positions: readonly [string, IRiskActivePosition][] = []) => {
      const profile = createProfile({ backtest: false, validations: [limitTo(1)] });
      profile.persistence.read.mockResolvedValue([...positions]);
      return profile;
    };

    it("a back-test never touches it", async () => {
      const { risk, persistence } = createProfile();
      await risk.waitForInit("profile");
      await (await reserveOrFail(risk)).commit(position());
      await risk.addSignal("ETHUSDT", s1);
      await risk.removeSignal("ETHUSDT", s1);
      await risk.checkSignal(ask());
      expect(persistence.read).not.toHaveBeenCalled();
      expect(persistence.write).not.toHaveBeenCalled();
    });

    let restoreClock = (): void => undefined;

    beforeEach(() => {
      // The stored positions are alive.
      restoreClock = setClock(createSimulatedClock({ start: T0 }));
    });

    afterEach(() => {
      restoreClock();
    });

    it("a live profile loads its positions once, also under concurrent first calls", async () => {
      const { risk, persistence } = live([["s1:BTCUSDT", position()]]);
      const answers = await Promise.all([
        risk.checkSignal(ask("s2")),
        risk.checkSignal(ask("s3")),
        risk.waitForInit("profile"),
      ]);
      expect(answers).toEqual([false, false, undefined]);
      expect(persistence.read).toHaveBeenCalledExactlyOnceWith("profile");
    });

    it("a position that has outlived its signal leaves the document with the next release, whoever it is of", async () => {
      setClock(createSimulatedClock({ start: T0 + 24 * 60 * 60_000 }));
      const { risk, persistence } = live([["s1:BTCUSDT", position()]]);
      expect(await risk.checkSignal(ask("s2"))).toBe(true);
      expect(persistence.write).not.toHaveBeenCalled();
      await risk.removeSignal("ETHUSDT", { strategyName: "s2" });
      await risk.removeSignal("ETHUSDT", { strategyName: "s2" });
      expect(persistence.write.mock.calls).toEqual([[[], "profile"]]);
    });

    it("a load that failed is tried again at the next call", async () => {
      const { risk, persistence } = live([["s1:BTCUSDT", position()]]);
      persistence.read.mockRejectedValueOnce(new Error("disk"));
      await expect(risk.checkSignal(ask("s2"))).rejects.toThrow("disk");
      expect(await risk.checkSignal(ask("s2"))).toBe(false);
    });

    it("what was dropped when it was loaded leaves the store as soon as somebody leaves the profile (pitfall 84)", async () => {
      const isOver = { ...position(), signal: { ...longRow(), pendingAt: 0, minuteEstimatedTime: 1 } };
      const { risk, persistence } = live([["s1:BTCUSDT", isOver]]);
      expect(await risk.checkSignal(ask("s2"))).toBe(true);
      expect(persistence.write).not.toHaveBeenCalled();
      persistence.write.mockRejectedValueOnce(new Error("full"));
      await expect(risk.removeSignal("BTCUSDT", s1)).rejects.toThrow("full");
      await risk.removeSignal("BTCUSDT", s1);
      await risk.removeSignal("BTCUSDT", s1);
      expect(persistence.write.mock.calls).toEqual([
        [[], "profile"],
        [[], "profile"],
      ]);
    });

    it("every change writes the whole map, a check or a reservation writes nothing", async () => {
      const { risk, persistence } = createProfile({ backtest: false });
      await risk.checkSignal(ask());
      const reservation = await reserveOrFail(risk);
      const unused = await reserveOrFail(risk, ask("s9"));
      unused.release();
      expect(persistence.write).not.toHaveBeenCalled();
      await reservation.commit(position());
      await risk.addSignal("ETHUSDT", { strategyName: "s2" });
      await risk.removeSignal("BTCUSDT", s1);
      await risk.removeSignal("NOTHING", s1);
      expect(persistence.write.mock.calls.map(([rows, name]) => [rows.map(([key]) => key), name])).toEqual([
        [["s1:BTCUSDT"], "profile"],
        [["s1:BTCUSDT", "s2:ETHUSDT"], "profile"],
        [["s2:ETHUSDT"], "profile"],
      ]);
      expect(persistence.write.mock.calls[0]?.[0]).toEqual([["s1:BTCUSDT", position()]]);
    });

    it("writes never overlap, and the last one carries the newest positions (pitfalls 92, 102)", async () => {
      const { risk, persistence } = createProfile({ backtest: false });
      let running = 0;
      let overlaps = 0;
      let turns = 5;
      persistence.write.mockImplementation(async () => {
        running += 1;
        overlaps += running > 1 ? 1 : 0;
        for (let turn = turns--; turn > 0; turn--) {
          await yieldToEventLoop();
        }
        running -= 1;
      });
      await Promise.all([
        risk.addSignal("A", s1),
        risk.addSignal("B", s1),
        risk.removeSignal("A", s1),
        risk.addSignal("C", s1),
      ]);
      expect(overlaps).toBe(0);
      expect(persistence.write.mock.lastCall?.[0].map(([key]) => key)).toEqual(["s1:B", "s1:C"]);
    });

    it("an entry whose write fails rejects and takes no place", async () => {
      const { risk, persistence } = live();
      persistence.write.mockRejectedValueOnce(new Error("full"));
      await expect(risk.addSignal("BTCUSDT", s1)).rejects.toThrow("full");
      expect(await risk.checkSignal(ask("s2"))).toBe(true);
    });

    it("a registration that reached the disk and failed all the same leaves it with the next release", async () => {
      const { risk, persistence } = live();
      persistence.write.mockRejectedValueOnce(new Error("sync"));
      await expect(risk.addSignal("BTCUSDT", s1)).rejects.toThrow("sync");
      await risk.removeSignal("BTCUSDT", s1);
      expect(persistence.write.mock.lastCall).toEqual([[], "profile"]);
    });

    it("a removal whose write fails rejects and frees the place; the next write leaves it out", async () => {
      const { risk, persistence } = live();
      await risk.addSignal("BTCUSDT", s1);
      persistence.write.mockRejectedValueOnce(new Error("full"));
      await expect(risk.removeSignal("BTCUSDT", s1)).rejects.toThrow("full");
      expect(await risk.checkSignal(ask("s2"))).toBe(true);
      await risk.removeSignal("BTCUSDT", s1);
      expect(persistence.write.mock.lastCall).toEqual([[], "profile"]);
      await risk.removeSignal("BTCUSDT", s1);
      expect(persistence.write).toHaveBeenCalledTimes(3);
    });

    it("a commit whose write fails keeps the reservation until it is released", async () => {
      const { risk, persistence } = live();
      const reservation = await reserveOrFail(risk);
      persistence.write.mockRejectedValueOnce(new Error("full"));
      await expect(reservation.commit(position())).rejects.toThrow("full");
      expect(await risk.checkSignal(ask("s2"))).toBe(false);
      reservation.release();
      expect(await risk.checkSignal(ask("s2"))).toBe(true);
      expect(persistence.write).toHaveBeenCalledTimes(1);
    });
  });

  describe("live strategies use it in one process", () => {
    it("a back-test neither holds nor lets go", async () => {
      const { risk, persistence } = createProfile();
      await risk.hold("BTCUSDT", "s1");
      await risk.letGo("BTCUSDT", "s1");
      expect([persistence.hold, persistence.letGo].flatMap(({ mock }) => mock.calls)).toEqual([]);
    });

    it("each hold is shown; the last (strategy, symbol) lets go, and what is stored is read again then", async () => {
      const { risk, persistence } = createProfile({ backtest: false });
      await risk.hold("BTCUSDT", "s1");
      await risk.hold("BTCUSDT", "s1");
      await risk.hold("ETHUSDT", "s1");
      expect(persistence.hold.mock.calls).toEqual([["profile"], ["profile"], ["profile"]]);
      await risk.checkSignal(ask());
      await risk.letGo("BTCUSDT", "s1");
      await risk.checkSignal(ask());
      expect(persistence.letGo).not.toHaveBeenCalled();
      expect(persistence.read).toHaveBeenCalledTimes(1);
      await risk.letGo("ETHUSDT", "s1");
      await risk.checkSignal(ask());
      expect(persistence.letGo.mock.calls).toEqual([["profile"]]);
      expect(persistence.read).toHaveBeenCalledTimes(2);
    });

    it("a store that keeps nobody out need not be read again", async () => {
      const { risk, persistence } = createProfile({ backtest: false });
      persistence.letGo.mockResolvedValue(false);
      await risk.hold("BTCUSDT", "s1");
      await risk.checkSignal(ask());
      await risk.letGo("BTCUSDT", "s1");
      await risk.checkSignal(ask());
      expect(persistence.read).toHaveBeenCalledTimes(1);
    });

    it("a hold that fails counts all the same, and what another process may change is read again", async () => {
      const { risk, persistence } = createProfile({ backtest: false });
      await risk.checkSignal(ask());
      persistence.hold.mockRejectedValueOnce(new Error("locked"));
      await expect(risk.hold("BTCUSDT", "s1")).rejects.toThrow("locked");
      await risk.letGo("ETHUSDT", "s1");
      await risk.checkSignal(ask());
      expect(persistence.letGo).not.toHaveBeenCalled();
      expect(persistence.read).toHaveBeenCalledTimes(2);
    });

    it("one who comes while the last one leaves holds it afterwards", async () => {
      const { risk, persistence } = createProfile({ backtest: false });
      const order: string[] = [];
      persistence.letGo.mockImplementation(async () => {
        await yieldToEventLoop();
        order.push("letGo");
        return true;
      });
      persistence.hold.mockImplementation(() => Promise.resolve(void order.push("hold")));
      await risk.hold("BTCUSDT", "s1");
      await Promise.all([risk.letGo("BTCUSDT", "s1"), risk.hold("ETHUSDT", "s1")]);
      expect(order.at(-1)).toBe("hold");
    });
  });
});

import { describe, expect, it } from "vitest";
import { createQuietBand } from "../../../src/client/quiet-band";
import { createPendingState, createScheduledState } from "../../../src/client/signal-machine";
import type { MachineSettings } from "../../../src/client/signal-machine";
import type { IQuietBand } from "../../../src/interfaces/Exchange.interface";
import type { IScheduledSignalRow, ISignalRow } from "../../../src/interfaces/Signal.interface";
import { at, longRow, shortRow } from "./signal-fixtures";

const PATIENT: MachineSettings = { fillPolicy: "pessimistic", scheduleAwaitMs: at(120) - at(0) };
const LATEST = at(1000);
const NONE = { profit: 0, loss: 0 };

const ofPosition = (row: ISignalRow, levels = NONE, latest = LATEST, minute = 0): IQuietBand | null =>
  createQuietBand(createPendingState(row, at(minute)), levels, PATIENT, latest);

const toOrder = (row: ISignalRow): IScheduledSignalRow => ({ ...row, _isScheduled: true });

const ofOrder = (row: ISignalRow, latest = LATEST): IQuietBand | null =>
  createQuietBand(createScheduledState(toOrder(row), at(0)), NONE, PATIENT, latest);

describe("the band of a position", () => {
  it("reaches from stop loss to take profit, its averages a little less far than to the next level", () => {
    const band = ofPosition(longRow());
    expect(band).toMatchObject({ lowest: 90, highest: 110 });
    expect(band?.highestAverage).toBeLessThan(101 - 1e-8);
    expect(band?.highestAverage).toBeCloseTo(101, 5);
    expect(band?.lowestAverage).toBeGreaterThan(99 + 1e-8);
    expect(band?.lowestAverage).toBeCloseTo(99, 5);
  });

  it("is mirrored for a short one", () => {
    const band = ofPosition(shortRow({ priceStopLoss: 120 }));
    expect(band).toMatchObject({ lowest: 90, highest: 120 });
    expect(band?.highestAverage).toBeLessThan(102 - 1e-8);
    expect(band?.highestAverage).toBeCloseTo(102, 5);
    expect(band?.lowestAverage).toBeGreaterThan(99 + 1e-8);
    expect(band?.lowestAverage).toBeCloseTo(99, 5);
  });

  it("goes to the levels that were not told, each side by itself, and to no end when all were", () => {
    const some = ofPosition(longRow(), { profit: 4, loss: 1 });
    expect(some?.highestAverage).toBeCloseTo(105, 5);
    expect(some?.lowestAverage).toBeCloseTo(98, 5);
    const all = ofPosition(shortRow(), { profit: 10, loss: 10 });
    expect([all?.lowestAverage, all?.highestAverage]).toEqual([-Infinity, Infinity]);
  });

  it("leaves room for what rounds a share up to a level, also on a way much longer than the entry is high", () => {
    const band = ofPosition(longRow({ priceOpen: 1, priceStopLoss: 0.5, priceTakeProfit: 1e9 }));
    expect(band?.highestAverage).toBeLessThan(1e8 - 5);
  });

  it("takes averages since the entry, and over the whole window where it is not known", () => {
    expect(ofPosition(longRow({ pendingAt: at(3) + 5 }))?.averageSince).toBe(at(3) + 5);
    expect(ofPosition(longRow({ pendingAt: NaN }))?.averageSince).toBe(-Infinity);
  });

  it("ends at the expiry, at midnight or where it is told to, whichever comes first", () => {
    expect(ofPosition(longRow())?.until).toBe(at(60));
    expect(ofPosition(longRow(), NONE, at(59))?.until).toBe(at(59));
    expect(ofPosition(longRow({ minuteEstimatedTime: 5000 }), NONE, at(9999))?.until).toBe(at(1440));
    expect(ofPosition(longRow({ minuteEstimatedTime: 5000 }), NONE, at(9999), 1439)?.until).toBe(at(1440));
    expect(ofPosition(longRow({ minuteEstimatedTime: 5000 }), NONE, at(9999), 1440)?.until).toBe(at(2880));
    expect(ofPosition(longRow({ pendingAt: NaN }))?.until).toBe(LATEST);
  });

  it("lets no price be quiet where the way is within what rounding takes", () => {
    const band = ofPosition(longRow({ priceTakeProfit: 100 + 1e-9, priceStopLoss: 100 - 1e-9 }));
    expect(band?.highestAverage).toBeLessThan(band?.lowestAverage ?? NaN);
  });

  it.each([
    longRow({ priceTakeProfit: 100 }),
    longRow({ priceStopLoss: 100 }),
    longRow({ priceTakeProfit: 95 }),
    shortRow({ priceStopLoss: 95 }),
    longRow({ priceTakeProfit: NaN }),
    longRow({ priceOpen: NaN }),
  ])("is none where an entry does not lie between its levels: %o", (row) => {
    expect(ofPosition(row)).toBeNull();
  });
});

describe("the band of an order", () => {
  it("lies on the near side of the entry, whatever the averages are", () => {
    const averages = { lowestAverage: -Infinity, highestAverage: Infinity };
    expect(ofOrder(longRow())).toMatchObject({ lowest: 100, highest: Infinity, ...averages });
    expect(ofOrder(shortRow())).toMatchObject({ lowest: -Infinity, highest: 100, ...averages });
  });

  it("ends at the time-out or where it is told to; an order that does not know its age has no time-out", () => {
    expect(ofOrder(longRow())?.until).toBe(at(120));
    expect(ofOrder(longRow(), at(119))?.until).toBe(at(119));
    expect(ofOrder(longRow({ scheduledAt: NaN }))?.until).toBe(LATEST);
  });

  it.each([
    longRow({ priceStopLoss: 100 }),
    shortRow({ priceStopLoss: 100 }),
    longRow({ priceOpen: NaN }),
    longRow({ priceStopLoss: NaN }),
  ])("is none where the stop loss does not lie behind the entry: %o", (row) => {
    expect(ofOrder(row)).toBeNull();
  });
});

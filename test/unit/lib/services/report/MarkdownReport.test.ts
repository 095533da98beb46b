import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ILogger } from "../../../../../src/index";
import type { IReportPair } from "../../../../../src/interfaces/Report.interface";
import { ScheduleMarkdownService } from "../../../../../src/lib/services/report/ScheduleMarkdownService";
import { createRegistrationContainer } from "../registration-container";
import { PAIR, resultOf } from "./report-fixtures";

const LIVE: IReportPair = { ...PAIR, backtest: false };

let service: ScheduleMarkdownService;
let logged: unknown[][];
let root: string;

/** An order of the pair. */
const collect = ({ backtest }: IReportPair, id: string): void => {
  service.collected.open({ ...PAIR, backtest }).add(resultOf("scheduled", { id, backtest }));
};

const idsOf = async (backtest?: boolean): Promise<string[]> =>
  (await service.getData("BTCUSDT", "strategy", backtest)).eventList.map(({ signalId }) => signalId);

beforeEach(() => {
  const { loggerService } = createRegistrationContainer();
  logged = [];
  const logger: ILogger = {
    log: (topic: string, ...values: unknown[]) => void logged.push([topic, ...values]),
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
  };
  loggerService.setLogger(logger);
  service = new ScheduleMarkdownService();
  root = mkdtempSync(join(tmpdir(), "markdown-report-"));
  vi.spyOn(process, "cwd").mockReturnValue(root);
  vi.spyOn(console, "log").mockImplementation(() => undefined);
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe("the mode of a report", () => {
  it("is the one that is said, for data and text alike", async () => {
    collect(PAIR, "past");
    collect(LIVE, "present");
    expect([await idsOf(true), await idsOf(false)]).toEqual([["past"], ["present"]]);
    expect(await service.getReport("BTCUSDT", "strategy", true)).toContain("| past |");
    expect(await service.getReport("BTCUSDT", "strategy", false)).toContain("| present |");
  });

  it("left out, is live where there is anything, else the back-test", async () => {
    collect(PAIR, "past");
    expect(await idsOf()).toEqual(["past"]);
    expect(await service.getReport("BTCUSDT", "strategy")).toContain("| past |");
    collect(LIVE, "present");
    expect(await idsOf()).toEqual(["present"]);
    expect(await service.getReport("BTCUSDT", "strategy")).toContain("| present |");
  });
});

describe("reading a report", () => {
  it("of a pair that never ran gives that of nothing, and makes nothing", async () => {
    expect(await service.getData("ETHUSDT", "strategy", true)).toMatchObject({
      totalEvents: 0,
      eventList: [],
    });
    expect(await service.getReport("ETHUSDT", "strategy")).toBe(
      "# Scheduled Signals Report: strategy\n\nThere was no limit order.",
    );
    expect(service.collected.listOf("strategy")).toEqual([]);
  });

  it("is logged with the pair that is meant", async () => {
    await service.getData("BTCUSDT", "strategy");
    await service.getReport("BTCUSDT", "strategy", false);
    expect(logged.map(([topic, pair]) => [topic, pair])).toEqual([
      ["scheduleMarkdownService getData", PAIR],
      ["scheduleMarkdownService getReport", LIVE],
    ]);
  });

  it("with columns of the caller has those alone", async () => {
    collect(PAIR, "past");
    const columns = [{ key: "id", label: "Id", format: () => "x", isVisible: () => true }];
    expect(await service.getReport("BTCUSDT", "strategy", true, columns)).toContain(
      "\n| Id |\n| --- |\n| x |\n",
    );
  });
});

describe("dumping a report", () => {
  it("writes the text below ./dump, by mode and symbol, when no folder is named", async () => {
    collect(PAIR, "past");
    collect(LIVE, "present");
    await service.dump("BTCUSDT", "strategy", true);
    await service.dump("BTCUSDT", "strategy", false);
    for (const [mode, backtest] of [
      ["backtest", true],
      ["live", false],
    ] as const) {
      const path = join(root, "dump/schedule", mode, "BTCUSDT/strategy.md");
      expect(readFileSync(path, "utf8")).toBe(await service.getReport("BTCUSDT", "strategy", backtest));
    }
  });

  it("without the mode goes where the mode that is meant goes", async () => {
    collect(LIVE, "present");
    await service.dump("BTCUSDT", "strategy");
    const text = readFileSync(join(root, "dump/schedule/live/BTCUSDT/strategy.md"), "utf8");
    expect(text).toContain("| present |");
  });

  it("columns of the caller are checked before anything is laid out or written", async () => {
    const columns = [{ key: "id", label: " ", format: () => "x", isVisible: () => true }];
    const refused = { code: "COLUMNS_INVALID", message: expect.stringContaining("columns[0].label") };
    await expect(service.getReport("BTCUSDT", "strategy", true, columns)).rejects.toMatchObject(refused);
    await expect(service.dump("BTCUSDT", "strategy", true, "./mine", columns)).rejects.toMatchObject(refused);
    await expect(service.getReport("XRPUSDT", "strategy", true, columns)).rejects.toMatchObject(refused);
  });

  it("goes right into a folder that is named, with the columns of the caller, and says where it is", async () => {
    collect(PAIR, "past");
    const columns = [{ key: "id", label: "Id", format: () => "x", isVisible: () => true }];
    await service.dump("BTCUSDT", "strategy", true, "./mine", columns);
    const path = join(root, "mine/strategy.md");
    expect(readFileSync(path, "utf8")).toBe(await service.getReport("BTCUSDT", "strategy", true, columns));
    expect(vi.mocked(console.log).mock.calls).toEqual([[`Schedule report saved: ${path}`]]);
  });

  it("rejects with what a column throws, and writes nothing", async () => {
    collect(PAIR, "past");
    const error = new Error("bad column");
    const columns = [{ key: "id", label: "Id", format: () => Promise.reject(error), isVisible: () => true }];
    await expect(service.dump("BTCUSDT", "strategy", true, "./mine", columns)).rejects.toBe(error);
    expect(() => readFileSync(join(root, "mine/strategy.md"))).toThrow("ENOENT");
  });
});

describe("clearing a report", () => {
  it("with a pair forgets that one and no other", async () => {
    collect(PAIR, "past");
    collect(LIVE, "present");
    await service.clear(PAIR);
    expect([await idsOf(true), await idsOf(false)]).toEqual([[], ["present"]]);
    expect(logged[0]?.slice(0, 2)).toEqual(["scheduleMarkdownService clear", PAIR]);
  });

  it("without one forgets all", async () => {
    collect(PAIR, "past");
    collect(LIVE, "present");
    await service.clear();
    expect([await idsOf(true), await idsOf(false)]).toEqual([[], []]);
  });
});

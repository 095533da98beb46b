import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import * as packageEntry from "../../../../../src/index";
import { PROGRAM_TOOLS, TOOL_NAMES } from "../../../../../src/lib/services/template/program-tools";
import { PROJECT_ROOT } from "../../../../support/child-process";
import { loadTools } from "../../../../support/program-tools";
import { listSyntaxErrors } from "../../../../support/program-shape";

const LIMIT = "CC_MAX_SIGNAL_GENERATION_SECONDS";

describe("the tools of a program", () => {
  it("import this package and Node's own modules, in names of their own", () => {
    expect(
      [...PROGRAM_TOOLS.matchAll(/^import \* as (\w+) from "([^"]+)";$/gm)].map(([, ...pair]) => pair),
    ).toEqual([
      ["kit", "backtest-connection-kit"],
      ["nodeAsyncHooks", "node:async_hooks"],
      ["nodeCrypto", "node:crypto"],
      ["nodeFs", "node:fs"],
      ["nodeHttp", "node:http"],
      ["nodeHttps", "node:https"],
      ["nodePath", "node:path"],
      ["nodeTimers", "node:timers"],
    ]);
    expect(listSyntaxErrors(PROGRAM_TOOLS)).toEqual([]);
    const used = [...PROGRAM_TOOLS.matchAll(/\bkit\.(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(packageEntry)).toEqual(expect.arrayContaining(used));
  });

  it("take one name besides those of the imports", () => {
    const names = [...PROGRAM_TOOLS.matchAll(/^(?:const|let|var|function|class|async function) (\w+)/gm)];
    expect(names.map(([, name]) => name)).toEqual(["programTools"]);
  });

  it("are all in the table of the page, and nothing else is", async () => {
    const page = await readFile(join(PROJECT_ROOT, "docs/optimizer-program.md"), "utf8");
    const rows = page.split("\n").filter((line) => line.startsWith("| `programTools."));
    const names = rows.flatMap((row) => [
      ...(row.split(" | ")[0] ?? "").matchAll(/`(?:programTools\.)?(\w+)/g),
    ]);
    expect(names.map(([, name]) => name).toSorted()).toEqual([...TOOL_NAMES].toSorted());
  });

  it.each([
    [{}, 3900],
    [{ MODEL_TIMEOUT_SECONDS: "600" }, 6300],
    [{ MODEL_TIMEOUT_SECONDS: "64.1" }, 3625],
  ])("let the library wait longer than the program with %j", (env, seconds) => {
    const setConfig = vi.fn();
    const settings = { [LIMIT]: 180 };
    loadTools({ env, kit: { setConfig, getConfig: () => settings, getDefaultConfig: () => settings } });
    expect(setConfig.mock.calls).toEqual([[{ [LIMIT]: seconds }, true]]);
  });

  it("leave the patience of the library as a banner has set it", () => {
    const setConfig = vi.fn();
    loadTools({
      kit: { setConfig, getConfig: () => ({ [LIMIT]: 7 }), getDefaultConfig: () => ({ [LIMIT]: 180 }) },
    });
    expect(setConfig).not.toHaveBeenCalled();
  });
});

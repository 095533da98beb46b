import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { IConfiguration, ICruiseResult } from "dependency-cruiser";
import { cruise } from "dependency-cruiser";
import { afterAll, describe, expect, it } from "vitest";

const PROJECT_FOLDER = resolve(import.meta.dirname, "../..");
const load = createRequire(import.meta.url);
const { forbidden = [], options } = load("../../.dependency-cruiser.cjs") as IConfiguration;

const cruiseFolder = async (folder: string): Promise<ICruiseResult> => {
  const { output } = await cruise(["src"], {
    ...options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden },
  });
  if (typeof output === "string") {
    throw new Error(output);
  }
  return output;
};

const brokenRules = async (folder: string): Promise<string[]> => {
  const { summary } = await cruiseFolder(folder);
  return [...new Set(summary.violations.map((violation) => violation.rule.name))].sort();
};

const scratch = mkdtempSync(join(tmpdir(), "layering-"));
let treeCount = 0;

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** A small source tree: file names below src/ with their text. */
type Tree = Readonly<Record<string, string>>;

const writeTree = (tree: Tree): string => {
  treeCount += 1;
  const folder = join(scratch, String(treeCount));
  for (const [file, text] of Object.entries({ "../package.json": `{ "type": "module" }`, ...tree })) {
    const path = join(folder, "src", file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
};

const relativePath = (from: string, to: string): string =>
  `${"../".repeat(from.split("/").length - 1) || "./"}${to.replace(/\.ts$/, "")}`;

/** A tree of two files, the first of which imports the second. */
const importTree = (from: string, to: string, kind: "import" | "import type" = "import type"): Tree => ({
  [from]: `${kind} { Thing } from "${relativePath(from, to)}";\nexport type Other = Thing;\n`,
  [to]: "export interface Thing { readonly size: number }\nexport class Thing {}\n",
});

/** Lines that import a type from each of the files. */
const importLines = (from: string, files: readonly string[]): string =>
  files
    .map((file, index) => `export type { Thing as Thing${index} } from "${relativePath(from, file)}";`)
    .join("\n");

const findBroken = (tree: Tree): Promise<string[]> => brokenRules(writeTree(tree));

/** One file in each room. */
const ROOMS = {
  math: "math/vwap.ts",
  utils: "utils/keys.ts",
  errors: "errors/RunError.ts",
  interfaces: "interfaces/Risk.interface.ts",
  contract: "contract/Done.contract.ts",
  model: "model/Backtest.model.ts",
  params: "config/params.ts",
  emitters: "config/emitters.ts",
  client: "client/ClientRisk.ts",
  core: "lib/core/di.ts",
  container: "lib/index.ts",
  base: "lib/services/base/LoggerService.ts",
  context: "lib/services/context/MethodContextService.ts",
  schema: "lib/services/schema/RiskSchemaService.ts",
  validation: "lib/services/validation/RiskValidationService.ts",
  connection: "lib/services/connection/RiskConnectionService.ts",
  global: "lib/services/global/RiskGlobalService.ts",
  logic: "lib/services/logic/BacktestLogicService.ts",
  report: "lib/services/report/RiskReportService.ts",
  persist: "lib/services/persist/RiskPersistService.ts",
  classes: "classes/Backtest.ts",
  function: "function/add.ts",
  testing: "testing/simulated-clock.ts",
} as const;

type Room = keyof typeof ROOMS;

const FOUNDATION: readonly Room[] = ["math", "utils", "errors"];
const TYPES: readonly Room[] = ["interfaces", "contract", "model"];
const CONFIG: readonly Room[] = ["params", "emitters"];
const SUPPORT: readonly Room[] = ["base", "context", "schema", "validation", "report", "persist"];
const COMMON: readonly Room[] = [...FOUNDATION, ...TYPES, ...CONFIG];
const LAYERS: readonly Room[] = ["connection", "global", "logic"];

/** The import table: which room may import which, types at least. */
const MAY_IMPORT: Readonly<Record<Room, readonly Room[]>> = {
  math: [...FOUNDATION, "interfaces"],
  utils: [...FOUNDATION, "interfaces"],
  errors: [...FOUNDATION, "interfaces"],
  interfaces: TYPES,
  contract: TYPES,
  model: TYPES,
  params: COMMON,
  emitters: COMMON,
  client: [...FOUNDATION, "interfaces", "contract", "params", "client"],
  core: [...COMMON, "core", "container", ...SUPPORT, ...LAYERS],
  container: [...COMMON, "core", "container", ...SUPPORT, ...LAYERS],
  base: [...COMMON, "core", ...SUPPORT],
  context: [...COMMON, "core", ...SUPPORT],
  schema: [...COMMON, "core", ...SUPPORT],
  validation: [...COMMON, "core", ...SUPPORT],
  report: [...COMMON, "core", ...SUPPORT],
  persist: [...COMMON, "core", ...SUPPORT],
  connection: [...COMMON, "core", ...SUPPORT, "client", "connection"],
  global: [...COMMON, "core", ...SUPPORT, "connection", "global"],
  logic: [...COMMON, "core", ...SUPPORT, "connection", "global", "logic"],
  classes: [...COMMON, "core", "container", ...SUPPORT, ...LAYERS, "classes"],
  function: [...COMMON, "core", "container", ...SUPPORT, ...LAYERS, "function"],
  testing: Object.keys(ROOMS) as Room[],
};

const rooms = Object.keys(ROOMS) as Room[];

describe("the import table", () => {
  it("holds for the source", async () => {
    const { summary } = await cruiseFolder(PROJECT_FOLDER);
    expect(summary.totalCruised).toBeGreaterThan(20);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  });

  it.each(rooms)("lets %s import types of the rooms listed for it and of no other", async (from) => {
    const others = rooms.filter((to) => ROOMS[to] !== ROOMS[from]);
    const tree: Record<string, string> = {
      [ROOMS[from]]: importLines(
        ROOMS[from],
        others.map((to) => ROOMS[to]),
      ),
    };
    for (const to of others) {
      tree[ROOMS[to]] = "export interface Thing { readonly size: number }\n";
    }
    const { summary } = await cruiseFolder(writeTree(tree));
    const refused = new Set(summary.violations.map((violation) => violation.to));
    const allowed = others.filter((to) => !refused.has(`src/${ROOMS[to]}`));
    expect(allowed).toEqual(others.filter((to) => MAY_IMPORT[from].includes(to)));
  });

  it.each(rooms)("lets %s import another file of its own room", async (from) => {
    const sibling = `${dirname(ROOMS[from])}/sibling.ts`;
    expect(await findBroken(importTree(ROOMS[from], sibling))).toEqual([]);
  });
});

describe("each rule bites, by its name", () => {
  const cases: readonly [rule: string, title: string, tree: Tree][] = [
    ["foundation", "math imports config", importTree(ROOMS.math, ROOMS.params)],
    ["types", "an interface imports a client", importTree(ROOMS.interfaces, ROOMS.client)],
    ["types-only", "a model imports a value", importTree(ROOMS.model, ROOMS.interfaces, "import")],
    [
      "types-only",
      "an error imports a value of interfaces",
      importTree(ROOMS.errors, ROOMS.interfaces, "import"),
    ],
    ["config", "settings import a service", importTree(ROOMS.params, ROOMS.base)],
    ["client", "a client imports the subjects", importTree(ROOMS.client, ROOMS.emitters)],
    ["client", "a client imports a service type", importTree(ROOMS.client, ROOMS.connection)],
    ["services", "a service imports a class users hold", importTree(ROOMS.logic, ROOMS.classes)],
    ["services", "a global service imports a client", importTree(ROOMS.global, ROOMS.client)],
    [
      "connection-services",
      "a connection service imports a function",
      importTree(ROOMS.connection, ROOMS.function),
    ],
    ["container", "the container imports a client", importTree(ROOMS.container, ROOMS.client)],
    ["classes", "a class imports a client", importTree(ROOMS.classes, ROOMS.client)],
    ["function", "a function imports a client", importTree(ROOMS.function, ROOMS.client)],
    ["testing", "the public surface imports testing", importTree("index.ts", ROOMS.testing)],
    ["client-users", "the public surface imports a client", importTree("index.ts", ROOMS.client)],
    ["connection-is-below", "connection imports global", importTree(ROOMS.connection, ROOMS.global)],
    ["connection-is-below", "connection imports logic", importTree(ROOMS.connection, ROOMS.logic)],
    ["global-is-below", "global imports logic", importTree(ROOMS.global, ROOMS.logic)],
    [
      "supporting-services-are-lowest",
      "a registry imports connection",
      importTree(ROOMS.schema, ROOMS.connection),
    ],
    [
      "one-assembler",
      "a service imports another as a value",
      importTree(ROOMS.global, ROOMS.connection, "import"),
    ],
    [
      "one-assembler",
      "lib/index imports a service as a value",
      importTree(ROOMS.container, ROOMS.base, "import"),
    ],
    [
      "no-cycles",
      "two files import each other",
      {
        "utils/a.ts": `import { b } from "./b";\nexport const a = b;`,
        "utils/b.ts": `import { a } from "./a";\nexport const b = a;`,
      },
    ],
    [
      "no-cycles",
      "types of two services refer to each other",
      {
        "client/a.ts": `import type { B } from "./b";\nexport type A = B | null;`,
        "client/b.ts": `import type { A } from "./a";\nexport type B = A | null;`,
      },
    ],
    [
      "no-cycles",
      "interfaces and contracts refer to each other",
      {
        "interfaces/a.ts": `import type { B } from "../contract/b";\nexport type A = B | null;`,
        "contract/b.ts": `import type { A } from "../interfaces/a";\nexport type B = A | null;`,
      },
    ],
    ["no-way-out", "the source imports a test", importTree("utils/keys.ts", "../test/helper.ts")],
    [
      "no-development-packages",
      "the source imports a development package",
      {
        "../package.json": `{ "type": "module", "devDependencies": { "a-tool": "1.0.0" } }`,
        "../node_modules/a-tool/package.json": `{ "name": "a-tool", "version": "1.0.0", "main": "index.js" }`,
        "../node_modules/a-tool/index.js": "module.exports = {};",
        "utils/a.ts": `import "a-tool";`,
      },
    ],
    ["no-unresolvable", "an import leads nowhere", { "utils/a.ts": `import "./nowhere";` }],
  ];

  it.each(cases)("%s: %s", async (rule, _, tree) => {
    expect(await findBroken(tree)).toContain(rule);
  });

  it("has a case for every rule", () => {
    expect(new Set(cases.map(([rule]) => rule))).toEqual(new Set(forbidden.map(({ name }) => name)));
  });
});

describe("what stays allowed", () => {
  it("provide.ts imports services as values", async () => {
    expect(await findBroken(importTree("lib/core/provide.ts", ROOMS.connection, "import"))).toEqual([]);
  });

  it("a service extends the generic base of its family", async () => {
    const tree = importTree(ROOMS.schema, "lib/services/schema/BaseSchemaService.ts", "import");
    expect(await findBroken(tree)).toEqual([]);
  });

  it("a loop enters and leaves contexts through their static members", async () => {
    expect(await findBroken(importTree(ROOMS.logic, ROOMS.context, "import"))).toEqual([]);
  });

  it("a connection service constructs its client", async () => {
    expect(await findBroken(importTree(ROOMS.connection, ROOMS.client, "import"))).toEqual([]);
  });
});

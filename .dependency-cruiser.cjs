/**
 * Who may import whom. Each room of src/ lists the rooms it may import, type-only imports included; everything else of
 * ours is refused. test/unit/architecture.test.ts proves that every rule bites.
 */

const rooms = (...names) => `^src/(${names.join("|")})/`;

const FOUNDATION = ["math", "utils", "errors"];
const TYPES = ["interfaces", "contract", "model"];

/** From `from`, of our own files only `allowed` may be imported. */
const allowOnly = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from,
  to: { path: "^src/", pathNot: allowed },
});

const forbid = (name, from, to, comment) => ({ name, comment, severity: "error", from, to });

/**
 * A service class. The generic bases of a family (`Base…Service`) are none, and the contexts are also activators: their
 * static members enter and leave them.
 */
const SERVICE_FILE = {
  path: "^src/lib/services/.+Service\\.ts$",
  pathNot: ["/Base[A-Z][A-Za-z]*\\.ts$", rooms("lib/services/context")],
};

const rows = [
  allowOnly(
    "foundation",
    { path: rooms(...FOUNDATION) },
    rooms(...FOUNDATION, "interfaces"),
    "math, utils and errors import each other and types of interfaces",
  ),
  allowOnly("types", { path: rooms(...TYPES) }, rooms(...TYPES), "types import types of each other"),
  forbid(
    "types-only",
    { path: rooms(...FOUNDATION, ...TYPES) },
    { path: rooms(...TYPES), dependencyTypesNot: ["type-only"] },
    "interfaces, contract and model hold no values",
  ),
  allowOnly(
    "config",
    { path: rooms("config") },
    rooms("config", ...TYPES, ...FOUNDATION),
    "settings, subjects and columns know no service and no client",
  ),
  allowOnly(
    "client",
    { path: rooms("client") },
    [rooms("client", "interfaces", "contract", ...FOUNDATION), "^src/config/params\\.ts$"],
    "a client gets everything else through its constructor",
  ),
  allowOnly(
    "services",
    { path: rooms("lib/services"), pathNot: rooms("lib/services/connection") },
    rooms("lib/core", "lib/services", "config", ...TYPES, ...FOUNDATION),
    "services know no class users hold",
  ),
  allowOnly(
    "connection-services",
    { path: rooms("lib/services/connection") },
    rooms("lib/core", "lib/services", "client", "config", ...TYPES, ...FOUNDATION),
    "connection services alone know the clients",
  ),
  allowOnly(
    "container",
    { path: "^src/lib/(index\\.ts$|core/)" },
    rooms("lib", "config", ...TYPES, ...FOUNDATION),
    "the container knows services",
  ),
  allowOnly(
    "classes",
    { path: rooms("classes") },
    rooms("classes", "lib", "config", ...TYPES, ...FOUNDATION),
    "what users hold reaches clients through services",
  ),
  allowOnly(
    "function",
    { path: rooms("function") },
    rooms("function", "lib", "config", ...TYPES, ...FOUNDATION),
    "what users call reaches clients through services",
  ),
  forbid(
    "testing",
    { path: "^src/", pathNot: rooms("testing") },
    { path: rooms("testing") },
    "nothing imports testing",
  ),
];

const layers = [
  forbid(
    "client-users",
    { path: "^src/", pathNot: rooms("lib/services/connection", "client", "testing") },
    { path: rooms("client") },
    "only connection services import clients",
  ),
  forbid(
    "connection-is-below",
    { path: rooms("lib/services/connection") },
    { path: rooms("lib/services/global", "lib/services/logic") },
    "calls go logic, global, connection, client",
  ),
  forbid(
    "global-is-below",
    { path: rooms("lib/services/global") },
    { path: rooms("lib/services/logic") },
    "calls go logic, global, connection, client",
  ),
  forbid(
    "supporting-services-are-lowest",
    { path: "^src/lib/services/(base|context|schema|validation|report|persist|template)/" },
    { path: rooms("lib/services/connection", "lib/services/global", "lib/services/logic") },
    "registries, contexts, validators, reports and stores are used by the others",
  ),
  forbid(
    "one-assembler",
    { path: rooms("lib"), pathNot: "^src/lib/core/provide\\.ts$" },
    { ...SERVICE_FILE, dependencyTypesNot: ["type-only"] },
    "only provide.ts constructs services; the others import their types and inject them",
  ),
];

const hygiene = [
  forbid("no-cycles", {}, { circular: true }, "no import cycles, type-only imports included"),
  forbid("no-way-out", { path: "^src/" }, { path: "^(test|docs|dist)/" }, "the source stands alone"),
  forbid(
    "no-development-packages",
    { path: "^src/" },
    {
      dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
      pathNot: "node_modules/(di-kit|functools-kit|write-file-atomic|zod)/",
    },
    "what the source imports is a dependency of the package, or bundled into it",
  ),
  forbid("no-unresolvable", { path: "^src/" }, { couldNotResolve: true }, "an import leads somewhere"),
];

module.exports = {
  forbidden: [...rows, ...layers, ...hygiene],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};

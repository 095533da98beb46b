import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const CLOCK_ADVICE = "Ask getClock() of src/utils/clock.ts, so that a simulated clock works.";

/** Time, timers and randomness have one seam: src/utils/clock.ts. */
const rawClockGlobals = [
  ...["setTimeout", "setInterval", "setImmediate"].map((name) => ({ name, message: CLOCK_ADVICE })),
  // Every global can be reached through these, past the rules that know it by its name.
  ...["globalThis", "global"].map((name) => ({ name, message: `Name what you need of it. ${CLOCK_ADVICE}` })),
];

const rawClockProperties = [
  ["Date", "now"],
  ["Math", "random"],
  ["crypto", "randomUUID"],
  ["crypto", "getRandomValues"],
  ["performance", "now"],
  ["performance", "timeOrigin"],
  ["process", "hrtime"],
  ["process", "uptime"],
  ["AbortSignal", "timeout"],
].map(([object, property]) => ({ object, property, message: CLOCK_ADVICE }));

const rawClockSyntax = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: CLOCK_ADVICE },
  { selector: "CallExpression[callee.name='Date']", message: CLOCK_ADVICE },
  // Under another name, or handed to somebody else, the rules would not know it any more.
  {
    selector:
      "Identifier[name=/^(Date|Math|AbortSignal)$/]:not(NewExpression > .callee, CallExpression > .callee," +
      " MemberExpression > *, TSTypeReference > .typeName, BinaryExpression[operator='instanceof'] > .right)",
    message: `Use it where it stands, under its own name. ${CLOCK_ADVICE}`,
  },
  {
    selector: ":not(CallExpression[callee.name='loadLate'] > ArrowFunctionExpression) > ImportExpression",
    message: "Import at the top of the file, or through loadLate, which a simulated clock waits for.",
  },
];

/** What the library uses of RxJS; most of the rest has timers in it, or takes a scheduler. */
const allowedOfRxjs = ["Observable", "Subject", "Subscription"];

const rawClockImports = {
  paths: [
    ...[
      "node:timers",
      "node:timers/promises",
      "timers",
      "timers/promises",
      "node:perf_hooks",
      "perf_hooks",
    ].map((name) => ({ name, message: CLOCK_ADVICE })),
    ...["node:crypto", "crypto"].map((name) => ({
      name,
      importNames: [
        "getRandomValues",
        "randomBytes",
        "randomFill",
        "randomFillSync",
        "randomInt",
        "randomUUID",
        "webcrypto",
      ],
      message: CLOCK_ADVICE,
    })),
    {
      name: "functools-kit",
      importNames: [
        "debounce",
        "randomString",
        "rate",
        "retry",
        "schedule",
        "sleep",
        "throttle",
        "timeout",
        "ttl",
      ],
      message: CLOCK_ADVICE,
    },
    { name: "rxjs", allowImportNames: allowedOfRxjs, message: CLOCK_ADVICE },
  ],
  patterns: [{ group: ["rxjs/*"], message: `Import from "rxjs". ${CLOCK_ADVICE}` }],
};

/** Services get each other from the container. */
const serviceConstruction = {
  selector: "NewExpression[callee.name=/Service$/]",
  message: "Only src/lib/core/provide.ts constructs services; everything else injects them.",
};

/** A file of types has nothing to run. */
const runtimeExports = [
  "VariableDeclaration",
  "FunctionDeclaration",
  "ClassDeclaration",
  "TSEnumDeclaration",
].map((declaration) => ({
  selector: `ExportNamedDeclaration > ${declaration}`,
  message: "This folder holds types only.",
}));

const restrictSyntax = (...rules) => ["error", ...rules];

export default defineConfig(
  globalIgnores([
    "dist/",
    "coverage/",
    "docs/api/",
    "test/fixtures/",
    "test/e2e/pack/consumer/",
    "dump/",
    "logs/",
  ]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // What somebody else threw is passed on as it is.
      "@typescript-eslint/prefer-promise-reject-errors": ["error", { allowThrowingUnknown: true }],
      // An async method turns every throw into a rejection, with or without an await in it.
      "@typescript-eslint/require-await": "off",
      // Values from users can be anything, whatever their type promises; checking them is never unnecessary.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // A subject whose next() can be awaited is still a subject.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { inheritedMethods: false } }],
      // What users hand in is plain data with functions; it is taken apart field by field.
      "@typescript-eslint/unbound-method": "off",
      // A generic that only names the result is how injection by symbol is typed.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      eqeqeq: "error",
      "no-restricted-syntax": restrictSyntax({
        selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|todo)$/]",
        message: "Every test runs.",
      }),
    },
  },
  {
    files: ["src/**/*.ts"],
    rules: {
      "no-console": "error",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "no-restricted-globals": ["error", ...rawClockGlobals],
      "no-restricted-properties": ["error", ...rawClockProperties],
      "no-restricted-imports": ["error", rawClockImports],
      "no-restricted-syntax": restrictSyntax(...rawClockSyntax, serviceConstruction),
    },
  },
  {
    files: ["src/interfaces/**/*.ts", "src/contract/**/*.ts", "src/model/**/*.ts"],
    rules: { "no-restricted-syntax": restrictSyntax(...runtimeExports) },
  },
  {
    files: ["src/index.ts", "src/errors/index.ts", "src/testing/index.ts"],
    rules: {
      "no-restricted-syntax": restrictSyntax({
        selector: "Program > :not(ExportNamedDeclaration[source], ExportAllDeclaration)",
        message: "The public surface only re-exports.",
      }),
    },
  },
  {
    files: ["src/lib/core/provide.ts"],
    rules: { "no-restricted-syntax": restrictSyntax(...rawClockSyntax) },
  },
  {
    files: ["src/utils/clock.ts"],
    rules: {
      "no-restricted-globals": "off",
      "no-restricted-properties": "off",
      "no-restricted-imports": "off",
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // Matchers and recorded calls are loosely typed on purpose.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      // Tests throw what users may throw.
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/prefer-promise-reject-errors": "off",
      "@typescript-eslint/no-empty-function": "off",
      // Users hand asynchronous callbacks where void ones are expected, and the tests do as they do.
      "@typescript-eslint/no-misused-promises": "off",
      "@typescript-eslint/no-confusing-void-expression": "off",
    },
  },
  {
    files: ["**/*.js", "**/*.mjs", "**/*.cjs"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly" } },
  },
  {
    files: ["**/*.cjs"],
    languageOptions: { sourceType: "commonjs", globals: { module: "readonly", require: "readonly" } },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
);

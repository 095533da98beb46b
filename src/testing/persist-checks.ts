import { join } from "node:path";
import type { IPersistBase } from "../interfaces/Persist.interface";
import type { PersistChecker } from "./persist-checker";
import { createSampleDocuments, createSampleRow, EMPTY_DOCUMENTS } from "./persist-documents";

/** A check before it knows what it checks. */
export interface PersistCheck {
  readonly name: string;
  readonly check: (checker: PersistChecker) => Promise<void>;
}

/** Names that people give, or that somebody gives on purpose. */
const AWKWARD_NAMES = [
  "BTC/USDT",
  "x/../BTC/USDT",
  "..",
  ".",
  "../../outside",
  "back\\slash",
  "colon:name",
  "dots.and.json",
  "ends with dot.",
  " spaces around ",
  "under_score",
  "under%5Fscore",
  "100%",
  "a%2Fb",
  'quote"*?<>|',
  "ünïcode-名前-🙂",
  "__proto__",
  "x".repeat(120),
];

const MANY = 200;

const initChecks: readonly PersistCheck[] = [
  {
    name: "waitForInit is harmless when called again, and by many at once",
    check: async (checker) => {
      const store = checker.create();
      await Promise.all([store.waitForInit(true), store.waitForInit(false), store.waitForInit(false)]);
      const row = createSampleRow("kept");
      await store.writeValue("BTCUSDT", row);
      await Promise.all([store.waitForInit(false), store.waitForInit(false)]);
      await checker.expectDocument(store, "BTCUSDT", row);
    },
  },
  {
    name: "a document nobody has written is not there, and reading it rejects",
    check: async (checker) => {
      const store = await checker.open();
      await checker.expectAbsent(store, "BTCUSDT");
      let answer: unknown;
      try {
        answer = await store.readValue("BTCUSDT");
      } catch {
        return;
      }
      checker.fail(`readValue of a document that is not there should reject, got ${String(answer)}`);
    },
  },
];

const valueChecks: readonly PersistCheck[] = [
  ...createSampleDocuments().map(({ title, document }) => ({
    name: `gives back ${title}`,
    check: async (checker: PersistChecker) => {
      const store = await checker.open();
      await store.writeValue("BTCUSDT", document);
      await checker.expectDocument(store, "BTCUSDT", structuredClone(document));
      await checker.expectDocument(store, "BTCUSDT", structuredClone(document));
    },
  })),
  {
    name: "a write replaces the document as a whole",
    check: async (checker) => {
      const store = await checker.open();
      await store.writeValue("levels", { one: { profitLevels: [10], lossLevels: [] } });
      await store.writeValue("levels", { two: { profitLevels: [], lossLevels: [10] } });
      await checker.expectDocument(store, "levels", { two: { profitLevels: [], lossLevels: [10] } });
      await store.writeValue("levels", [["key", 1]]);
      await checker.expectDocument(store, "levels", [["key", 1]]);
    },
  },
  {
    name: "clearing with null, [] or {} leaves nothing of the document",
    check: async (checker) => {
      const store = await checker.open();
      for (const empty of EMPTY_DOCUMENTS) {
        await store.writeValue("BTCUSDT", createSampleRow("cleared"));
        await store.writeValue("BTCUSDT", empty);
        await checker.expectCleared(store, "BTCUSDT", structuredClone(empty));
        await store.writeValue("BTCUSDT", createSampleRow("next"));
        await checker.expectDocument(store, "BTCUSDT", createSampleRow("next"));
      }
    },
  },
  {
    name: "changing what was handed in, or what was read, changes nothing in the store",
    check: async (checker) => {
      const store = await checker.open();
      const handedIn = { ...createSampleRow("own"), levels: [10] };
      await store.writeValue("BTCUSDT", handedIn);
      Reflect.set(handedIn, "id", "changed by the writer");
      handedIn.levels.push(20);
      await checker.expectDocument(store, "BTCUSDT", { ...createSampleRow("own"), levels: [10] });
      const read = await store.readValue("BTCUSDT");
      if (typeof read === "object" && read !== null) {
        Reflect.set(read, "id", "changed by the reader");
        Reflect.set(Object(Reflect.get(read, "levels")), "0", 99);
      }
      await checker.expectDocument(store, "BTCUSDT", { ...createSampleRow("own"), levels: [10] });
    },
  },
];

/** Writes a document of its own to each store, then looks for all of them. */
const expectApart = async (
  checker: PersistChecker,
  stores: readonly IPersistBase[],
  entityIds: readonly (string | number)[] = ["BTCUSDT"],
): Promise<void> => {
  const places = stores.flatMap((store) => entityIds.map((entityId) => ({ store, entityId })));
  for (const [index, { store, entityId }] of places.entries()) {
    await checker.expectAbsent(store, entityId);
    await store.writeValue(entityId, { index });
  }
  for (const [index, { store, entityId }] of places.entries()) {
    await checker.expectDocument(store, entityId, { index });
  }
};

const placeChecks: readonly PersistCheck[] = [
  {
    name: "stores of different names have nothing in common",
    check: async (checker) => {
      const name = checker.createEntityName();
      const stores = [name, `${name}_`, `${name}_BTCUSDT`, checker.createEntityName()];
      await expectApart(checker, await Promise.all(stores.map((each) => checker.open(each))));
    },
  },
  {
    // The signal store and the schedule store of a pair differ in nothing else.
    name: "stores of one name in different base directories have nothing in common",
    check: async (checker) => {
      const name = checker.createEntityName();
      const folders = [checker.baseDir, join(checker.baseDir, "signal"), join(checker.baseDir, "schedule")];
      await expectApart(checker, await Promise.all(folders.map((folder) => checker.open(name, folder))));
    },
  },
  {
    name: "documents of different ids have nothing in common",
    check: async (checker) => {
      await expectApart(
        checker,
        [await checker.open()],
        ["BTCUSDT", "BTCUSD", "ETHUSDT", "last-signal-id", "7", "70"],
      );
    },
  },
  {
    name: "an id that is a number is the id of its digits",
    check: async (checker) => {
      const store = await checker.open();
      await store.writeValue(7, { seven: true });
      await checker.expectDocument(store, 7, { seven: true });
      await checker.expectDocument(store, "7", { seven: true });
      await checker.expectAbsent(store, 8);
    },
  },
  {
    name: "any text can be an id",
    check: async (checker) => {
      await expectApart(checker, [await checker.open()], AWKWARD_NAMES);
    },
  },
  {
    name: "any text can be part of the name of a store",
    check: async (checker) => {
      const name = checker.createEntityName();
      const stores = AWKWARD_NAMES.map((awkward) => checker.open(`${name}${awkward}`));
      await expectApart(checker, await Promise.all(stores));
    },
  },
  {
    name: `keeps ${MANY} documents apart that are written at once`,
    check: async (checker) => {
      const store = await checker.open();
      const numbers = Array.from({ length: MANY }, (_, number) => number);
      await Promise.all(numbers.map((number) => store.writeValue(`id-${number}`, { number })));
      for (const number of numbers) {
        await checker.expectDocument(store, `id-${number}`, { number });
      }
    },
  },
];

/** Sizes that make an older write take longer than a newer one, and the other way round. */
const SIZES = [400_000, 10, 200_000, 1, 50_000, 100, 300_000, 5];

const orderChecks: readonly PersistCheck[] = [
  {
    name: "of writes that overlap the one issued last wins",
    check: async (checker) => {
      const store = await checker.open();
      // Which of two unordered writes ends last is a matter of luck: many rounds leave little of it.
      for (let round = 0; round < 15; round += 1) {
        for (const sizes of [SIZES, [...SIZES].reverse()]) {
          const documents = sizes.map((size, number) => ({ round, number, text: "x".repeat(size) }));
          await Promise.all(documents.map((document) => store.writeValue("BTCUSDT", document)));
          await checker.expectDocument(store, "BTCUSDT", documents.at(-1));
        }
      }
    },
  },
  {
    name: "a document is there as soon as its write has resolved, each time",
    check: async (checker) => {
      const store = await checker.open();
      for (let number = 0; number < 20; number += 1) {
        await store.writeValue("BTCUSDT", { number });
        await checker.expectDocument(store, "BTCUSDT", { number });
      }
    },
  },
];

const durabilityChecks: readonly PersistCheck[] = [
  {
    name: "another store of the same names finds a document as soon as its write has resolved",
    check: async (checker) => {
      const name = checker.createEntityName();
      const store = await checker.open(name);
      await store.writeValue("BTCUSDT", createSampleRow("first"));
      const next = await checker.open(name);
      await checker.expectDocument(next, "BTCUSDT", createSampleRow("first"));
      await store.writeValue("BTCUSDT", createSampleRow("second"));
      await checker.expectDocument(next, "BTCUSDT", createSampleRow("second"));
      await checker.expectDocument(await checker.open(name), "BTCUSDT", createSampleRow("second"));
    },
  },
  {
    name: "another store of the same names finds a document cleared",
    check: async (checker) => {
      const name = checker.createEntityName();
      const store = await checker.open(name);
      await store.writeValue("BTCUSDT", createSampleRow("cleared"));
      await store.writeValue("BTCUSDT", null);
      await checker.expectCleared(await checker.open(name), "BTCUSDT", null);
    },
  },
];

/** Every check. @param isVolatile - whether those are left out that need a second store */
export const createPersistChecks = (isVolatile: boolean): PersistCheck[] => [
  ...initChecks,
  ...valueChecks,
  ...placeChecks,
  ...orderChecks,
  ...(isVolatile ? [] : durabilityChecks),
];

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../..");
const CONTRACTS = join(ROOT, "src/contract");

/** Fields of each exported contract, in their order. */
const readContracts = (): Map<string, string[]> => {
  const contracts = new Map<string, string[]>();
  for (const file of readdirSync(CONTRACTS)) {
    const text = readFileSync(join(CONTRACTS, file), "utf8");
    for (const [, name = "", body = ""] of text.matchAll(/export interface (\w+) \{\n([\s\S]*?)\n\}/g)) {
      contracts.set(
        name,
        [...body.matchAll(/^ {2}(\w+): /gm)].map(([, field = ""]) => field),
      );
    }
  }
  return contracts;
};

/** Fields of each contract as the page lists them. */
const readPage = (): Map<string, string[]> => {
  const page = readFileSync(join(ROOT, "docs/events.md"), "utf8");
  const section = /## What an event holds\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
  return new Map(
    [...section.matchAll(/^\| `(\w+)`[^|]*\|([^|]*)\|$/gm)].map(([, name = "", cell = ""]) => [
      name,
      [...cell.matchAll(/`(\w+)`/g)].map(([, field = ""]) => field),
    ]),
  );
};

describe("the page of events", () => {
  it("lists the fields of every contract that a listener gets", () => {
    const contracts = readContracts();
    // No listener gets this one.
    contracts.delete("WalkerStopContract");
    expect(contracts.size).toBeGreaterThan(8);
    expect(Object.fromEntries(readPage())).toEqual(Object.fromEntries(contracts));
  });
});

import { describe, expect, it } from "vitest";
import { readOptions, USAGE } from "../../bench/options";

const DEFAULTS = {
  isOfProcesses: false,
  days: 365,
  rounds: 5,
  only: "",
  json: undefined,
  isRecorded: false,
  isChecked: false,
  isBuilt: true,
  isHelp: false,
};

describe("the command line of the bench", () => {
  it("without a word it times everything", () => {
    expect(readOptions([])).toEqual(DEFAULTS);
  });

  it("takes every option of its usage", () => {
    const words = ["--days", "20", "--rounds", "3", "--only", "average", "--json", "out.json"];
    expect(readOptions([...words, "--check", "--record", "--no-build"])).toEqual({
      ...DEFAULTS,
      days: 20,
      rounds: 3,
      only: "average",
      json: "out.json",
      isChecked: true,
      isRecorded: true,
      isBuilt: false,
    });
    for (const word of USAGE.match(/--[a-z-]+/g) ?? []) {
      const value = ["--days", "--rounds", "--only", "--json"].includes(word) ? ["1"] : [];
      expect(() => readOptions(word === "--" ? [] : [word, ...value])).not.toThrow();
    }
  });

  it("measures processes, and helps", () => {
    expect(readOptions(["processes", "--no-build"])).toEqual({
      ...DEFAULTS,
      isOfProcesses: true,
      isBuilt: false,
    });
    expect(readOptions(["--help"]).isHelp).toBe(true);
    expect(readOptions(["processes", "-h"])).toEqual({ ...DEFAULTS, isOfProcesses: true, isHelp: true });
  });

  it.each<[string[], string]>([
    [["--day", "3"], "--day"],
    [["--days"], "--days"],
    [["--days", "many"], "--days must be a whole number from 1 on, got many"],
    [["--days", "0"], "--days must be a whole number from 1 on, got 0"],
    [["--rounds", "1.5"], "--rounds must be a whole number from 1 on, got 1.5"],
    [["average"], "unknown word average"],
    [["processes", "import"], "unknown word import"],
    [["processes", "--days", "3"], "processes takes no options but --no-build"],
  ])("refuses %j in words", (words, message) => {
    expect(() => readOptions(words)).toThrow(message);
  });
});

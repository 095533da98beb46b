import { describe, expect, it } from "vitest";
import { GivenIds, readGivenId } from "../../../src/client/given-ids";

describe("readGivenId", () => {
  it.each<[string, unknown, string | null]>([
    ["nothing", null, null],
    ["no object", "x", null],
    ["an object without one", {}, null],
    ["an empty one", { id: "" }, null],
    ["one that is no text", { id: 5 }, null],
    ["a text", { id: "a" }, "a"],
  ])("%s", (_, answer, id) => {
    expect(readGivenId(answer)).toBe(id);
  });
});

describe("ids the user gave", () => {
  it("none repeats at first, and none that is absent ever does", () => {
    const ids = new GivenIds();
    expect([ids.isRepeated("a"), ids.isRepeated(null)]).toEqual([false, false]);
    ids.accept("a");
    expect(ids.isRepeated(null)).toBe(false);
  });

  it("only the last accepted one is a repeat (pitfall 32)", () => {
    const ids = new GivenIds();
    ids.accept("a");
    expect([ids.isRepeated("a"), ids.isRepeated("b")]).toEqual([true, false]);
    ids.accept("b");
    expect([ids.isRepeated("a"), ids.isRepeated("b")]).toEqual([false, true]);
  });

  it("a refused one is forgotten, and the one accepted before it is the last again", () => {
    const ids = new GivenIds();
    ids.accept("a");
    ids.accept("b");
    ids.refuse("b");
    expect([ids.isRepeated("a"), ids.isRepeated("b")]).toEqual([true, false]);
  });

  it("a refusal of another one changes nothing", () => {
    const ids = new GivenIds();
    ids.accept("a");
    ids.refuse("b");
    expect(ids.isRepeated("a")).toBe(true);
  });

  it("one that was made up takes nothing from them, and is known until the next one", () => {
    const ids = new GivenIds();
    ids.accept("a");
    ids.makeUp("made-up");
    expect([ids.isRepeated("a"), ids.isMadeUp("made-up"), ids.isMadeUp("a")]).toEqual([true, true, false]);
    expect([ids.keepFor("made-up"), ids.keepFor("a")]).toEqual([null, "a"]);
    ids.makeUp("next");
    expect(ids.isMadeUp("made-up")).toBe(false);
  });
});

import { beforeEach, describe, expect, it, vi } from "vitest";
import { memoizeClient } from "../../../src/utils/memoize-client";

describe("memoizeClient", () => {
  const create = vi.fn((name: string, live: boolean) => ({ name, live }));
  const createCache = () =>
    memoizeClient((name: string, live: boolean) => `${name}${live ? ":live" : ""}`, create);

  beforeEach(() => {
    create.mockClear();
  });

  it("one instance per key", () => {
    const get = createCache();
    expect(get("a", true)).toBe(get("a", true));
    expect(get("a", true)).not.toBe(get("a", false));
    expect(create).toHaveBeenCalledTimes(2);
  });

  it("a factory that throws leaves no entry behind and is asked again", () => {
    create.mockImplementationOnce(() => {
      throw new Error("no schema");
    });
    const get = createCache();
    expect(() => get("a", false)).toThrow("no schema");
    expect(get.has("a")).toBe(false);
    expect(get.keys()).toEqual([]);
    expect(get("a", false)).toEqual({ name: "a", live: false });
  });

  it("clear of one key leaves the others", () => {
    const get = createCache();
    const [a, b] = [get("a", false), get("b", false)];
    get.clear("a");
    expect(get("b", false)).toBe(b);
    expect(get("a", false)).not.toBe(a);
  });

  it("clear of the empty key clears that key, not everything (pitfall 121)", () => {
    const get = createCache();
    const [empty, a] = [get("", false), get("a", false)];
    get.clear("");
    expect(get("a", false)).toBe(a);
    expect(get("", false)).not.toBe(empty);
  });

  it("clear without a key clears everything", () => {
    const get = createCache();
    get("a", false);
    get("", false);
    get.clear();
    expect(get.values()).toEqual([]);
  });

  it("finds and drops the instance of arguments, also of those asked for before others", () => {
    const get = createCache();
    expect(get.find("a", false)).toBeUndefined();
    const [a, b, live] = [get("a", false), get("b", false), get("a", true)];
    expect([get.find("a", false), get.find("b", false), get.find("a", true)]).toEqual([a, b, live]);
    expect(get.find("a", false)).toBe(a);
    expect(get.find("c", false)).toBeUndefined();
    get.drop("b", false);
    expect(get.find("b", false)).toBeUndefined();
    expect(get.find("a", false)).toBe(a);
    get.drop("a", false);
    get.drop("a", false);
    expect(get.keys()).toEqual(["a:live"]);
    get.drop("a", true);
    expect(get.find("a", true)).toBeUndefined();
    expect(create).toHaveBeenCalledTimes(3);
  });

  it("builds no key to find that there is nothing, or what was asked for last", () => {
    const createKey = vi.fn((name: string) => name);
    const get = memoizeClient(createKey, (name: string) => ({ name }));
    expect(get.find("a")).toBeUndefined();
    expect(createKey).not.toHaveBeenCalled();
    const a = get("a");
    expect(createKey).toHaveBeenCalledTimes(1);
    expect(get.find("a")).toBe(a);
    get.drop("a");
    expect(get.find("a")).toBeUndefined();
    expect(createKey).toHaveBeenCalledTimes(1);
  });

  it("finds what was put in the place of a key, and nothing behind a clear", () => {
    const get = createCache();
    const given = { name: "given", live: false };
    get.add("a", given);
    expect(get.find("a", false)).toBe(given);
    get.clear();
    expect(get.find("a", false)).toBeUndefined();
    expect(get("a", false)).not.toBe(given);
  });

  it("shows what it holds without creating anything", () => {
    const get = createCache();
    expect(get.get("a")).toBeUndefined();
    const a = get("a", false);
    const b = get("b", true);
    expect(get.get("a")).toBe(a);
    expect(get.has("b:live")).toBe(true);
    expect(get.keys()).toEqual(["a", "b:live"]);
    expect(get.values()).toEqual([a, b]);
    expect(create).toHaveBeenCalledTimes(2);
  });

  it("one argument is enough, and so is none of that name yet", () => {
    const get = memoizeClient(
      (name: string) => name,
      (name: string) => ({ name }),
    );
    const a = get("a");
    expect(get("b")).toEqual({ name: "b" });
    expect(get("a")).toBe(a);
  });

  it("builds no key while the same client is asked for, and never shows one that was dropped or replaced", () => {
    const createKey = vi.fn((name: string, live: boolean) => `${name}:${live}`);
    const get = memoizeClient(createKey, () => ({}));
    const first = get("a", true);
    createKey.mockClear();
    expect(get("a", true)).toBe(first);
    expect(createKey).not.toHaveBeenCalled();
    const other = get("a", false);
    expect(other).not.toBe(first);
    expect(get("a", true)).toBe(first);
    get.clear("a:true");
    const second = get("a", true);
    expect(second).not.toBe(first);
    get.remove("a:true");
    expect(get("a", true)).not.toBe(second);
    const own = {};
    get.remove("a:true");
    get.add("a:true", own);
    expect(get("a", true)).toBe(own);
    get.clear();
    expect(get("a", true)).not.toBe(own);
    expect(get("a", false)).not.toBe(other);
  });
});

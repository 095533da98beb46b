import { describe, expect, it } from "vitest";
import { noteWriter } from "../../../src/client/optimizer-files";

describe("noteWriter", () => {
  it("names the other pair that wrote the file last, and nobody for a first or an own one", () => {
    const news = "optimizer news on BTC_USDT";
    const other = "optimizer news_BTC on USDT";
    expect(noteWriter("/noted/a.mjs", news)).toBeUndefined();
    expect(noteWriter("/noted/a.mjs", news)).toBeUndefined();
    expect(noteWriter("/noted/b.mjs", other)).toBeUndefined();
    expect(noteWriter("/noted/a.mjs", other)).toBe(news);
    expect(noteWriter("/noted/a.mjs", other)).toBeUndefined();
    expect(noteWriter("/noted/a.mjs", news)).toBe(other);
  });
});

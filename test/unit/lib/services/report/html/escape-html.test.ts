import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml, escapeJson } from "../../../../../../src/lib/services/report/html/escape-html";

describe("texts in the page", () => {
  it("what means something to HTML becomes an entity, everything else stays", () => {
    expect(escapeHtml(`<b title="a'b">Tom & Jerry {x} é</b>`)).toBe(
      "&lt;b title=&quot;a&#39;b&quot;&gt;Tom &amp; Jerry {x} é&lt;/b&gt;",
    );
  });

  it.each([
    ["</script><script>alert(1)</script>", /<\/?script/i],
    ["<!--<script>", /<!--/],
    ["line\u2028separator", /\u2028/],
    ["paragraph\u2029separator", /\u2029/],
  ])("%j cannot leave the data", (text, forbidden) => {
    const json = escapeJson({ text });
    expect(json).not.toMatch(forbidden);
    expect(JSON.parse(json)).toEqual({ text });
  });

  it("numbers that are not finite become null", () => {
    const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1.5];
    expect(JSON.parse(escapeJson(numbers))).toEqual([null, null, null, 1.5]);
  });

  it("any text comes back as it was, and without a `<`", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const json = escapeJson([text]);
        expect(json).not.toContain("<");
        expect(JSON.parse(json)).toEqual([text]);
      }),
    );
  });
});

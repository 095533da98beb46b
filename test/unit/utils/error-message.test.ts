import { describe, expect, it } from "vitest";
import { TradingError } from "../../../src/index";
import { FrameError } from "../../../src/errors/FrameError";
import { toErrorMessage } from "../../../src/utils/error-message";

describe("the text of whatever was thrown", () => {
  it.each<[string, unknown, string]>([
    ["a text as it is", "out of order", "out of order"],
    ["an empty text", "", ""],
    ["an error", new Error("out of order"), "out of order"],
    ["an error of the library", new FrameError("FRAME_EMPTY", "no minute"), "no minute"],
    ["an error without a message", new Error(), ""],
    ["the error inside of error", { error: { message: "inner" }, message: "outer" }, "inner"],
    ["the error inside of data", { data: { message: "inner" }, message: "outer" }, "inner"],
    ["error before data", { data: { message: "data" }, error: { message: "error" } }, "error"],
    [
      "its own message when error holds none",
      { error: { message: 5 }, data: null, message: "outer" },
      "outer",
    ],
    ["its own message when error is a text", { error: "text", message: "outer" }, "outer"],
    ["an object with a message", { message: "plain" }, "plain"],
    ["an object without one", { code: 5 }, "[object Object]"],
    ["an object without a prototype", Object.create(null), "[object Object]"],
    [
      "an object whose properties throw",
      {
        get message() {
          throw new Error("no");
        },
      },
      "[object Object]",
    ],
    ["undefined", undefined, "undefined"],
    ["null", null, "null"],
    ["a number", 5, "5"],
    ["a symbol", Symbol("x"), "Symbol(x)"],
    ["an inherited message", Object.create({ message: "inherited" }), "inherited"],
  ])("%s", (_, thrown, expected) => {
    expect(toErrorMessage(thrown)).toBe(expected);
  });

  it("works on the base class of the catalogue", () => {
    expect(new FrameError("FRAME_EMPTY", "no minute")).toBeInstanceOf(TradingError);
  });
});

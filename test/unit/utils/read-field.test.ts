import { describe, expect, it } from "vitest";
import { readField } from "../../../src/utils/read-field";

const createError = (reason: string, cause: unknown): Error => new Error(`x ${reason}`, { cause });

describe("reading a field", () => {
  it("gives its value, be it a getter of its class", () => {
    class Owner {
      private readonly value = 5;
      public get x(): number {
        return this.value;
      }
    }
    expect(readField(new Owner(), "x", createError)).toBe(5);
  });

  it.each([[new Error("not today")], ["not today"]])(
    "of a getter that throws is the caller's error",
    (thrown) => {
      const owner = {
        get x(): number {
          throw thrown;
        },
      };
      expect(() => readField(owner, "x", createError)).toThrow(
        expect.objectContaining({ message: "x cannot be read: not today", cause: thrown }),
      );
    },
  );
});

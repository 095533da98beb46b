import { describe, expect, it } from "vitest";
import { listen, listenOnce } from "../../../src/function/listener";
import { AwaitedSubject } from "../../../src/utils/awaited-subject";

/** A subject that keeps what its handlers threw. */
const createSubject = (): { subject: AwaitedSubject<string>; errors: unknown[] } => {
  const errors: unknown[] = [];
  const subject = new AwaitedSubject<string>(async (error) => void errors.push(error));
  return { subject, errors };
};

describe("a handler or a filter that is no function", () => {
  it.each([undefined, null, 5, "name", {}])("is refused, and nothing listens: %o", (value) => {
    const { subject } = createSubject();
    const invalid = expect.objectContaining({ code: "LISTENER_INVALID" });
    expect(() => Reflect.apply(listen, undefined, [subject, value])).toThrow(invalid);
    expect(() => Reflect.apply(listenOnce, undefined, [subject, value, () => undefined])).toThrow(invalid);
    expect(() => Reflect.apply(listenOnce, undefined, [subject, () => true, value])).toThrow(invalid);
    expect(subject.isWatched).toBe(false);
  });
});

describe("an asynchronous filter of untyped code", () => {
  const filterBy = async (answer: () => unknown): Promise<{ seen: unknown[]; errors: unknown[] }> => {
    const { subject, errors } = createSubject();
    const seen: unknown[] = [];
    const stop: () => void = Reflect.apply(listenOnce, undefined, [
      subject,
      answer,
      (event: unknown) => void seen.push(event),
    ]);
    await subject.next("first");
    await subject.next("second");
    stop();
    return { seen, errors };
  };

  it("its answer counts, not the promise of it", async () => {
    let count = 0;
    const { seen, errors } = await filterBy(() => Promise.resolve((count += 1) === 2));
    expect(seen).toEqual(["second"]);
    expect(errors).toEqual([]);
  });

  it("its rejection is reported and accepts nothing", async () => {
    const { seen, errors } = await filterBy(() => Promise.reject(new Error("filter")));
    expect(seen).toEqual([]);
    expect(errors).toMatchObject([{ message: "filter" }, { message: "filter" }]);
  });
});

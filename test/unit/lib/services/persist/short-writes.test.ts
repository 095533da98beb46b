import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PersistBase } from "../../../../../src/lib/services/persist/PersistBase";
import { useFolder } from "./persist-fixtures";

const folder = useFolder();

const run = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

describe("a disk that is full in the middle of a document", () => {
  it("fails the write and keeps the old document whole", async ({ skip }) => {
    // Only the owner of the machine may make a disk of 64 KiB.
    skip(
      !run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.path),
      "cannot mount a small disk here",
    );
    try {
      const store = new PersistBase("E", folder.path);
      await store.waitForInit(true);
      await store.writeValue("a", "old");
      await expect(store.writeValue("a", "x".repeat(200_000))).rejects.toMatchObject({
        code: "PERSIST_WRITE_FAILED",
        message: expect.stringContaining("ENOSPC"),
      });
      expect(readFileSync(store._getFilePath("a"), "utf8")).toBe('"old"');
      expect(folder.list("E")).toEqual(["a.json"]);
    } finally {
      run("umount", folder.path);
    }
  });
});

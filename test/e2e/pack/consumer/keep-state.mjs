import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Writes a document and reads it with another store, with the installed library.
 * @param library - what `import` or `require` gave
 */
export const keepState = async ({ PersistBase }) => {
  const folder = await mkdtemp(join(tmpdir(), "keep-state-"));
  try {
    const store = new PersistBase("positions", folder);
    await store.waitForInit(true);
    await store.writeValue("BTC/USDT", { priceOpen: 0.1 + 0.2 });
    assert.deepEqual(await readdir(join(folder, "positions")), ["BTC%2FUSDT.json"]);
    assert.deepEqual(await new PersistBase("positions", folder).readValue("BTC/USDT"), {
      priceOpen: 0.1 + 0.2,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
};

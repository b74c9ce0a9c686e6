import { once } from "node:events";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { engines, type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";

const owe = (ledger: Ledger) => ledger.write((db) => ledger.notify(db));

/** Somebody who listens, and can be waited for. */
class Ear {
  readonly #events = new EventTarget();
  words = 0;
  readonly hear = () => {
    this.words++;
    this.#events.dispatchEvent(new Event("word"));
  };
  next() {
    return once(this.#events, "word");
  }
}

describe.each(engines)("word of what is owed on %s", (engine) => {
  let place: LedgerPlace;
  let one: Ledger;
  let two: Ledger;
  beforeEach(async () => {
    place = await ledgerPlace(engine);
    one = await place.open();
    two = await place.open();
  });
  afterEach(() => place.remove());

  it("comes to listeners of the same process when it is committed, and not when it is undone", async () => {
    const ear = new Ear();
    await using _ = one.listen(ear.hear);
    if (engine === "postgres") await ear.next();
    const before = ear.words;
    const word = ear.next();
    await owe(one);
    await word;
    expect(ear.words).toBeGreaterThan(before);
    const heard = ear.words;
    const failing = one.write(async (db) => {
      await one.notify(db);
      throw new RangeError("undone");
    });
    await expect(failing).rejects.toThrow("undone");
    // PostgreSQL sends word of the first in its own time; of the second none.
    expect(ear.words - heard).toBeLessThanOrEqual(engine === "postgres" ? 1 : 0);
  });

  it.runIf(engine === "postgres")("comes to other processes, and again after the connection broke", async () => {
    const ear = new Ear();
    await using _ = two.listen(ear.hear);
    await ear.next();
    const word = ear.next();
    await owe(one);
    await word;
    const again = ear.next();
    const client = new pg.Client({ connectionString: place.place });
    await client.connect();
    await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name like '%listening' and datname = current_database()`);
    await client.end();
    await again;
    const last = ear.next();
    await owe(one);
    await last;
  });

  it("is not heard any more by who stopped listening", async () => {
    const ear = new Ear();
    const listening = one.listen(ear.hear);
    if (engine === "postgres") await ear.next();
    await listening[Symbol.asyncDispose]();
    const { words } = ear;
    await owe(one);
    expect(ear.words).toBe(words);
  });
});

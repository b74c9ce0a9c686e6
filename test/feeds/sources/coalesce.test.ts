import fc from "fast-check";
import { expect, test } from "vitest";
import {
  aheadName,
  type Candidate,
  type Change,
  type Later,
  lastOfEachRow,
  raisings,
} from "../../../runner/src/feeds/sources/coalesce.ts";
import { mostAhead } from "../../../runner/src/feeds/sources/questions/later-question.ts";
import type { RaisedBy } from "../../../runner/src/load/project-documents.ts";
import { created, rated } from "./calls.ts";

/** A database in a few lines: transactions, one row, the numbers that a change table gives, what a snapshot sees. */
class Model {
  #nextTxid = 1;
  #nextId = 1;
  #lockedBy: number | undefined;
  readonly #open = new Map<number, Transaction>();
  readonly #committed: Change[] = [];
  /** 0: it is not there. */
  version = 0;
  /** With which version it was last there for the first time. */
  insertedAt = 0;
  #written = 0;

  begin(): void {
    this.#open.set(this.#nextTxid++, { changes: [], version: undefined, insertedAt: undefined });
  }

  /** Writes the row, unless another transaction holds it: then that one must end first. */
  write(pick: number): void {
    const txid = [...this.#open.keys()][pick % Math.max(1, this.#open.size)];
    if (txid === undefined || (this.#lockedBy !== undefined && this.#lockedBy !== txid)) return;
    const transaction = this.#open.get(txid)!;
    const operation: RaisedBy = (transaction.version ?? this.version) === 0 ? "insert" : "update";
    this.#lockedBy = txid;
    transaction.version = ++this.#written;
    if (operation === "insert") transaction.insertedAt = transaction.version;
    transaction.changes.push({
      txid: String(txid),
      id: String(this.#nextId++),
      changedAt: "2026-01-01T00:00:00.000000Z",
      isOld: false,
      stream: "reporting.calls(id)",
      operation,
      rowText: "{1}",
      row: ["1"],
    });
  }

  /** Removes the row, of which nothing tells. */
  remove(pick: number): void {
    const txid = [...this.#open.keys()][pick % Math.max(1, this.#open.size)];
    if (txid === undefined || (this.#lockedBy !== undefined && this.#lockedBy !== txid)) return;
    this.#lockedBy = txid;
    this.#open.get(txid)!.version = 0;
  }

  end(pick: number, isCommitted: boolean): void {
    const txid = [...this.#open.keys()][pick % Math.max(1, this.#open.size)];
    if (txid === undefined) return;
    const { changes, version, insertedAt } = this.#open.get(txid)!;
    this.#open.delete(txid);
    if (this.#lockedBy === txid) this.#lockedBy = undefined;
    if (!isCommitted) return;
    this.#committed.push(...changes);
    if (version !== undefined) this.version = version;
    if (insertedAt !== undefined) this.insertedAt = insertedAt;
  }

  endAll(): void {
    while (this.#open.size > 0) this.end(0, true);
  }

  get #fence(): number {
    return Math.min(this.#nextTxid, ...this.#open.keys());
  }

  /** Committed changes behind a place, in the order of reading. */
  #behind({ txid, id }: Place): readonly Change[] {
    return this.#committed.filter((change) => compare(change, { txid, id }) > 0).toSorted((one, other) => compare(one, other));
  }

  readable(place: Place, limit: number): readonly Change[] {
    return this.#behind(place)
      .filter(({ txid }) => Number(txid) < this.#fence)
      .slice(0, limit);
  }

  later(place: Place, ahead: readonly string[], { event }: Candidate): Later {
    const later = this.#behind(place).filter(
      ({ id, operation }) => event.raise.has(operation) && !ahead.includes(aheadName(id, event.type)),
    );
    const isReadable = ({ txid }: Change): boolean => Number(txid) < this.#fence;
    const open = later.filter((change) => !isReadable(change)).slice(0, mostAhead + 1);
    return { isReadable: later.some(isReadable), open: open.map(({ id }) => id) };
  }
}

interface Transaction {
  readonly changes: Change[];
  version: number | undefined;
  insertedAt: number | undefined;
}

interface Place {
  readonly txid: string;
  readonly id: string;
}

function compare(one: Place, other: Place): number {
  return Number(one.txid) - Number(other.txid) || Number(one.id) - Number(other.id);
}

const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant("begin" as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("write" as const), pick: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), pick: fc.nat(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("end" as const), pick: fc.nat(5), isCommitted: fc.nat(4).map((n) => n > 0) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("look" as const), limit: fc.integer({ min: 1, max: 4 }), isOld: fc.boolean() }),
  },
);

test("whatever the history: each version is sent once at most, in order, and the last one always", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 40, maxLength: 80 }), (steps) => {
      const model = new Model();
      const sent: Record<string, number[]> = { Created: [], Rated: [] };
      let place: Place = { txid: "0", id: "0" };
      let ahead: readonly string[] = [];
      const look = (limit: number, isOld: boolean): boolean => {
        const changes = model.readable(place, limit).map((change) => ({ ...change, isOld }));
        const final = changes.at(-1);
        if (final === undefined) return false;
        const last = lastOfEachRow([created, rated], changes, new Set(ahead));
        const raised = raisings(last, (candidate) => model.later(final, ahead, candidate));
        for (const { event } of raised) if (model.version > 0) sent[event.type]!.push(model.version);
        const ids = new Set(changes.map(({ id }) => id));
        ahead = [...ahead.filter((each) => !ids.has(each.split(" ")[0]!)), ...raised.flatMap((each) => each.ahead)];
        place = { txid: final.txid, id: final.id };
        return true;
      };
      for (const each of steps) {
        if (each.do === "begin") model.begin();
        else if (each.do === "write") model.write(each.pick);
        else if (each.do === "remove") model.remove(each.pick);
        else if (each.do === "end") model.end(each.pick, each.isCommitted);
        else look(each.limit, each.isOld);
      }
      model.endAll();
      while (look(2, false));
      for (const versions of Object.values(sent)) {
        expect(versions).toEqual([...new Set(versions)].toSorted((one, other) => one - other));
      }
      if (model.version > 0) {
        expect(sent["Rated"]!.at(-1)).toBe(model.version);
        expect(sent["Created"]!.at(-1)).toBeGreaterThanOrEqual(model.insertedAt);
      }
      expect(ahead).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

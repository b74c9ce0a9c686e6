import { afterEach, describe, expect, test } from "vitest";
import type { Caller, Commands, Role } from "../../runner/src/commands/commands.ts";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import type { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { engines } from "../ledger/ledger-engines.ts";
import { openEstate, type TestEstate } from "./estate.ts";

let open: TestEstate | undefined;
afterEach(async () => {
  await open?.[Symbol.asyncDispose]();
  open = undefined;
});

function as(user: string, role: Role): Caller {
  return { user, role };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    return (error as DatafeedError).code;
  }
}

const signal = new AbortController().signal;

describe.each(engines)("what is private is not there for a stranger, on %s", (engine) => {
  test("in lists, totals, pages, ids and answers", async () => {
    open = await openEstate(engine);
    const shared = await open.publish("shared-calls");
    const amys = await open.publish("amys-calls");
    const bens = await open.publish("bens-calls");
    const commands = (caller: Caller): Commands => localCommands(open!.estate, caller);
    const amy = commands(as("amy", "developer"));
    const ben = commands(as("ben", "developer"));
    const vic = commands(as("vic", "viewer"));
    const ada = commands(as("ada", "admin"));

    const names = async (who: Commands) => {
      const outputs = await who.listOutputs();
      const runs = await who.listRuns({ pageSize: 1 });
      const extracts = await who.listExtracts();
      const schedules = await who.listSchedules();
      return {
        outputs: outputs.items.map(({ extract }) => extract).sort(),
        totals: [outputs.total, runs.total, extracts.total, schedules.total],
        runs: runs.items.length,
        extracts: extracts.items.map(({ name }) => name),
      };
    };
    expect(await names(amy)).toEqual({
      outputs: ["amys-calls", "shared-calls"],
      totals: [2, 2, 3, 1],
      runs: 1,
      extracts: ["amys-calls", "shared-calls", "shared-daily"],
    });
    expect(await names(vic)).toEqual({
      outputs: ["shared-calls"],
      totals: [1, 1, 2, 1],
      runs: 1,
      extracts: ["shared-calls", "shared-daily"],
    });
    expect((await names(ada)).totals).toEqual([3, 3, 5, 2]);
    expect((await ben.listOutputs({ owner: "amy" })).total).toBe(1);
    expect((await ben.listOutputs({ search: "amys" })).total).toBe(0);
    expect((await ben.listOutputs({ product: "calls" })).total).toBe(1);
    expect((await vic.listOutputs({ product: "other" })).total).toBe(0);

    // Whole ids and their beginnings: the same answer as for what never was.
    const refused = "unknown-id";
    for (const id of [amys.id, amys.id.slice(0, 11)]) {
      expect(await codeOf(ben.output(id))).toBe(refused);
      expect(await codeOf(ben.manifest(id))).toBe(refused);
      expect(await codeOf(ben.content(id))).toBe(refused);
      expect(await codeOf(ben.verify(id, signal))).toBe(refused);
      expect(await codeOf(ben.delete([id]))).toBe(refused);
      expect(await codeOf(ben.pin(id, true))).toBe(refused);
      expect(await codeOf(ben.run(id))).toBe(refused);
      expect(await codeOf(ben.follow(id, signal)[Symbol.asyncIterator]().next())).toBe(refused);
    }
    // Ids of one second begin alike: a prefix that fits all three is clear to whoever sees one of them.
    const common = shared.id.slice(0, 4);
    expect(await codeOf(ada.output(common))).toBe("ambiguous-id");
    expect((await vic.output(common)).id).toBe(shared.id);

    for (const name of ["amys-calls", "AMYS-CALLS", "nothing"]) {
      expect(await codeOf(ben.extract(name))).toBe("extract-unknown");
      expect(await codeOf(ben.latest(name))).toBe("extract-unknown");
      expect(await codeOf(ben.dispatch({ extract: name }))).toBe("extract-unknown");
      expect(await codeOf(ben.preview({ extract: name }, signal))).toBe("extract-unknown");
    }
    await expect(ben.extract("amys-call")).rejects.toMatchObject({ message: expect.not.stringContaining("amys-calls") });
    expect((await ben.latest("bens-calls")).id).toBe(bens.id);
    expect((await ada.latest("amys-calls")).id).toBe(amys.id);
    expect((await amy.status()).owed).toEqual({ owed: 0, running: 0, failed: 0 });

    await ben.dispatch({ extract: "bens-calls", start: "2026-03-17", end: "2026-03-19" });
    expect((await amy.listOwed()).total).toBe(0);
    expect((await amy.status()).owed.owed).toBe(0);
    expect((await ada.status()).owed.owed).toBe(1);
    const [owed] = (await ben.listOwed()).items;
    expect(await codeOf(amy.follow(owed!.id, signal)[Symbol.asyncIterator]().next())).toBe(refused);
  });

  test("and what was shared when it was published stays so", async () => {
    open = await openEstate(engine);
    const output = await open.publish("shared-calls");
    await open.ledger.write((db) => db.updateTable("extracts").set({ shared: 0 }).where("name", "=", "shared-calls").execute());
    const vic = localCommands(open.estate, as("vic", "viewer"));
    expect((await vic.output(output.id)).name).toContain("_S_");
    expect(await codeOf(vic.run(output.id))).toBe("unknown-id");
  });
});

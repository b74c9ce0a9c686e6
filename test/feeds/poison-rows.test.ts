import fc from "fast-check";
import { expect, it } from "vitest";
import { compileEvent } from "../../runner/src/compile/compile-event.ts";
import { EventRaiser } from "../../runner/src/feeds/raise-events.ts";
import { batchOf } from "../format/data-row.ts";
import { exampleFeed, today } from "./event-scene.ts";

const feed = exampleFeed(false);
const match = feed.events.find(({ type }) => type === "CategoryMatchForDataFeeder")!;
const plan = compileEvent(match, { dialect: "postgres", today, rows: { by: "time", limit: 9 } });
const fields = [...plan.plan.columns, ...plan.plan.hiddenKey].map(({ field }) => field);

/** A row as PostgreSQL sends it; what is wrong with it is a matter of the payload alone, or of its time. */
function rowOf(number: number, wrong?: "null" | "value" | "time"): (string | null)[] {
  const values: Readonly<Record<string, string | null>> = {
    ConversationExternalId: wrong === "null" ? null : `call ${number} "ö"`,
    FullPath: `A/${"b".repeat(number * 37)}`,
    Channel: "1",
    DataSetIds: wrong === "value" ? "[1" : `[${number}, 2]`,
    ExternalId: `call-${number}`,
    MatchedAt: wrong === "time" ? null : `2026-03-17 09:15:0${number % 10}+00`,
  };
  return fields.map((field) => {
    const value = values[field];
    if (value === undefined) throw new Error(`The template has another field: ${field}.`);
    return value;
  });
}

const rows = fc.array(fc.constantFrom(undefined, undefined, "null" as const, "value" as const, "time" as const), {
  maxLength: 12,
});

it("rows behind one that can't be written are written as if it were not there, batch after batch", () => {
  const expected = new EventRaiser(feed);
  const alone = Array.from({ length: 24 }, (_, number) => expected.raise(match, plan, batchOf([rowOf(number)])).events[0]!);
  expect(JSON.parse(Buffer.from(alone[3]!.value).toString("utf8")).payload).toMatchObject({ DataSetIds: [3, 2] });
  const codes = { null: "format-null", value: "format-value", time: "feed-time-missing" };
  fc.assert(
    fc.property(rows, rows, (first, second) => {
      const raiser = new EventRaiser(feed);
      let number = 0;
      for (const batch of [first, second]) {
        const numbered = batch.map((wrong) => ({ wrong, number: number++ }));
        const raised = raiser.raise(match, plan, batchOf(numbered.map((each) => rowOf(each.number, each.wrong))));
        expect(raised.events).toEqual(numbered.flatMap((each) => (each.wrong === undefined ? [alone[each.number]] : [])));
        const poison = numbered.flatMap((each) =>
          each.wrong === undefined ? [] : [[`call-${each.number}`, codes[each.wrong]] as const],
        );
        expect(raised.poison.map(({ externalId, code }) => [externalId, code])).toEqual(poison);
        expect(JSON.stringify(raised.poison.map(({ message }) => message))).not.toMatch(/call|bbb|\[1/);
      }
    }),
  );
});

import { expect, test } from "vitest";
import type { ExtractView, Page } from "../../../runner/src/commands/commands.ts";
import { localCommands } from "../../../runner/src/commands/local/local-commands.ts";
import { allPages } from "../../../vscode-extension/src/views/all-pages.ts";
import { Asked } from "../../../vscode-extension/src/views/asked.ts";
import { byProduct, localEntries, serverEntry } from "../../../vscode-extension/src/views/extract-entries.ts";
import { shortSchedule, type Translate } from "../../../vscode-extension/src/views/schedule-words.ts";
import { openEstate } from "../../commands/estate.ts";

test("the documents are shown at once, and what the ledger knows when it was asked", async () => {
  await using estate = await openEstate("sqlite");
  const output = await estate.publish("amys-calls");
  const documents = [...estate.estate.documents().extracts.values()];
  const alone = localEntries(documents, new Map());
  expect(byProduct(alone).map(({ name, entries }) => [name, entries.map((entry) => entry.name)])).toEqual([
    ["Calls", ["amys-calls", "shared-calls", "shared-daily"]],
    ["Other", ["bens-calls", "bens-weekly"]],
  ]);
  expect(alone.find(({ name }) => name === "bens-weekly")).toMatchObject({ kind: "scheduled", owner: "ben", shared: false });

  const commands = localCommands(estate.estate, { user: "ada", role: "admin" });
  const views = await allPages((query) => commands.listExtracts(query));
  const known = localEntries(documents, new Map(views.map((view) => [view.name, view])));
  const amys = known.find(({ name }) => name === "amys-calls");
  expect(amys?.lastRun?.state).toBe("published");
  expect(amys?.latestOutput?.id).toBe(output.id);
  // A server tells the same, but for the schedule's parts.
  const { words: _, schedule: __, ...rest } = amys!;
  expect(serverEntry(views.find(({ name }) => name === "amys-calls")!)).toEqual(rest);
});

test("a schedule in a few words", async () => {
  await using estate = await openEstate("sqlite");
  const schedule = (name: string) => estate.extract(name).schedule!;
  const t: Translate = (message, ...values) => message.replace(/\{(\d)\}/g, (_, at) => String(values[Number(at)]));
  const short = (each: Parameters<typeof shortSchedule>[0]): string => shortSchedule(each, t);
  expect(short(schedule("shared-daily"))).toBe("daily · 06:00 UTC");
  expect(short(schedule("bens-weekly"))).toBe("weekly · Mon 06:00 UTC");
  const daily = { ...schedule("shared-daily"), timezone: "America/New_York" };
  expect(short({ ...daily, every: "month", day: 31 })).toBe("monthly · last day 06:00 New York");
  expect(short({ ...daily, every: "cron", cron: "0 6 * * 1-5" })).toBe("cron 0 6 * * 1-5 · New York");
});

test("all pages of a list, and no more than there are", async () => {
  const asked: number[] = [];
  const items = await allPages(async ({ page = 1, pageSize = 0 }): Promise<Page<number>> => {
    asked.push(page);
    const total = 2500;
    const size = Math.min(pageSize, total - (page - 1) * pageSize);
    return { items: Array.from({ length: size }, (_, at) => (page - 1) * pageSize + at), total, page, pageSize };
  });
  expect([items.length, asked]).toEqual([2500, [1, 2, 3]]);
});

test("the last answer stays until the next one; somebody else's is not shown", async () => {
  let answer: readonly Pick<ExtractView, "name">[] | undefined = [{ name: "a" }];
  let changes = 0;
  const asked = new Asked(
    async () => {
      if (answer === undefined) throw new Error("nobody can be asked");
      return answer;
    },
    () => changes++,
  );
  // Nobody looked yet: nothing is asked.
  asked.again();
  expect(changes).toBe(0);
  expect(asked.items).toBeUndefined();
  await asked.asked();
  expect(asked.items).toEqual([{ name: "a" }]);
  answer = undefined;
  asked.forget();
  expect(asked.items).toBeUndefined();
  await asked.asked();
  expect(asked.items).toBeUndefined();
  asked.dispose();
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { sampleTables } from "../../runner/src/sample/tables.ts";
import type { NestedItem, TemplateField } from "../../schemas/generated/documents.ts";

const root = join(import.meta.dirname, "../..");
const project = loadProject(
  {
    files: [text("datafeed.yaml"), ...folder("templates"), ...folder("extracts")],
    connections: { ...text("connections.yaml"), trusted: false },
  },
  { today: "2026-11-20" },
);

/** What SEEDS 43 to 50 name. */
const contactColumns = [
  ...["Contact ID", "Contact Start", "Contact Start (local)", "Contact End", "Contact End (local)", "Duration(ms)", "Channel"],
  ...["Contact Type", "Direction", "User Endpoint", "System Endpoint", "Contact Disposition", "Service Disposition", "Service"],
  ...["Stage", "Location", "Recording File", "User"],
];
const seedFields: Readonly<Record<string, readonly string[]>> = {
  InteractionDetails: [
    ...[
      "Contact ID",
      "Input Start Time UTC",
      "Input Start Time local",
      "Collect State",
      "Result",
      "Choice",
      "Interaction Number",
    ],
    ...contactColumns.slice(1),
  ],
  ContactDetails: contactColumns,
  TransferDetails: [
    ...["Contact ID", "Transfer Number", "Transfer Time UTC", "Transfer Time local", "Transfer Type", "Destination", "Reason"],
    ...["Result", "Duration(ms)"],
  ],
  CheckpointDetails: [
    "Contact ID",
    "Checkpoint Number",
    "Time UTC",
    "Time local",
    "Node",
    "From State",
    "To State",
    "Elapsed(ms)",
  ],
  TMSContactCounts: [
    ...["Interval Start UTC", "Interval Start local", "Service", "Channel", "Direction", "Stage"],
    ...["Contacts", "Contained", "Transferred", "Abandoned", "Total Duration(ms)"],
  ],
  DistinctIntentsWorksheet: ["Intent", "Utterance sample", "Contacts", "First Seen", "Last Seen"],
  GoalDetails: ["Contact ID", "Goal", "Time UTC", "Time local", "Achieved", "Value"],
  // SEEDS 197: the properties of the daily conversation document.
  BotConversations: [
    ...[
      "bot_id",
      "bot_name",
      "conversation_id",
      "platform_conversation_id",
      "conversation_start_time",
      "conversation_end_time",
    ],
    ...["language", "channel", "labels", "conversations_data", "test_mode", "conversation_status", "last_resolution"],
    ...["triggered_replies", "triggered_intent_replies", "is_llm_conversation", "llm_notUnderstood_count"],
    ...["llm_responseGenerated_count", "llm_errorOccurred_count", "llm_escalationRequired_count", "llm_fallback_count"],
    ...["bot_messages_count", "visitor_messages_count", "not_understood_messages_count"],
  ],
  IntentDetails: ["Contact ID", "Turn", "Time UTC", "Time local", "Intent", "Confidence", "Utterance", "Matched"],
};

test("loads without a finding", () => {
  expect(project.diagnostics).toEqual([]);
  expect(project.extracts.size).toBe(
    readdirSync(join(root, "extracts")).filter((name) => name.endsWith(".extract.yaml")).length,
  );
});

describe("the templates of the seed", () => {
  test.each(Object.entries(seedFields))("%s has exactly its fields, in order", (name, fields) => {
    expect(Object.keys(template(name).fields)).toEqual(fields);
  });

  test("each field says what it means", () => {
    for (const name of project.templates.keys()) {
      for (const [field, { description }] of Object.entries(template(name).fields)) {
        expect(description?.length ?? 0, `${name}: ${field}`).toBeGreaterThan(5);
      }
    }
  });

  test("those of the IVA platform are for the customer products alone", () => {
    const products = project.project!.value.products;
    expect(Object.values(products).map(({ name }) => name)).toEqual([
      "IXHello - Employee",
      "IXHello - Customer v1",
      "IXHello - Customer v2",
    ]);
    expect(products["ixhello-employee"]!.templates).not.toEqual(expect.arrayContaining(["GoalDetails"]));
    expect(products["ixhello-customer-v1"]!.templates).toBeUndefined();
    expect(products["ixhello-customer-v2"]!.templates).toBeUndefined();
  });

  test("the endpoints, the recording, the user and the utterance are personal data", () => {
    const classes = (name: string) =>
      Object.fromEntries(
        Object.entries(template(name).fields).flatMap(([field, { pii }]) => (pii && pii !== "none" ? [[field, pii]] : [])),
      );
    const contact = { "User Endpoint": "phone", "System Endpoint": "phone", "Recording File": "recording", User: "name" };
    expect(classes("ContactDetails")).toEqual(contact);
    expect(classes("InteractionDetails")).toEqual(contact);
    expect(classes("IntentDetails")).toEqual({ Utterance: "free-text" });
    expect(classes("DistinctIntentsWorksheet")).toEqual({ "Utterance sample": "free-text" });
  });
});

test("every column that a template reads is in the sample warehouse", () => {
  const read = [...project.templates].flatMap(([name, { value }]) => {
    const { table } = value.source;
    if (table === undefined) return [];
    return Object.values(value.fields).flatMap((field) =>
      columnsRead(field, table).map((each) => ({ ...each, template: name })),
    );
  });
  const missing = read.filter(
    ({ table, column }) =>
      !sampleTables.some((each) => `reporting.${each.name}` === table && each.columns.some(({ name }) => name === column)),
  );
  expect(missing).toEqual([]);
  expect(read.length).toBeGreaterThan(100);
});

test("the conversation document is a daily export whose days are closed two hours after midnight, UTC", () => {
  expect(project.extracts.get("bot-conversations")).toMatchObject({
    timezone: "UTC",
    export: "daily",
    schedule: { every: "day", lagMs: 7_200_000 },
    output: { format: "json", compress: "none" },
  });
});

test("ixHelloExtract1 is the seed's summary", () => {
  const extract = project.extracts.get("ixHelloExtract1")!;
  expect(extract).toMatchObject({
    window: { start: "2026-03-17T00:00", end: "2026-04-06T00:00" },
    timezone: "America/Chicago",
    output: { format: "csv", compress: "zip" },
    shared: false,
    template: { name: "InteractionDetails" },
  });
  expect(extract.fields).toHaveLength(24);
  expect(extract.filter).toBeUndefined();
});

/** The columns that a field or an item reads, each with its table; what Redshift alone reads is not in the sample. */
function columnsRead(item: TemplateField | NestedItem, table: string): { readonly table: string; readonly column: string }[] {
  const { column, from = [], when, object = {}, nested } = item;
  const own = [column, when, ...from, ...Object.values(nested?.match ?? {})];
  const inside = Object.values(object).flatMap((each) => columnsRead(each, table));
  const here = own.flatMap((each) => (each === undefined ? [] : [{ table, column: each }]));
  if (nested === undefined) return [...here, ...inside];
  const child = [...Object.keys(nested.match), ...(nested.order ?? []), ...(nested.entries ? [nested.entries.key] : [])];
  const items = [
    ...Object.values(nested.fields ?? {}),
    ...[nested.value, nested.entries?.value].filter((each) => each !== undefined),
  ];
  return [
    ...here,
    ...child.map((each) => ({ table: nested.table, column: each })),
    ...items.flatMap((each) => columnsRead(each, nested.table)),
  ];
}

function template(name: string) {
  return project.templates.get(name)!.value;
}

function folder(name: string) {
  const files = readdirSync(join(root, name)).filter((file) => file.endsWith(".yaml"));
  return files.map((file) => text(`${name}/${file}`));
}

function text(path: string) {
  return { path, text: readFileSync(join(root, path), "utf8") };
}

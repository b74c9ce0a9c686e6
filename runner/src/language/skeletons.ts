// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the stops of snippets
import type { DocumentKind } from "../load/schemas.ts";
import { templatesOffered } from "./known.ts";
import type { Asked, Suggestion } from "./suggestion.ts";
import { entriesOf } from "./template-view.ts";
import { firstOfMonth } from "./values/times.ts";
import { stopText } from "./yaml-text.ts";

/** Whole documents, for a file or a document in which nothing stands yet. */
export function suggestSkeletons(asked: Asked, kind: DocumentKind): readonly Suggestion[] {
  return skeletons[kind](asked).map(({ label, detail, lines }) => {
    return { kind: "snippet", label, detail, snippet: `${lines.join("\n")}\n` };
  });
}

interface Skeleton {
  readonly label: string;
  readonly detail: string;
  readonly lines: readonly string[];
}

const skeletons: Readonly<Record<DocumentKind, (asked: Asked) => readonly Skeleton[]>> = {
  Extract: (asked) => {
    const head = extractHead(asked);
    const output = "output: { format: ${7|csv,json,ndjson,parquet|} }";
    const [start, end] = lastMonth(asked);
    return [
      {
        label: "Extract of one window",
        detail: "runs once, from start to end",
        lines: [...head, `window: { start: "\${5:${start}}", end: "\${6:${end}}" }`, output],
      },
      {
        label: "Extract on a schedule",
        detail: "runs every day, week or month",
        lines: [...head, 'schedule: { every: ${5|day,week,month|}, at: "${6:06:00}" }', output],
      },
      { label: "Extract on request", detail: "runs when somebody asks", lines: [...head, output] },
    ];
  },
  Schedule: ({ file }) => [
    {
      label: "Schedule",
      detail: "shared by many extracts",
      lines: [
        "kind: Schedule",
        `name: ${nameOf(file, "nightly")}`,
        "every: ${2|day,week,month|}",
        'at: "${3:06:00}"',
        "lag: ${4:30m}",
      ],
    },
  ],
  Feed: ({ file }) => [
    {
      label: "Feed of events",
      detail: "rows raise events for a topic",
      lines: [
        "kind: Feed",
        `name: ${nameOf(file, "conversation-events")}`,
        "product: ${2:product}",
        "owner: ${3:user}",
        "source: { lookback: ${4:10m} }",
        "to: { broker: ${5:main}, topic: ${6:conversations} }",
        "key: ${7:ExternalId}",
        "events:",
        "  ${8:ConversationCreated}: { template: ${9:ConversationCreated}, raise: insert }",
      ],
    },
  ],
  Template: ({ file }) => [
    {
      label: "Template over a table",
      detail: "what can be extracted, field by field",
      lines: [
        "kind: Template",
        `name: ${nameOf(file, "ContactDetails")}`,
        "description: ${2:One row a conversation.}",
        "source: { table: ${3:reporting.contacts} }",
        "time: { field: ${4:Contact Start} }",
        "key: [${5:Contact ID}]",
        "fields:",
        "  ${5:Contact ID}: { column: ${6:contact_id}, type: ${7|uuid,string,integer|} }",
        "  ${4:Contact Start}: { column: ${8:contact_start}, type: instant }",
      ],
    },
  ],
  Test: ({ file }) => [
    {
      label: "Test of an extract",
      detail: "rows that are given, and the file that must come out",
      lines: [
        "kind: Test",
        `name: ${nameOf(file, "an empty window")}`,
        "extract: ${2:my-extract}",
        'day: "${3:2026-03-08}"',
        "given:",
        "  ${4:reporting.contacts}:",
        "    - { ${5:contact_id}: ${6:1} }",
        "expect:",
        "  rows: []",
      ],
    },
  ],
  Project: () => [
    {
      label: "Project",
      detail: "products, users, defaults",
      lines: [
        "kind: Project",
        "version: 1",
        "organization: ${1:Acme}",
        "users:",
        "  ${2:amy}: { role: ${3|developer,admin,viewer|} }",
        "products:",
        "  ${4:product-id}: { name: ${5:Product}, warehouse: ${6:sample} }",
        "defaults: { timezone: ${7:UTC}, to: local }",
      ],
    },
  ],
  Connections: () => [
    {
      label: "Connections",
      detail: "warehouses and destinations",
      lines: [
        "kind: Connections",
        "warehouses:",
        "  ${1:sample}: { type: duckdb, path: ${2:.datafeed/sample.duckdb} }",
        "destinations:",
        "  local: { type: file, path: ${3:out} }",
      ],
    },
  ],
};

function extractHead({ known, file }: Asked): readonly string[] {
  const names = (key: string) => entriesOf(known.project[key]).map(([name]) => name);
  const users = names("users").sort((one, other) => Number(other === known.context.user) - Number(one === known.context.user));
  const templates = templatesOffered(known, undefined).map(({ name }) => name);
  return [
    "kind: Extract",
    `name: ${nameOf(file, "my-extract")}`,
    `product: ${choice(2, names("products"), "product-id")}`,
    `owner: ${choice(3, users, "amy")}`,
    `template: ${choice(4, templates, "ContactDetails")}`,
    "fields: all",
  ];
}

/** A choice among names, where they are few enough to be looked through. */
function choice(stop: number, names: readonly string[], otherwise: string): string {
  const few = names.length > 0 && names.length <= 20 && names.every((name) => /^[\w .-]+$/.test(name));
  return few ? `\${${stop}|${names.join(",")}|}` : `\${${stop}:${stopText(names[0] ?? otherwise)}}`;
}

function nameOf(file: string, otherwise: string): string {
  const name = /([^/]+)\.(?:extract|schedule|template|test)\.yaml$/.exec(file)?.[1];
  return `\${1:${stopText(name ?? otherwise)}}`;
}

function lastMonth({ known }: Asked): readonly [start: string, end: string] {
  const [year = 2026, month = 4] = known.context.today?.split("-").map(Number) ?? [];
  return [firstOfMonth(year, month - 1), firstOfMonth(year, month)];
}

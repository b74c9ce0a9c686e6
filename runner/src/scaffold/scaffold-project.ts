import { stringify } from "yaml";
import { commonSchema, documentSchemas } from "../load/schemas.ts";
import { firstTest } from "./first-test.ts";
import { templateFiles } from "./generated/template-files.ts";
import { newExtractText } from "./new-extract.ts";
import { repositoryFiles, type ScaffoldFile } from "./repository-files.ts";

export type { ScaffoldFile };

/** What a new project is asked for. */
export interface ScaffoldOptions {
  /** The product whose data are extracted first, as people call it. */
  readonly name: string;
  readonly organization: string;
  /** The user name of whoever starts the project; it becomes an admin. Lower-case letters, digits, dashes, dots, underscores. */
  readonly user: string;
  /** The operator's warehouse from which templates are proposed. Without it: the sample warehouse, with its templates and extracts. */
  readonly warehouse?: string;
  /** Whether the folder lies inside a repository that begins above it. */
  readonly insideRepository?: boolean;
}

/** The files of a new project: sound as they are, on a sample warehouse that `datafeed sample` makes, or on one of the operator's. */
export function scaffoldProject(options: ScaffoldOptions): readonly ScaffoldFile[] {
  const product = productId(options.name);
  return [
    { path: "datafeed.yaml", text: projectText(options, product) },
    { path: "connections.yaml", text: connectionsText },
    ...(options.warehouse === undefined ? sampleFiles(product, options.user) : []),
    ...schemaFiles(),
    ...repositoryFiles(product, options.insideRepository === true),
    { path: "README.md", text: readmeText(options), optional: true },
  ];
}

function sampleFiles(product: string, user: string): readonly ScaffoldFile[] {
  return [
    { path: "extracts/contacts-april.extract.yaml", text: firstExtract(product, user) },
    { path: "extracts/contacts-april.test.yaml", text: firstTest },
    { path: "extracts/bot-conversations-day.extract.yaml", text: conversationsOfADay(product, user) },
    ...templateFiles,
  ];
}

/** A product's id of its name: `IXHello - Employee` becomes `ixhello-employee`. */
export function productId(name: string): string {
  const words = name
    .normalize("NFKD")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join("-").slice(0, 100) ?? "product";
}

/** A user's name as datafeed.yaml has them: `Amy Chen` becomes `amy-chen`. */
export function userName(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "");
  return slug === "" ? "admin" : slug.slice(0, 100);
}

function projectText({ name, organization, user, warehouse = "sample" }: ScaffoldOptions, product: string): string {
  return `# yaml-language-server: $schema=./schemas/project.schema.json
# The project: who works in it, which products it extracts from, and how personal data are hidden.
kind: Project
version: 1
organization: ${quoted(organization)}

users:
  ${quoted(user)}: { role: admin }

products:
  ${quoted(product)}: { name: ${quoted(name)}, warehouse: ${quoted(warehouse)} }

defaults: { timezone: UTC, weekStart: monday, to: local }

# How each class of personal data looks in the files. A class that is not named is written as ***.
masking: { free-text: redact }

# Who may read personal data in the clear, why, and until when:
# grants:
#   - template: ContactDetails
#     fields: [User Endpoint]
#     approvedBy: ${quoted(user)}
#     reason: Why it is needed.
#     until: "2027-06-30"
`;
}

const connectionsText = `# yaml-language-server: $schema=./schemas/connections.schema.json
# In the repository: embedded warehouses and local folders alone. A server, with its password as \${env:NAME} or \${file:PATH}, goes
# into a file outside it: datafeed run NAME --connections FILE
kind: Connections
warehouses:
  sample: { type: duckdb, path: .datafeed/sample.duckdb }
destinations:
  local: { type: file, path: out }
`;

function firstExtract(product: string, owner: string): string {
  return newExtractText({
    name: "contacts-april",
    description: "The first extract: change it, or make another with `datafeed new`.",
    product,
    owner,
    shared: false,
    template: "ContactDetails",
    fields: ["Contact ID", "Contact Start", "Channel", { field: "Service Disposition", as: "Outcome" }, "Duration(ms)"],
    filter: { Channel: { in: ["Web-Chat", "Voice"] } },
    window: { start: "2026-04-01T00:00", end: "2026-05-01T00:00", timezone: "UTC" },
    output: { format: "csv", compress: "zip" },
  });
}

function conversationsOfADay(product: string, owner: string): string {
  return newExtractText({
    name: "bot-conversations-day",
    description: "All conversations that ended on a day, as nested JSON: what `datafeed metrics` reads.",
    product,
    owner,
    shared: false,
    template: "BotConversations",
    fields: "all",
    window: { start: "2026-03-17", end: "2026-03-18", timezone: "UTC" },
    output: { format: "json", compress: "none" },
  });
}

/** The schemas that the first line of each document names, for completion in the editor. */
function schemaFiles(): readonly ScaffoldFile[] {
  return [commonSchema, ...Object.values(documentSchemas)].map((schema) => ({
    path: `schemas/${schema.$id.slice(schema.$id.lastIndexOf("/") + 1)}`,
    text: `${JSON.stringify(schema, null, 2)}\n`,
  }));
}

function readmeText({ name, warehouse, insideRepository }: ScaffoldOptions): string {
  const lines = [...(warehouse === undefined ? sampleLines : []), ...everydayLines];
  return `# Extracts of ${name.replaceAll(/[\r\n]+/g, " ")}

Extracts as code: YAML in \`extracts/\`, reviewed in pull requests, made into files by \`datafeed\`. \`npm install\` brings the version
that is pinned here${insideRepository === true ? "" : ", and switches on the check before a commit"}; \`npx datafeed …\` runs it.

\`\`\`sh
${lines.join("\n")}
\`\`\`

| place | holds |
|---|---|
| \`datafeed.yaml\` | the project: users, products, defaults, masking, grants, rules |
| \`connections.yaml\` | the sample warehouse and the folder for files; real servers go into a file outside the repository |
| \`extracts/\` | what is extracted, when, into which file; their tests, \`*.test.yaml\`, beside them; event feeds, \`*.feed.yaml\`, too |
| \`templates/\` | what can be extracted, field by field |
| \`schemas/\` | JSON Schemas for the editor; \`datafeed schema\` prints those of the installed version |
${insideRepository === true ? "" : repositoryRows}`;
}

const repositoryRows = `| \`.github/\` | what GitHub does: checks and plans pull requests, runs one-off extracts by hand |
| \`.githooks/\` | what Git does before a commit |
`;

const sampleLines: readonly string[] = [
  "datafeed sample                   # makes the sample warehouse in .datafeed/",
  "datafeed preview contacts-april   # shows the first rows",
  "datafeed run contacts-april       # writes the file into out/",
  "datafeed run bot-conversations-day",
  "datafeed metrics out/bot-conversations-day*.json   # how these conversations went",
];

const everydayLines: readonly string[] = [
  "datafeed new                      # asks, and writes another extract",
  "datafeed validate                 # checks every document",
  "datafeed test                     # runs the tests, without a warehouse",
  "datafeed plan                     # what the change does, before it is merged",
];

/** Text as a YAML scalar on one line, in quotes where it needs them. */
function quoted(text: string): string {
  const plain = /^[\p{L}_][^\r\n:#,[\]{}]*$/u.test(text) && text.trim() === text;
  return stringify(text, { schema: "yaml-1.1", lineWidth: 0, defaultStringType: plain ? "PLAIN" : "QUOTE_DOUBLE" }).trimEnd();
}

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Answer, datafeed } from "../cli/command-line.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { run } from "./programs.ts";

const repository = join(import.meta.dirname, "../..");

export const templates = [
  "InteractionDetails",
  "ContactDetails",
  "TransferDetails",
  "CheckpointDetails",
  "TMSContactCounts",
  "ContactTimeline",
  "BotConversations",
  "DistinctIntentsWorksheet",
  "GoalDetails",
  "IntentDetails",
] as const;
/** Templates of batches; their tests are in a file of their own. */
export const batches = ["InteractionAnalytics", "InteractionAnalyticsFull"] as const;
export type TemplateName = (typeof templates)[number] | (typeof batches)[number];

export const formats = ["csv", "json", "ndjson", "parquet"] as const;
export type FormatName = (typeof formats)[number];

/** The zone of the tests' windows; its clocks change within them. */
export const timezone = "America/Chicago";
/** Holds every row of the sample, which lie in 2026 as UTC counts. */
const wholeYear = { start: "2025-12-31", end: "2027-01-03" };

/** An extract of the tests. Personal data are in the clear unless `masked`. */
export interface TestExtract {
  readonly name: string;
  readonly template: TemplateName;
  readonly output: Readonly<Record<string, unknown>>;
  readonly masked?: boolean;
  /** Without them: every field, no filter, the whole sample. */
  readonly fields?: readonly unknown[];
  readonly filter?: object;
  readonly dedupe?: "latest";
  readonly window?: { readonly start: string; readonly end: string };
}

export function nameOf(template: TemplateName, format: FormatName): string {
  return `${template}-${format}`;
}

/** Every template in every format; none, zip and gzip in turn where a format has a choice. */
export function everyPair(): readonly TestExtract[] {
  const compressions = ["none", "zip", "gzip"];
  return templates.flatMap((template, i) =>
    formats.map((format, j) => {
      const compress = format === "parquet" ? "none" : compressions[(i + j) % compressions.length];
      return { name: nameOf(template, format), template, output: { format, compress } };
    }),
  );
}

/** One file of an output. */
export interface PublishedPart {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly contentSha256: string;
}

/** What `run --format json` says of an output. */
export interface Published {
  readonly extract: string;
  readonly path: string;
  readonly manifestPath: string;
  readonly rows: number;
  readonly contentSha256: string;
  readonly parts: readonly PublishedPart[];
}

export const warehouses = ["duckdb", "postgres"] as const;
export type WarehouseName = (typeof warehouses)[number];

/** A project of its own with the repository's templates, on a DuckDB file and a PostgreSQL database. */
export class TestProject implements AsyncDisposable {
  readonly folder: string;
  readonly database: TestDatabase;
  readonly #contents = new Map<string, Promise<string>>();

  private constructor(folder: string, database: TestDatabase) {
    this.folder = folder;
    this.database = database;
  }

  static async create(extracts: readonly TestExtract[]): Promise<TestProject> {
    const database = await createTestDatabase("locale_provider icu icu_locale 'en-US'");
    await run("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", database.url], { input: unfriendly(database.database) });
    const project = new TestProject(mkdtempSync(join(tmpdir(), "datafeed-real-")), database);
    for (const folder of ["extracts", "home", "contents"]) mkdirSync(join(project.folder, folder));
    cpSync(join(repository, "templates"), join(project.folder, "templates"), { recursive: true });
    project.#write("datafeed.yaml", [projectDocument(extracts)]);
    project.#write("extracts/all.extract.yaml", extracts.map(extractDocument));
    project.#write("connections.yaml", [connections({ type: "duckdb", path: ".datafeed/sample.duckdb" })]);
    const { host, port, user, password } = database;
    const postgres = { type: "postgres", host, port, database: database.database, user, password, ssl: "disable" };
    project.#write("postgres.yaml", [connections(postgres)]);
    return project;
  }

  /** Runs `datafeed` with `--format json` on one of the warehouses; any failure is an error with what was printed. */
  async datafeed<Value>(warehouse: WarehouseName, args: readonly string[]): Promise<Value> {
    const connections = warehouse === "postgres" ? ["--connections", "postgres.yaml"] : [];
    const answer: Answer = await datafeed([...args, ...connections, "--format", "json"], {
      cwd: this.folder,
      home: join(this.folder, "home"),
      env: { TZ: "Asia/Kolkata", LC_ALL: "tr_TR.UTF-8" },
    });
    if (answer.code !== 0)
      throw new Error(`datafeed ${args.join(" ")} on ${warehouse} ended with ${answer.code}:\n${answer.text.slice(-5000)}`);
    return JSON.parse(answer.stdout) as Value;
  }

  /** Runs every extract; what was published, by the extract's name. */
  async runAll(warehouse: WarehouseName): Promise<ReadonlyMap<string, Published>> {
    type Answered = { readonly outcomes: readonly { readonly extract: string; readonly output: Published }[] };
    const { outcomes } = await this.datafeed<Answered>(warehouse, ["run", "--immediate"]);
    return new Map(outcomes.map(({ extract, output }) => [extract, output]));
  }

  /** A file below the destination. */
  file(path: string): string {
    return join(this.folder, "out", path);
  }

  manifest(output: Published): Manifest {
    return JSON.parse(readFileSync(this.file(output.manifestPath), "utf8")) as Manifest;
  }

  /** A part's content in a file of its own, unpacked by unzip or gzip. */
  contentOf({ path }: PublishedPart): Promise<string> {
    const known = this.#contents.get(path);
    if (known !== undefined) return known;
    const unpacked = this.#unpack(this.file(path), join(this.folder, "contents", String(this.#contents.size)));
    this.#contents.set(path, unpacked);
    return unpacked;
  }

  async #unpack(file: string, outputFile: string): Promise<string> {
    if (file.endsWith(".zip")) await run("unzip", ["-p", file], { outputFile });
    else if (file.endsWith(".gz")) await run("gzip", ["-dc", file], { outputFile });
    else return file;
    return outputFile;
  }

  /** The content of an output that has one part. */
  async onlyContent(output: Published | undefined): Promise<string> {
    const [part, second] = output?.parts ?? [];
    if (part === undefined || second !== undefined) throw new Error(`${output?.extract} does not have one part`);
    return this.contentOf(part);
  }

  #write(path: string, documents: readonly unknown[]): void {
    writeFileSync(join(this.folder, path), documents.map((document) => stringify(document)).join("---\n"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What the tests read of a manifest. */
export interface Manifest {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly contentSha256: string;
  readonly parts: readonly PublishedPart[];
  readonly columns: readonly ManifestColumn[];
}

export interface ManifestColumn {
  readonly name: string;
  readonly pii?: string;
  readonly mask?: string;
  /** In JSON the value stands in quotes. */
  readonly jsonAs?: "string";
  readonly type: {
    readonly type: string;
    readonly precision?: number;
    readonly scale?: number;
    readonly shape?: object;
  };
}

/** Personal data of a record of interaction analytics. */
const batch = [
  ...["channels", "entities", "interwovenTranscript", "agentInfo", "agentName", "ani", "clientAni", "clientDialedIn"],
  ...["clientPhoneNumber", "dialedIn", "firstName", "fromAddr", "lastName", "mediaLocation", "phoneNumber"],
];

const personal: Partial<Record<TemplateName, readonly string[]>> = {
  InteractionDetails: ["User Endpoint", "System Endpoint", "Recording File", "User"],
  ContactDetails: ["User Endpoint", "System Endpoint", "Recording File", "User"],
  DistinctIntentsWorksheet: ["Utterance sample"],
  IntentDetails: ["Utterance"],
  BotConversations: ["conversations_data"],
  InteractionAnalytics: batch,
  InteractionAnalyticsFull: [...batch, "dispositionNotes", "toAddr"],
};

const reason = "The tests compare what was read with what was written.";

function projectDocument(extracts: readonly TestExtract[]) {
  const clear = extracts.filter(({ masked }) => masked !== true);
  return {
    kind: "Project",
    version: 1,
    organization: "Tests",
    users: { tess: { role: "admin" } },
    products: { tests: { name: "Tests", warehouse: "sample" } },
    masking: { phone: "last4", "free-text": "redact" },
    grants: Object.entries(personal).flatMap(([template, fields]) => {
      const extracts = clear.filter((extract) => extract.template === template).map(({ name }) => name);
      const grant = { template, fields, extracts, approvedBy: "tess", reason, until: "2099-12-31" };
      return extracts.length === 0 ? [] : [grant];
    }),
  };
}

function extractDocument({ masked: _, fields, window = wholeYear, ...extract }: TestExtract) {
  const common = { kind: "Extract", product: "tests", owner: "tess", fields: fields ?? "all" };
  return { ...common, ...extract, window: { ...window, timezone } };
}

function connections(sample: object) {
  return { kind: "Connections", warehouses: { sample }, destinations: { local: { type: "file", path: "out" } } };
}

/** A database whose own settings show a value in another way, and compare text by the rules of a language. */
function unfriendly(database: string): string {
  const settings = {
    timezone: "'Asia/Kolkata'",
    datestyle: "'German, DMY'",
    intervalstyle: "'postgres_verbose'",
    extra_float_digits: "-5",
    bytea_output: "'escape'",
    client_encoding: "'LATIN1'",
  };
  return Object.entries(settings)
    .map(([name, value]) => `alter database ${database} set ${name} = ${value};\n`)
    .join("");
}

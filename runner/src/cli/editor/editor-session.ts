import { saveOutput } from "../../client/save-output.ts";
import type { Commands, DispatchRequest, OwedView } from "../../commands/commands.ts";
import type { SessionCommands } from "../../pipe/protocol.ts";
import type { ProjectOptions } from "../common-options.ts";
import { hasWorker } from "../workers.ts";
import type { EditorEstate } from "./editor-estate.ts";
import type { KeptProject } from "./kept-project.ts";

interface Opened {
  readonly estate: EditorEstate;
  readonly commands: Commands;
}

/**
 * What an editor asks of a checkout, over and over. The ledger is opened with the first question, and tried again with the next
 * one where that failed. Each question reads no more than it needs anew: most need the ledger alone.
 */
export class EditorSession implements AsyncDisposable {
  readonly commands: SessionCommands;
  readonly #options: ProjectOptions & { readonly ledger?: string };
  #opening: Promise<Opened> | undefined;

  constructor(options: ProjectOptions & { readonly ledger?: string }) {
    this.#options = options;
    this.commands = commandsOf((need) => this.#ready(need));
  }

  /** Opens what the first question will need, before it comes. */
  prepare(): void {
    this.#open().catch(() => {});
  }

  /** When the runs are over that were dispatched here. */
  async settled(): Promise<void> {
    await (await this.#opened())?.estate.runs.settled();
  }

  /** Ends them, their queries included. */
  async cancelRuns(): Promise<void> {
    await (await this.#opened())?.estate.runs.cancelAll();
  }

  #open(): Promise<Opened> {
    if (this.#opening === undefined) {
      const opening = open(this.#options);
      opening.catch(() => {
        this.#opening = undefined;
      });
      this.#opening = opening;
    }
    return this.#opening;
  }

  async #ready(need: Need): Promise<Opened> {
    const opened = await this.#open();
    if (need === "connections") opened.estate.project.lookAtConnections();
    if (need === "documents") await opened.estate.project.look();
    return opened;
  }

  #opened(): Promise<Opened | undefined> {
    return this.#opening?.catch(() => undefined) ?? Promise.resolve(undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#opened())?.estate[Symbol.asyncDispose]();
  }
}

/** Everything dear is loaded here: a session says hello before that. */
async function open({ ledger, ...options }: ProjectOptions & { readonly ledger?: string }): Promise<Opened> {
  const [{ KeptProject }, { EditorEstate }, { localCommands }, { createLog }, { requester }] = await Promise.all([
    import("./kept-project.ts"),
    import("./editor-estate.ts"),
    import("../../commands/local/local-commands.ts"),
    import("../../daemon/log.ts"),
    import("../runtime.ts"),
  ]);
  const log = createLog({ level: "info", format: "text", to: process.stderr });
  const project: KeptProject = new KeptProject(options);
  const estate = await EditorEstate.open(project, ledger, log);
  // On a checkout the database role is the boundary (DESIGN 3).
  return { estate, commands: localCommands(estate, { user: requester(), role: "admin" }) };
}

/** What must be as new as the question: of the files of the project nothing, its connections, or all documents. */
type Need = "ledger" | "connections" | "documents";

function commandsOf(ready: (need: Need) => Promise<Opened>): SessionCommands {
  const ledger = async () => (await ready("ledger")).commands;
  const connections = async () => (await ready("connections")).commands;
  const documents = async () => (await ready("documents")).commands;

  /** Keeps open what is opened for the work. */
  async function holding<Result>(need: Need, work: (commands: Commands) => Promise<Result>): Promise<Result> {
    const { estate, commands } = await ready(need);
    using _ = estate.hold();
    return await work(commands);
  }

  async function dispatch(request: DispatchRequest): Promise<OwedView> {
    const { estate, commands } = await ready("documents");
    const asked = await commands.dispatch(request);
    // A window of a schedule that has failed is that same debt: whoever asks for it wants it tried again.
    const owed = asked.state === "failed" ? await commands.retry(asked.id) : asked;
    estate.runs.take(owed.id);
    return owed;
  }

  /** By the daemon where one works on the ledger, as on the command line: it has the documents that were approved. */
  async function retry(id: string): Promise<OwedView> {
    const { estate, commands } = await ready("documents");
    const owed = await commands.retry(id);
    if (!(await hasWorker(estate.ledger))) estate.runs.take(owed.id);
    return owed;
  }

  return {
    listExtracts: async (query) => (await documents()).listExtracts(query),
    extract: async (name) => (await documents()).extract(name),
    listSchedules: async (query) => (await documents()).listSchedules(query),
    schedule: async (name) => (await documents()).schedule(name),
    pause: async (name, reason) => (await documents()).pause(name, reason),
    resume: async (name, options) => (await documents()).resume(name, options),
    skip: async (name, range, reason) => (await documents()).skip(name, range, reason),
    backfill: async (request) => (await documents()).backfill(request),

    listRuns: async (query) => (await ledger()).listRuns(query),
    run: async (id) => (await ledger()).run(id),
    listOwed: async (query) => (await ledger()).listOwed(query),
    dispatch,
    cancel: async (id, reason) => (await ledger()).cancel(id, reason),
    retry,
    abandon: (id, reason) => holding("connections", (commands) => commands.abandon(id, reason)),
    logs: async (id) => (await ledger()).logs(id),
    follow: async function* (id, signal) {
      yield* (await connections()).follow(id, signal);
    },

    // Which extracts a product has, the documents say.
    listOutputs: async (query) => (await (query?.product === undefined ? connections() : documents())).listOutputs(query),
    output: async (id) => (await connections()).output(id),
    latest: async (extract) => (await documents()).latest(extract),
    manifest: async (id) => (await ledger()).manifest(id),
    // Which outputs days of exports are answered by, the documents say.
    delete: (ids, options) => holding("documents", (commands) => commands.delete(ids, options)),
    pin: async (id, pinned) => (await connections()).pin(id, pinned),
    verify: (id, signal) => holding("connections", (commands) => commands.verify(id, signal)),
    save: (id, folder, options) =>
      holding("connections", async (commands) => saveOutput(commands, await commands.output(id), folder, options)),

    listExportDays: async (extract, query) => (await documents()).listExportDays(extract, query),
    exportDay: async (extract, date) => (await documents()).exportDay(extract, date),
    supersede: async (extract, date, request) => (await documents()).supersede(extract, date, request),

    preview: (request, signal) => holding("documents", (commands) => commands.preview(request, signal)),

    listFeeds: async (query) => (await documents()).listFeeds(query),
    feed: async (name) => (await documents()).feed(name),
    pauseFeed: async (name, reason) => (await documents()).pauseFeed(name, reason),
    resumeFeed: async (name) => (await documents()).resumeFeed(name),
    replayFeed: async (request) => (await documents()).replayFeed(request),
    // Its source is asked how far it is.
    setFeedPosition: (name, request) => holding("documents", (commands) => commands.setFeedPosition(name, request)),
    listDeadLetters: async (feed, query) => (await documents()).listDeadLetters(feed, query),

    listTokens: async () => (await ledger()).listTokens(),
    createToken: async (request) => (await documents()).createToken(request),
    revokeToken: async (id) => (await ledger()).revokeToken(id),
    regenerateToken: async (id) => (await documents()).regenerateToken(id),

    status: async () => (await documents()).status(),
    listAudit: async (query) => (await ledger()).listAudit(query),
  };
}

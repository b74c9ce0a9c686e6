import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Estate } from "../commands/estate.ts";
import type { RunEvent } from "../execute/run-event.ts";
import { type Statistics, statistics } from "../ledger/statistics.ts";
import { mostQueries } from "../warehouse/most-queries.ts";
import { type FeedFigures, FeedMetrics, feedFigures } from "./feed-metrics.ts";
import type { RunEvents } from "./run-events.ts";

/** A request that the API has answered. `route` is its pattern, `/v1/runs/:id`, never the path. */
export interface HttpRequestDone {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

interface Figures {
  readonly statistics: Statistics;
  readonly feeds: FeedFigures;
}

/** So long the ledger's figures are taken for fresh: several scrapers ask once. */
const freshMs = 10_000;
/** Late extracts that are counted, and those of them that are named. */
const mostLate = 20_000;
const mostNamed = 100;
/** Prometheus gives up after 10 s; what there is without the ledger is better than nothing. */
const patienceMs = 5_000;

/**
 * What Prometheus reads at /metrics (docs/metrics.md). What happens in this process is counted as it happens; what the ledger
 * knows, and every runner would say alike, is asked of it when somebody looks. Labels never grow with the number of extracts,
 * but for shared ones that are late, and of them the first hundred, and for as many shared feeds.
 */
export class Metrics implements Disposable {
  readonly contentType: string;
  readonly #registry = new Registry();
  readonly #estate: Estate;
  readonly #startedAt = new Map<string, number>();
  readonly #stop: () => void;
  #figures: { readonly at: number; readonly of: Promise<Figures> } | undefined;
  readonly #feeds = new FeedMetrics(this.#registry);

  readonly #runs = this.#counter("datafeed_runs_total", "Runs that ended in this process.", ["product", "kind", "state"]);
  readonly #durations = this.#histogram(
    "datafeed_run_duration_seconds",
    "From claim to end, of runs in this process.",
    ["product", "state"],
    [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400],
  );
  readonly #rows = this.#counter("datafeed_rows_total", "Rows published by this process.", ["product"]);
  readonly #bytes = this.#counter("datafeed_bytes_total", "Bytes of files published by this process.", ["product"]);
  readonly #takeovers = this.#counter("datafeed_takeovers_total", "Runs of dead runners that this process gave up.", []);
  readonly #requests = this.#counter("datafeed_http_requests_total", "Requests answered.", ["method", "route", "status"]);
  readonly #latency = this.#histogram(
    "datafeed_http_request_duration_seconds",
    "From request to answer.",
    ["method", "route"],
    [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
  );

  readonly #sourceUp = this.#gauge("datafeed_source_up", "Whether the folder or branch that is followed can be read.");
  readonly #sourceAge = this.#gauge("datafeed_source_age_seconds", "Since the newest documents were last looked for and had.");
  readonly #ledgerUp = this.#gauge("datafeed_ledger_up", "Whether the ledger answers. Without it its figures are missing.");
  readonly #ofLedger = {
    obligations: this.#gauge("datafeed_obligations", "Windows and requests that are not done.", ["state"]),
    unfinished: this.#gauge("datafeed_unfinished_publications", "Decided, and not under their names yet."),
    lateness: this.#gauge("datafeed_lateness_seconds", "How long the oldest unpublished window has been due."),
    lateExtracts: this.#gauge("datafeed_late_extracts", "Extracts with a window that is later than lateAfter."),
    extractLateness: this.#gauge("datafeed_extract_lateness_seconds", "The same of each late extract.", ["extract"]),
    refused: this.#gauge("datafeed_refused_documents", "Documents whose newest text is not in force."),
    unapproved: this.#gauge("datafeed_unapproved_extracts", "Extracts in force that are not on the protected branch."),
    paused: this.#gauge("datafeed_paused_extracts", "Extracts that are paused."),
    slots: this.#gauge("datafeed_warehouse_slots", "The most runs at a time.", ["warehouse"]),
    slotsInUse: this.#gauge("datafeed_warehouse_slots_in_use", "Runs that occupy a warehouse.", ["warehouse"]),
    driftedOutputs: this.#gauge("datafeed_drifted_outputs", "Outputs of 30 days to which rows came or went later."),
    driftRows: this.#gauge("datafeed_drift_rows", "By how many rows."),
    notices: this.#gauge("datafeed_notices", "Notices by state.", ["state"]),
    runners: this.#gauge("datafeed_runners", "Runners that live.", ["version"]),
    bytes: this.#gauge("datafeed_ledger_bytes", "What the ledger takes up."),
  };

  constructor(estate: Estate, events: RunEvents) {
    this.#estate = estate;
    this.contentType = this.#registry.contentType;
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge("datafeed_build_info", "The runner's version.", ["version"]).set({ version: estate.runner.version }, 1);
    this.#stop = events.listen((event) => this.#count(event));
  }

  /** For `GET /metrics`. A ledger that does not answer is said to be down; the rest stands. */
  async metricsText(): Promise<string> {
    this.#showSource();
    try {
      const { statistics, feeds } = await inTime(this.#fresh());
      this.#show(statistics);
      this.#feeds.show(this.#estate.documents().feeds, feeds);
      this.#ledgerUp.set(1);
    } catch {
      this.#hide();
      this.#feeds.hide();
      this.#ledgerUp.set(0);
    }
    return this.#registry.metrics();
  }

  http({ method, route, status, seconds }: HttpRequestDone): void {
    this.#requests.inc({ method, route, status: String(status) });
    this.#latency.observe({ method, route }, seconds);
  }

  /** A feed of this process has sent and committed a batch. */
  feedBatch(product: string, seconds: number): void {
    this.#feeds.batch(product, seconds);
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  #count(event: RunEvent): void {
    const { type, extract, run = "", kind = "" } = event;
    if (type === "claimed") this.#startedAt.set(run, performance.now());
    if (!isEnd(type)) return;
    const product = this.#estate.documents().extracts.get(extract)?.product.id ?? "";
    this.#runs.inc({ product, kind, state: type });
    const startedAt = this.#startedAt.get(run);
    if (this.#startedAt.delete(run) && startedAt !== undefined) {
      this.#durations.observe({ product, state: type }, (performance.now() - startedAt) / 1000);
    }
    if (type === "discarded") this.#takeovers.inc();
    if (event.type !== "published") return;
    this.#rows.inc({ product }, event.rows);
    this.#bytes.inc({ product }, event.bytes);
  }

  #showSource(): void {
    const estate = this.#estate;
    const newestAt = estate.sourceNewestAt?.();
    if (newestAt === undefined) this.#sourceAge.remove({});
    else this.#sourceAge.set((performance.now() - newestAt) / 1000);
    if (estate.sourceProblem === undefined) this.#sourceUp.remove({});
    else this.#sourceUp.set(estate.sourceProblem() === undefined ? 1 : 0);
  }

  #fresh(): Promise<Figures> {
    const now = performance.now();
    if (this.#figures === undefined || now - this.#figures.at > freshMs) {
      const of = this.#ask();
      of.catch(() => {
        this.#figures = undefined;
      });
      this.#figures = { at: now, of };
    }
    return this.#figures.of;
  }

  async #ask(): Promise<Figures> {
    return { statistics: await statistics(this.#estate.ledger, mostLate), feeds: await feedFigures(this.#estate) };
  }

  #show(figures: Statistics): void {
    this.#hide();
    const { extracts, refused, approval } = this.#estate.documents();
    const gauges = this.#ofLedger;
    const late = figures.late.map(({ extract, since }) => {
      const ms = Math.max(0, Date.parse(figures.now) - Date.parse(since));
      return { extract, seconds: ms / 1000, counts: ms > (extracts.get(extract)?.operation.lateAfterMs ?? 0) };
    });
    for (const [state, count] of Object.entries(figures.owed)) gauges.obligations.set({ state }, count);
    gauges.unfinished.set(figures.decided);
    gauges.lateness.set(Math.max(0, ...late.map(({ seconds }) => seconds)));
    gauges.lateExtracts.set(late.filter(({ counts }) => counts).length);
    // Whoever may read figures learns no private name.
    const named = late.filter(({ extract, counts }) => counts && extracts.get(extract)?.shared === true);
    for (const { extract, seconds } of named.slice(0, mostNamed)) gauges.extractLateness.set({ extract }, seconds);
    gauges.refused.set(refused.length);
    if (approval !== undefined) gauges.unapproved.set(approval.unapproved.size);
    gauges.paused.set(figures.paused);
    for (const [warehouse, connection] of Object.entries(this.#estate.connections.warehouses)) {
      gauges.slots.set({ warehouse }, mostQueries(connection));
      gauges.slotsInUse.set({ warehouse }, figures.running.find((each) => each.warehouse === warehouse)?.count ?? 0);
    }
    gauges.driftedOutputs.set(figures.drift.outputs);
    gauges.driftRows.set(figures.drift.rows);
    for (const { state, count } of figures.notices) gauges.notices.set({ state }, count);
    for (const { version, count } of figures.runners) gauges.runners.set({ version }, count);
    gauges.bytes.set(figures.bytes);
  }

  /** What is not so any more, or not known, is not shown. */
  #hide(): void {
    for (const gauge of Object.values(this.#ofLedger)) {
      gauge.reset();
      gauge.remove({});
    }
  }

  #counter(name: string, help: string, labelNames: readonly string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, labelNames: readonly string[] = []): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] });
  }

  #histogram(name: string, help: string, labelNames: readonly string[], buckets: number[]): Histogram {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.#registry] });
  }
}

function isEnd(type: RunEvent["type"]): boolean {
  return ["published", "skipped", "failed", "cancelled", "discarded"].includes(type);
}

/** The ledger's own patience is longer. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  using stack = new DisposableStack();
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error("the ledger does not answer")), patienceMs);
    stack.defer(() => clearTimeout(timer));
  });
  return await Promise.race([answer, late]);
}

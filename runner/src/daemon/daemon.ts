import { hostname } from "node:os";
import type { Logger } from "pino";
import { openNotifier } from "../connect/notifiers.ts";
import type { Faults } from "../execute/faults.ts";
import { newId } from "../ledger/id.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { version } from "../version.ts";
import { aborted } from "./aborted.ts";
import { type ApiPart, apiPart } from "./api-part.ts";
import { connectionsOf, Feeds } from "./feeds/feeds-part.ts";
import { runOneFeed } from "./feeds/run-one-feed.ts";
import { openSource, type Source } from "./follow/open-source.ts";
import type { Snapshot } from "./follow/snapshot.ts";
import { logRuns } from "./log.ts";
import { Metrics } from "./metrics.ts";
import { OpenEstate } from "./open-estate.ts";
import type { DaemonContext, Part } from "./part.ts";
import { Reconciler } from "./reconcile/reconciler.ts";
import type { RunnerRole } from "./roles.ts";
import { RunEvents } from "./run-events.ts";
import { leaseName, Scheduler } from "./scheduler/scheduler.ts";
import type { ServeOptions } from "./serve-options.ts";
import { signsOfLife } from "./signs-of-life.ts";
import { upkeep } from "./upkeep/upkeep.ts";
import { versionWatch } from "./version-watch.ts";
import { Worker } from "./worker/worker.ts";

/** What a daemon stands on. */
export interface Ground {
  readonly ledger: Ledger;
  readonly log: Logger;
  readonly faults?: Faults;
}

/**
 * The assembly (DESIGN 3, 4, 5, 7): follows the documents, brings them in force, makes windows owed, works them off, looks after
 * what is published, runs feeds, answers over HTTP; each as far as its roles say. Disposing stops everything in the reverse order.
 */
export class Daemon implements AsyncDisposable {
  readonly #options: ServeOptions;
  readonly #log: Logger;
  readonly #context: DaemonContext;
  readonly #estate: OpenEstate;
  readonly #reconciler: Reconciler;
  readonly #source: Source;
  readonly #scheduler: Scheduler | undefined;
  readonly #begun: Part[] = [];
  readonly #open = new AsyncDisposableStack();
  #starting: Promise<void> | undefined;
  #api: ApiPart | undefined;
  #worker: Worker | undefined;
  #feeds: Feeds | undefined;
  #metrics: Metrics | undefined;
  readonly #outdated = Promise.withResolvers<void>();

  constructor(options: ServeOptions, { ledger, log, faults }: Ground) {
    this.#options = options;
    this.#log = log;
    const estate = this.#open.use(new OpenEstate(log));
    const events = new RunEvents();
    this.#open.defer(logRuns(log, events));
    // The last part tells a process from an earlier one of the same number, as in containers.
    const runner = { id: `${hostname()}:${process.pid}:${newId().slice(-4)}`, version };
    this.#estate = estate;
    this.#context = {
      ledger,
      runner,
      log,
      events,
      lease: options.lease,
      ...(faults === undefined ? {} : { faults }),
      get connections() {
        return estate.inForce.connections;
      },
      documents: () => this.#reconciler.documents(),
      sourceProblem: () => this.#source.problem,
      sourceNewestAt: () => this.#source.newestAt,
      warehouse: (name) => estate.warehouse(name),
      destination: (name) => estate.destination(name),
      hold: () => estate.hold(),
      wake: () => {
        this.#worker?.wake();
        this.#feeds?.wake();
      },
      interrupt: (attempt) => this.#worker?.interrupt(attempt),
    };
    this.#reconciler = new Reconciler({
      ledger,
      runner,
      log,
      lease: { name: leaseName, epoch: () => this.#scheduler?.epoch },
      requireApproved: options.approval?.required === true,
      onApplied: () => {
        this.#scheduler?.look();
        this.#worker?.wake();
        this.#feeds?.wake();
      },
    });
    this.#source = openSource(options, log, (snapshot) => this.#apply(snapshot));
    // Who becomes the scheduler writes what is in force, as soon as it is known to be the newest.
    if (this.#has("scheduler")) this.#scheduler = new Scheduler(this.#context, (is) => is && void this.#source.refresh());
  }

  /** Where the API listens. */
  get address(): string | undefined {
    return this.#api?.address;
  }

  /** When a newer version has changed the ledger so that this one can't work on it any more. */
  get outdated(): Promise<void> {
    return this.#outdated.promise;
  }

  /** Begins; returns when everything is at work, or fails when `signal` aborts before. Errors: see `serve`. */
  start(signal?: AbortSignal): Promise<void> {
    this.#starting ??= this.#start(signal);
    return this.#starting;
  }

  async #start(signal: AbortSignal | undefined): Promise<void> {
    const { roles } = this.#options;
    const begin = async (part: Part): Promise<void> => {
      signal?.throwIfAborted();
      // Before it has begun: what fails halfway is stopped, too.
      this.#begun.push(part);
      await part.start(signal);
    };
    // First the documents: everything else asks for them.
    await begin(this.#source);
    if (this.#has("api")) await begin(this.#openApi());
    await begin(signsOfLife(this.#context, roles, () => this.address));
    await begin(versionWatch(this.#context, () => this.#outdated.resolve()));
    if (this.#scheduler !== undefined) await begin(this.#scheduler);
    if (this.#has("worker")) await begin(this.#openWorker());
    if (this.#has("feeds")) await begin(this.#openFeeds());
    if (this.#scheduler !== undefined || this.#worker !== undefined || this.#feeds !== undefined) await begin(this.#upkeep());
    const { ledger, runner } = this.#context;
    this.#log.info({ runner: runner.id, version, roles, ledger: ledger.place }, "at work");
  }

  #openApi(): Part {
    const { host, port, tls, trustProxy, webhookSecret } = this.#options;
    const nudge = this.#source.nudge?.bind(this.#source);
    const metrics = this.#open.use(new Metrics(this.#context, this.#context.events));
    this.#metrics = metrics;
    this.#api = apiPart(this.#context, {
      host,
      port,
      metrics,
      ...(tls === undefined ? {} : { tls }),
      ...(trustProxy === undefined ? {} : { trustProxy }),
      ...(webhookSecret === undefined || nudge === undefined ? {} : { webhook: { secret: webhookSecret, nudge } }),
    });
    return this.#api;
  }

  #openWorker(): Part {
    const { concurrency } = this.#options;
    this.#worker = new Worker(this.#context, concurrency === undefined ? {} : { concurrency });
    return this.#worker;
  }

  #openFeeds(): Part {
    const inForce = () => this.#estate.inForce;
    const onBatch = (product: string, seconds: number) => this.#metrics?.feedBatch(product, seconds);
    this.#feeds = new Feeds(this.#context, {
      runOne: runOneFeed(this.#context, { inForce, onBatch }),
      madeFrom: (feed) => connectionsOf(inForce(), feed),
    });
    return this.#feeds;
  }

  #upkeep(): Part {
    const publicUrl = this.#options.publicUrl ?? this.address;
    return upkeep(this.#context, {
      notifier: (name) => openNotifier(this.#estate.inForce, name),
      ...(publicUrl === undefined ? {} : { publicUrl }),
    });
  }

  async #apply(snapshot: Snapshot): Promise<void> {
    try {
      await this.#reconciler.apply(snapshot);
    } finally {
      this.#estate.take(snapshot.texts, this.#reconciler.connections);
    }
  }

  #has(role: RunnerRole): boolean {
    return this.#options.roles.includes(role);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { shutdownMs } = this.#options;
    this.#log.info({ seconds: shutdownMs / 1000 }, "stopping: nothing new is begun, what runs may finish");
    const deadline = AbortSignal.timeout(shutdownMs);
    await Promise.race([this.#starting?.catch(() => {}), aborted(deadline)]);
    for (const part of this.#begun.reverse()) {
      await part.stop(deadline).catch((err: unknown) => this.#log.warn({ err, part: part.name }, "did not stop in order"));
    }
    await this.#open.disposeAsync();
    this.#log.info("stopped");
  }
}

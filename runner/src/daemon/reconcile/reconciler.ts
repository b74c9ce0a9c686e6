import type { Logger } from "pino";
import type { Refused } from "../../commands/commands.ts";
import type { Approval, Documents } from "../../commands/estate.ts";
import type { Diagnostic } from "../../errors/diagnostic.ts";
import { inSlices } from "../../errors/in-slices.ts";
import { readAppliedPolicy } from "../../ledger/applied-state.ts";
import type { Connections } from "../../load/project-documents.ts";
import { type KeptProject, ProjectLoader } from "../../load/project-loader.ts";
import { projectFile } from "../../project/document-files.ts";
import type { ProjectTexts } from "../../project/project-texts.ts";
import type { Snapshot } from "../follow/snapshot.ts";
import { type Applied, appliedOf, tellOfApproval, tellOfMistakes } from "./applied.ts";
import { AppliedRecord, type RecordOptions, refsOf } from "./applied-record.ts";
import { Approvals, hashesIn, type Place } from "./approvals.ts";
import type { Changes } from "./changes.ts";
import { type Choices, type Choosing, choose, refusedOf, type Sources, stillThere } from "./choose.ts";
import { approvalOf, documentsOf, provenanceOf } from "./documents-of.ts";
import { type Guard, guardOf, underItsPolicy } from "./guard.ts";
import { type InForce, InForceMaker, type TextRef } from "./in-force.ts";
import { type Approved, hashesOf, onlyApproved } from "./only-approved.ts";

export interface ReconcilerOptions extends RecordOptions {
  readonly log: Logger;
  /** Nothing comes in force that is not on the protected branch of the snapshots. Default: it is only said. */
  readonly requireApproved?: boolean;
  /** Today's date decides which grants hold. Default: the system's. */
  readonly now?: () => Date;
  /** Hears of every application. */
  readonly onApplied?: (applied: Applied) => void;
}

/**
 * A snapshot that was the newest longer ago is not written: this runner may have taken over from one that applied a newer one,
 * and what is missing in an old one would be taken for removed. The source's next round brings it again.
 */
const newestMs = 30_000;

/**
 * Brings what the documents say in force: for this process as `documents()`, for all runners in the ledger, which the holder of
 * the lease writes. An extract or feed that is unsound now runs on from the texts from which it was applied last, under the policy of
 * now (DESIGN 10).
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #log: Logger;
  readonly #loader = new ProjectLoader();
  readonly #maker = new InForceMaker();
  readonly #approvals = new Approvals();
  readonly #record: AppliedRecord;
  #queue: Promise<unknown> = Promise.resolve();
  #inForce: ReadonlyMap<string, InForce> = new Map();
  #documents: Documents = {
    project: undefined,
    extracts: new Map(),
    feeds: new Map(),
    refused: [],
    provenance: { approval: "unknown" },
  };
  #connections: Connections | undefined;
  #policyText: string | undefined;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    this.#log = options.log.child({ part: "reconcile" });
    this.#record = new AppliedRecord(options);
  }

  /** The documents in force. */
  documents(): Documents {
    return this.#documents;
  }

  /** The connections of the last snapshot, if sound. */
  get connections(): Connections | undefined {
    return this.#connections;
  }

  /**
   * Applies a snapshot, one after the other; the same one again costs little and brings the ledger up to date. What is wrong with
   * documents is in the answer. Errors: ledger-*; then the documents are in force in this process, and the ledger is not
   * written whole: apply again.
   */
  apply(snapshot: Snapshot): Promise<Applied> {
    const applying = this.#queue.then(() => this.#apply(snapshot));
    this.#queue = applying.catch(() => {});
    return applying;
  }

  async #apply(snapshot: Snapshot): Promise<Applied> {
    const started = performance.now();
    const today = (this.#options.now?.() ?? new Date()).toISOString().slice(0, 10);
    const guard = await guardOf(snapshot, { today, required: this.#options.requireApproved === true });
    const texts = await underItsPolicy(snapshot, guard);
    const { loaded, diagnostics } = await this.#load(texts, today);
    this.#connections = loaded.connections?.value;
    const errors = [...snapshot.texts.diagnostics, ...diagnostics].filter(({ severity }) => severity === "error");
    let refused = errors.map(refusedOf);
    const provenance = provenanceOf(snapshot);
    if (loaded.policy === undefined) {
      // No project, now or ever: nothing can be in force, and nothing is taken for gone.
      this.#swap({ ...this.#documents, refused, provenance }, this.#inForce);
      return this.#said(snapshot, started, refused, new Map());
    }
    const isNewest = snapshot.newestAt !== undefined && started - snapshot.newestAt < newestMs;
    const epoch = isNewest ? this.#options.lease.epoch() : undefined;
    const isHolder = epoch !== undefined;
    const failure = await this.#record.refresh(epoch).catch((error: unknown) => ({ error }));
    const choosing = await this.#choosing(snapshot, loaded, errors, isHolder);
    let choices = choose(choosing);
    let approval: Approval | undefined;
    if (guard !== undefined) {
      const place = this.#isOf(guard, texts) ? { ...guard, standing: hashesIn(loaded) } : guard;
      const approved = place.required ? await this.#onlyApproved(choosing, choices, place) : undefined;
      if (approved !== undefined) {
        choices = approved.choices;
        refused = [...refused, ...approved.refused];
      }
      const found = await this.#approvals.find(place, hashesOf(choices.values()));
      approval = approvalOf(place, choices, found, approved?.waiting);
    }
    const before = this.#inForce;
    const inForce = new Map(
      [...choices].flatMap(([name, choice]) => (choice.inForce ? [[name, choice.inForce] as const] : [])),
    );
    // First in force here, then in the ledger: what the ledger says, this process must already know how to do.
    this.#swap(documentsOf(loaded, inForce, choices, { refused, provenance, approval }), inForce);
    if (failure !== undefined) throw failure.error;
    const application = { snapshot, choices, before, refused, policyText: this.#policyText };
    return this.#said(snapshot, started, refused, choices, await this.#record.write(application, epoch));
  }

  /** Loads texts; where their datafeed.yaml is broken, with the last good one in its place. */
  async #load(texts: ProjectTexts, today: string): Promise<{ loaded: KeptProject; diagnostics: readonly Diagnostic[] }> {
    const loaded = await inSlices(this.#loader.load(texts, { today }));
    const newest = texts.files.find(({ path }) => path === projectFile)?.text;
    if (loaded.policy !== undefined) {
      this.#policyText = newest;
      return { loaded, diagnostics: loaded.diagnostics };
    }
    this.#policyText ??= (await readAppliedPolicy(this.#options.ledger).catch(() => undefined))?.text;
    if (this.#policyText === undefined || this.#policyText === newest) return { loaded, diagnostics: loaded.diagnostics };
    const others = texts.files.filter(({ path }) => path !== projectFile);
    const files = [{ path: projectFile, text: this.#policyText }, ...others];
    const kept = await inSlices(this.#loader.load({ ...texts, files }, { today }));
    const ofPolicy = loaded.diagnostics.filter(({ file, code }) => file === projectFile && code !== "project-unsound");
    const ofOthers = kept.diagnostics.filter(({ file }) => file !== projectFile);
    return { loaded: kept, diagnostics: [...ofPolicy, ...ofOthers] };
  }

  async #choosing(
    snapshot: Snapshot,
    loaded: KeptProject,
    errors: readonly Diagnostic[],
    isHolder: boolean,
  ): Promise<Choosing> {
    const { policy } = loaded;
    if (policy === undefined) throw new TypeError("there is no policy");
    const unreadable = snapshot.texts.diagnostics.filter(({ severity }) => severity === "error").map(({ file }) => file);
    const suspects = loaded.unsound.length + loaded.opaque.size + unreadable.length > 0;
    // Others ask the ledger only where somebody's last good text may be wanted.
    const rows = isHolder || !suspects ? this.#record.known : await this.#record.read().catch(() => undefined);
    const common = { loaded, errors, unreadable, before: this.#inForce, rows };
    const wanted = [...stillThere(common).keys()].flatMap((name) => {
      const texts = rows?.get(name)?.texts;
      return texts === undefined || texts === this.#inForce.get(name)?.texts ? [] : refsOf(texts);
    });
    const texts = await this.#record.readTexts(wanted).catch(() => new Map<string, string>());
    return {
      ...common,
      policy,
      loader: this.#loader,
      maker: this.#maker,
      commit: snapshot.commit ?? null,
      findKept: (kind, name, refs) => this.#findKept(texts, kind, name, refs),
    };
  }

  /** Whether extracts are those of a commit of the protected branch, under the policy that counts there. */
  #isOf({ standsOnIt }: Guard, texts: ProjectTexts): boolean {
    return standsOnIt && texts.files.find(({ path }) => path === projectFile)?.text === this.#policyText;
  }

  /** The last good texts of what is not approved are looked for, too. */
  async #onlyApproved(choosing: Choosing, choices: Choices, place: Place): Promise<Approved> {
    const approved = await this.#approvals.find(place, hashesOf(choices.values()));
    const names = [...choices].flatMap(([name, { inForce }]) => {
      return inForce !== undefined && !approved.has(inForce.definitionHash) ? [name] : [];
    });
    if (names.length === 0) return onlyApproved(choosing, choices, this.#approvals, place);
    const rows = choosing.rows ?? (await this.#record.read());
    const texts = await this.#record.readTexts(names.flatMap((name) => refsOf(rows.get(name)?.texts ?? "[]")));
    const kept = { ...choosing, rows, findKept: this.#findKept.bind(this, texts) };
    return onlyApproved(kept, choices, this.#approvals, place);
  }

  #findKept(
    texts: ReadonlyMap<string, string>,
    kind: InForce["kind"],
    name: string,
    refs: readonly TextRef[],
  ): Sources | undefined {
    const files = refs.flatMap(({ path, sha256 }) => {
      const text = texts.get(sha256);
      return text === undefined ? [] : [{ path, text }];
    });
    return kind === "Feed" ? this.#loader.findFeedSources(files, name) : this.#loader.findSources(files, name);
  }

  #swap(documents: Documents, inForce: ReadonlyMap<string, InForce>): void {
    tellOfMistakes(this.#log, this.#documents.refused, documents.refused);
    tellOfApproval(this.#log, this.#documents.approval, documents.approval);
    this.#documents = Object.freeze(documents);
    this.#inForce = inForce;
  }

  #said(snapshot: Snapshot, started: number, refused: readonly Refused[], choices: Choices, changes?: Changes): Applied {
    const milliseconds = Math.round(performance.now() - started);
    const { extracts, feeds } = this.#documents;
    const counts = { extracts: extracts.size, feeds: feeds.size };
    const applied = appliedOf(this.#log, snapshot, { ...counts, refused, choices, changes, milliseconds });
    this.#options.onApplied?.(applied);
    return applied;
  }
}

import { feedDefinitionHash } from "../../compile/feed-hash.ts";
import { definitionHash } from "../../compile/hashes.ts";
import { inSlices } from "../../errors/in-slices.ts";
import { type KeptProject, type LoadTexts, ProjectLoader } from "../../load/project-loader.ts";
import { projectFile } from "../../project/document-files.ts";
import type { ProtectedBranch } from "../follow/protected-branch.ts";
import { foundIn } from "./choose.ts";
import type { Found, InForce } from "./in-force.ts";

/** Where approvals are looked up. */
export interface Place {
  readonly branch: ProtectedBranch;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
  /** Nothing else may run. Then the datafeed.yaml of the branch's tip holds for all that ever stood there. */
  readonly required: boolean;
  /** Definition hashes of a commit of the branch that is followed: they need not be looked for. */
  readonly standing: ReadonlySet<string>;
}

/** Between two moves of the branch the one that is followed may bring any number of hashes. */
const mostAnswers = 200_000;

/**
 * Which definition hashes are approved: those of the extracts and feeds that stand on the protected branch, or stood there not long ago
 * (DESIGN 7). That is a matter of the branch and the day alone: answers are kept until one of them moves, so a runner that has
 * been at work for months says what one says that has just begun.
 */
export class Approvals {
  readonly #loader = new ProjectLoader();
  readonly #answers = new Map<string, boolean>();
  #answeredFor = "";
  #tip: Promise<KeptProject> | undefined;

  /** Those of the hashes that are approved. Errors: project-missing, git-failed. */
  async find(place: Place, hashes: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    this.#turnTo(place);
    if (this.#answers.size > mostAnswers) this.#answers.clear();
    const open = new Set([...hashes].filter((hash) => !place.standing.has(hash) && !this.#answers.has(hash)));
    if (open.size > 0) this.#strike(open, await this.#loadTip(place));
    if (open.size > 0) {
      for await (const { texts } of place.branch.older()) {
        this.#strike(open, await this.#load(await this.#underPolicy(place, texts), place));
        if (open.size === 0) break;
      }
    }
    for (const hash of open) this.#answers.set(hash, false);
    return new Set([...hashes].filter((hash) => place.standing.has(hash) || this.#answers.get(hash) === true));
  }

  /** What stands on the branch by this name, or by its `id` when it has another name there. */
  async standing(place: Place, { kind, resolved: { name, id } }: InForce): Promise<Found | undefined> {
    this.#turnTo(place);
    const all = [...foundIn(await this.#loadTip(place))].filter((found) => found.kind === kind);
    const byId = id === undefined ? undefined : all.find(({ resolved }) => resolved.id === id);
    return byId ?? all.find(({ resolved }) => resolved.name === name);
  }

  /** Nothing is kept of another state of the branch, or another day: grants end. */
  #turnTo({ branch, today, required }: Place): void {
    const place = `${branch.commit} ${today} ${required}`;
    if (this.#answeredFor === place) return;
    this.#answeredFor = place;
    this.#tip = undefined;
    this.#answers.clear();
  }

  #loadTip(place: Place): Promise<KeptProject> {
    const tip = this.#tip ?? place.branch.texts().then((texts) => this.#load(texts, place));
    this.#tip = tip;
    tip.catch(() => {
      if (this.#tip === tip) this.#tip = undefined;
    });
    return tip;
  }

  /** What stood there before, as it is read now. While the tip's policy is broken, each state is read under its own. */
  async #underPolicy(place: Place, texts: LoadTexts): Promise<LoadTexts> {
    const { policy } = place.required ? await this.#loadTip(place) : {};
    return policy === undefined ? texts : withPolicyOf(await place.branch.texts(), texts);
  }

  /** Without connections: what is approved is no matter of the operator's part, and of mistakes in it. */
  #load({ files }: LoadTexts, { today }: Place): Promise<KeptProject> {
    return inSlices(this.#loader.load({ files }, { today }));
  }

  #strike(open: Set<string>, loaded: KeptProject): void {
    for (const hash of hashesIn(loaded)) if (open.delete(hash)) this.#answers.set(hash, true);
  }
}

/** The definition hashes of a project's sound extracts and feeds. */
export function hashesIn({ extracts, feeds }: KeptProject): ReadonlySet<string> {
  return new Set([...[...extracts.values()].map(definitionHash), ...[...feeds.values()].map(feedDefinitionHash)]);
}

/** Texts with the datafeed.yaml of others. */
export function withPolicyOf<Texts extends LoadTexts>(others: LoadTexts, texts: Texts): Texts {
  const policy = others.files.filter(({ path }) => path === projectFile);
  return { ...texts, files: [...policy, ...texts.files.filter(({ path }) => path !== projectFile)] };
}

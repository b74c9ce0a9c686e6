import type { Refused } from "../../commands/commands.ts";
import type { ResolvedExtract, ResolvedFeed } from "../../load/project-documents.ts";
import type { Approvals, Place } from "./approvals.ts";
import { type Choice, type Choices, type Choosing, lastGood, withCommit } from "./choose.ts";
import type { InForce } from "./in-force.ts";

/** What is done where nothing may run that is not approved. */
export interface Approved {
  readonly choices: Choices;
  /** Why newest texts are not in force. */
  readonly refused: readonly Refused[];
  /** Extracts and feeds without an approved definition: they do not run at all. By name, as their newest texts have them. */
  readonly waiting: ReadonlyMap<string, ResolvedExtract | ResolvedFeed>;
}

/**
 * Takes approved definitions alone. Of an extract or a feed whose newest one is not, the last good text stays in force if that is approved
 * under the policy of now, else what the protected branch says; else it does not run. Errors: project-missing, git-failed.
 */
export async function onlyApproved(
  choosing: Choosing,
  choices: Choices,
  approvals: Approvals,
  place: Place,
): Promise<Approved> {
  const approved = await approvals.find(place, hashesOf(choices.values()));
  const kept = new Map<string, Choice>();
  const unapproved: (readonly [string, InForce])[] = [];
  for (const [name, choice] of choices) {
    if (choice.inForce === undefined || approved.has(choice.inForce.definitionHash)) kept.set(name, choice);
    else unapproved.push([name, choice.inForce]);
  }
  const before = new Map(unapproved.map(([name, inForce]) => [name, lastGood(choosing, name, whyNot(inForce, place))]));
  const stillApproved = await approvals.find(place, hashesOf(before.values()));
  const refused: Refused[] = [];
  const waiting = new Map<string, ResolvedExtract | ResolvedFeed>();
  for (const [name, newest] of unapproved) {
    const why = choices.get(name)?.refused ?? whyNot(newest, place);
    refused.push(whyNot(newest, place));
    const last = before.get(name)?.inForce;
    const inForce = last !== undefined && stillApproved.has(last.definitionHash) ? last : await standing(newest);
    if (inForce === undefined) waiting.set(name, newest.resolved);
    // A rename that is not approved has not taken place.
    const approvedName = inForce?.resolved.name ?? name;
    if (approvedName === name || !kept.has(approvedName))
      kept.set(approvedName, { kind: newest.kind, ...(inForce && { inForce }), refused: why });
  }
  return { choices: kept, refused, waiting };

  async function standing(newest: InForce): Promise<InForce | undefined> {
    const found = await approvals.standing(place, newest);
    if (found === undefined) return undefined;
    const made = choosing.maker.of(found);
    return withCommit({ ...choosing, commit: place.branch.commit }, made);
  }
}

/** The definition hashes of what is in force. */
export function hashesOf(choices: Iterable<Choice>): ReadonlySet<string> {
  return new Set([...choices].flatMap(({ inForce }) => inForce?.definitionHash ?? []));
}

function whyNot({ resolved, definitionHash }: InForce, { branch }: Place): Refused {
  return {
    file: resolved.file,
    code: "not-approved",
    message: `The definition ${definitionHash.slice(0, 12)} of ${resolved.name} is not on the protected branch ${branch.name}.`,
    hint: `Merge it into ${branch.name}.`,
  };
}

import type { Grant, Project } from "../../../../schemas/generated/documents.ts";
import { canonicalJson } from "../../compile/hashes.ts";
import { isExpired } from "../../load/grants.ts";
import { shown } from "../../load/shown-value.ts";
import { joined, listed, type PolicyRemark } from "./policy-remark.ts";

/** A grant of the head that the base does not have as it is. */
export interface ChangedGrant {
  readonly grant: Grant;
  readonly index: number;
  /** The grant of the base that it was made of. */
  readonly before?: Grant;
  /**
   * Whether it lets something be read, or be read for longer, that no grant in force of the base does. Who is said to have
   * approved it counts as much: nobody has, until the change is merged.
   */
  readonly loosens: boolean;
}

/** @param today YYYY-MM-DD, UTC: an ended grant lets nothing be read. */
export function changedGrants(base: Project | undefined, head: Project, today: string): readonly ChangedGrant[] {
  const before = base?.grants ?? [];
  const after = head.grants ?? [];
  const same = new Set(before.map(canonicalJson));
  const kept = new Set(after.map(canonicalJson));
  const gone = before.filter((grant) => !kept.has(canonicalJson(grant)));
  const taken = new Set<Grant>();
  return after.flatMap((grant, index) => {
    if (same.has(canonicalJson(grant))) return [];
    const made = gone.find((other) => !taken.has(other) && isOneAsAnother(other, grant));
    if (made !== undefined) taken.add(made);
    const loosens = !isCovered(grant, before, today) || isApprovedByAnother(grant, made, today);
    return [{ grant, index, ...(made !== undefined && { before: made }), loosens }];
  });
}

/** What is to be said of grants that were added, changed or removed. */
export function grantRemarks(base: Project | undefined, head: Project, today: string): readonly PolicyRemark[] {
  const changed = changedGrants(base, head, today);
  const kept = new Set([...(head.grants ?? []).map(canonicalJson), ...changed.map(({ before }) => canonicalJson(before))]);
  const removed = (base?.grants ?? []).filter((grant) => !kept.has(canonicalJson(grant)));
  return [
    ...changed.map((each) => ({
      text: each.before === undefined ? added(each.grant) : altered(each.before, each.grant),
      loosens: each.loosens,
      path: ["grants", each.index],
    })),
    ...removed.map((grant) => ({ text: `takes back the grant for ${subject(grant)}`, loosens: false, path: ["grants"] })),
  ];
}

function isOneAsAnother(one: Grant, other: Grant): boolean {
  if (one.template !== other.template || !one.fields.some((field) => other.fields.includes(field))) return false;
  if (one.extracts === undefined || other.extracts === undefined) return true;
  return one.extracts.some((name) => other.extracts?.includes(name));
}

function isApprovedByAnother(grant: Grant, before: Grant | undefined, today: string): boolean {
  return before !== undefined && before.approvedBy !== grant.approvedBy && !isExpired(grant, today);
}

/** Whether grants in force let all of it be read already, for as long. */
function isCovered(grant: Grant, before: readonly Grant[], today: string): boolean {
  if (isExpired(grant, today)) return true;
  const inForce = before.filter((other) => {
    return other.template === grant.template && !isExpired(other, today) && other.until >= grant.until;
  });
  return grant.fields.every((field) => {
    const of = inForce.filter((other) => other.fields.includes(field));
    if (of.some(({ extracts }) => extracts === undefined)) return true;
    return grant.extracts?.every((name) => of.some(({ extracts }) => extracts?.includes(name))) ?? false;
  });
}

function added(grant: Grant): string {
  const { approvedBy, until, reason } = grant;
  return `adds a grant: ${subject(grant)} in the clear until ${until}, approved by ${shown(approvedBy)} (${shown(reason)})`;
}

function altered(before: Grant, after: Grant): string {
  const fields = after.fields.filter((field) => !before.fields.includes(field));
  const extracts =
    before.extracts === undefined ? [] : (after.extracts?.filter((name) => !before.extracts?.includes(name)) ?? []);
  const widened = before.extracts !== undefined && after.extracts === undefined;
  const parts = [
    ...(fields.length > 0 ? [`adds ${listed(fields)}`] : []),
    ...(widened ? ["holds for all extracts"] : []),
    ...(extracts.length > 0 ? [`adds ${listed(extracts)}`] : []),
    ...(before.until === after.until ? [] : [`ends on ${after.until} in place of ${before.until}`]),
    ...(before.approvedBy === after.approvedBy
      ? []
      : [`is approved by ${shown(after.approvedBy)} in place of ${shown(before.approvedBy)}`]),
    ...(before.reason === after.reason ? [] : ["has another reason"]),
  ];
  return `changes the grant for ${subject(before)}: ${parts.length === 0 ? "it covers less" : joined(parts)}`;
}

function subject({ fields, template, extracts }: Grant): string {
  return `${listed(fields)} of ${shown(template)} for ${extracts === undefined ? "all extracts" : listed(extracts)}`;
}

import { isDeepStrictEqual } from "node:util";
import type { Project } from "../../../../schemas/generated/documents.ts";
import { defaults } from "../../load/defaults.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { Comparison, Dialects, ExtractPair } from "../comparison.ts";
import { mayBeSame, type Origin, originKey } from "../lineage/origin.ts";
import type { Origins } from "../lineage/source-origins.ts";
import type { Exposure } from "../plan-report.ts";
import { isSameText, type Side } from "./counterpart.ts";
import { type ExposedValue, type Exposing, exposedValues } from "./exposed-values.ts";
import { moreRows } from "./more-rows.ts";
import { type Catalogue, originsOf } from "./origins-of.ts";
import { readersOf } from "./readers.ts";
import { valuesOf } from "./values-of.ts";
import { whyExposed } from "./why.ts";

/**
 * The personal data of an extract that become readable, or readable by more people, when a change is merged. A value is known by
 * the columns of the warehouse that it reads, not by its name; what holds personal data is said by the templates of both states
 * together, so that a change can't take a class away. Where nobody can say what is read, that counts as exposed. What is masked
 * as the base's policy masks its class is no exposure.
 *
 * @param catalogue What is known of the columns that `exposable` names.
 */
export async function exposuresOf(
  { base, head }: ExtractPair,
  comparison: Comparison,
  dialects: Dialects,
  catalogue: Catalogue,
): Promise<readonly Exposure[]> {
  if (head === undefined || (base !== undefined && isReadAlike(base, head))) return [];
  const { today } = comparison;
  const origins = await originsOf(head.template, dialects.each);
  const templateBefore = comparison.base.loaded.templates.get(head.template.name)?.value;
  const policy = comparison.base.loaded.project?.value ?? nothingAllowed(head.project);
  const around = {
    ...(base !== undefined && { before: { extract: base, side: await sideOf(base, dialects, today) } }),
    ...(templateBefore !== undefined && { templateBefore }),
    policy,
    catalogue,
    today,
  };
  const under = (extract: ResolvedExtract): readonly ExposedValue[] => {
    return exposedValues({ ...around, extract, side: { template: head.template, values: valuesOf(extract, origins, today) } });
  };
  const found = under(head);
  if (found.length === 0) return [];
  const without = head.project === policy ? found : under(underPolicy(head, base, policy));
  const anyway = new Set(without.map(keyOf));
  const before = templateBefore && (await originsOf(templateBefore, dialects.each));
  return found.map((exposed) => {
    const byOwnPolicy = !anyway.has(keyOf(exposed));
    const granted =
      !byOwnPolicy && isGranted(exposed, { ...around, head, ...(base !== undefined && { base }) }, comparison, before);
    return exposureOf(exposed, head, byOwnPolicy, granted);
  });
}

/** The columns that the head's extract may expose. */
export async function exposable({ base, head }: ExtractPair, dialects: Dialects): Promise<readonly Origin[]> {
  if (head === undefined || (base !== undefined && isReadAlike(base, head))) return [];
  const origins = await originsOf(head.template, dialects.each);
  return [...origins.values()].flatMap(({ columns }) => columns);
}

/** Whether what can be read, and by whom, depends on nothing that differs: on when it runs only how many rows there are does. */
function isReadAlike(base: ResolvedExtract, head: ResolvedExtract): boolean {
  return isDeepStrictEqual(readable(base), readable(head)) && moreRows(base, head).length === 0;
}

function readable({ schedule: _, window: _window, operation: _operation, file: _file, ...rest }: ResolvedExtract): unknown {
  return rest;
}

function exposureOf(exposed: ExposedValue, head: ResolvedExtract, byOwnPolicy: boolean, granted: boolean): Exposure {
  const { value, personal, pii, how, readers, guessed } = exposed;
  const from = personal.length === 0 ? value.columns : personal;
  return {
    ...(head.event !== undefined && { event: head.event.type }),
    column: value.column + value.way,
    field: value.field,
    pii: pii ?? "unknown",
    from: from.map(originKey),
    how,
    why: whyExposed(exposed),
    readers: readers?.readers ?? readersOf(head),
    byOwnPolicy,
    ...(granted && { granted }),
    ...(guessed && { guessed }),
  };
}

async function sideOf(extract: ResolvedExtract, dialects: Dialects, today: string): Promise<Side> {
  const { template } = extract;
  return { template, values: valuesOf(extract, await originsOf(template, dialects.each), today) };
}

/** What is exposed, how far, and to which new readers; the kind depends on the policy. */
function keyOf({ value, readers, endedBefore, more }: ExposedValue): string {
  const { column, way, compared, sight } = value;
  return JSON.stringify([column, way, compared, sight, readers?.how, endedBefore !== undefined, more !== undefined]);
}

/** The extract as it would be if datafeed.yaml stayed as it is: its masks and grants, its warehouses and its destination. */
function underPolicy(head: ResolvedExtract, base: ResolvedExtract | undefined, policy: Project): ResolvedExtract {
  const [byDefault, before] = [destinationOf(head.project), destinationOf(policy)];
  const inherits = head.output.to === byDefault && (base === undefined || base.output.to === before);
  const product = Object.hasOwn(policy.products, head.product.id) ? policy.products[head.product.id] : undefined;
  return {
    ...head,
    project: policy,
    output: inherits ? { ...head.output, to: before } : head.output,
    product: { ...head.product, warehouse: product?.warehouse ?? head.product.warehouse },
  };
}

function destinationOf(project: Project): string {
  return project.defaults?.to ?? defaults.to;
}

/** Without a policy in the base nothing has been approved. */
function nothingAllowed({ grants: _, masking: _masking, users: _users, ...project }: Project): Project {
  return { ...project, users: {} };
}

interface Granting extends Pick<Exposing, "templateBefore"> {
  readonly head: ResolvedExtract;
  readonly base?: ResolvedExtract;
}

/**
 * Whether somebody has approved it before: the base's grant means this extract, by the name that it had there, and a field that
 * read the same columns. A name alone is no approval: whoever takes over a granted one takes no grant with it.
 */
function isGranted(
  { value, personal, readers, endedBefore }: ExposedValue,
  { head, base, templateBefore }: Granting,
  comparison: Comparison,
  before: Origins | undefined,
): boolean {
  const { grant } = value;
  if (grant === undefined || readers !== undefined || endedBefore !== undefined) return false;
  const isNamed = base?.name === head.name && readIn(comparison, head).has(head.template.name);
  if (grant.extracts !== undefined && !isNamed) return false;
  if (templateBefore === undefined || before === undefined) return false;
  if (value.unknown !== undefined) return isSameText(head.template, value.field, templateBefore, value.field);
  const columns = before.get(value.field)?.columns ?? [];
  const read = personal.length === 0 ? value.columns : personal;
  return read.every((origin) => {
    return columns.some((other) => other.column === origin.column && mayBeSame(other.relation, origin.relation));
  });
}

/** The templates that the extract or the feed of this name reads in the base. */
function readIn({ base: { loaded } }: Comparison, { name, event }: ResolvedExtract): ReadonlySet<string> {
  const extract = loaded.extracts.get(name);
  const read = event === undefined ? [extract] : (loaded.feeds.get(name)?.events ?? []).map((each) => each.extract);
  return new Set(read.flatMap((each) => each?.template.name ?? []));
}

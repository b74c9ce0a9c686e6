import type { Template } from "../../../schemas/generated/documents.ts";
import { allDialects } from "../load/dialect-texts.ts";
import type { ResolvedExtract } from "../load/project-documents.ts";
import type { Dialect } from "../load/types.ts";
import type { Dialects } from "./comparison.ts";
import type { ProjectState } from "./project-state.ts";

/**
 * The dialects for which an extract is shown: the one that connections say, and behind it, where those are the author's own, the
 * others for which its template has a text of their own in either state. All three where no connections say it.
 *
 * @param other The same extract in the other state.
 */
export function dialectsOf(
  state: ProjectState,
  extract: ResolvedExtract | undefined,
  other: ResolvedExtract | undefined,
): Dialects {
  const said = saidBy(state, extract?.product.warehouse ?? "");
  if (said === undefined) return { known: false, each: allDialects };
  if (state.trusted === true) return { known: true, each: [said] };
  const texts = new Set([extract, other].flatMap((one) => [...(one === undefined ? [] : ownTexts(one.template))]));
  return { known: true, each: [said, ...allDialects.filter((dialect) => dialect !== said && texts.has(dialect))] };
}

/**
 * The dialects in which what an extract reads is judged: the one that the operator's connections say, else all. The author's
 * could name a dialect in which its query looks harmless.
 */
export function judgedDialects(state: ProjectState, extract: ResolvedExtract | undefined): Dialects {
  const said = state.trusted === true ? saidBy(state, extract?.product.warehouse ?? "") : undefined;
  return said === undefined ? { known: false, each: allDialects } : { known: true, each: [said] };
}

function saidBy({ connections }: ProjectState, warehouse: string): Dialect | undefined {
  return Object.hasOwn(connections?.warehouses ?? {}, warehouse) ? connections?.warehouses[warehouse]?.type : undefined;
}

const known = new WeakMap<Template, ReadonlySet<Dialect>>();

/** The dialects for which a template has a text that is theirs alone. */
function ownTexts(template: Template): ReadonlySet<Dialect> {
  const texts = known.get(template) ?? new Set(textsIn(template));
  known.set(template, texts);
  return texts;
}

function textsIn(value: unknown): readonly Dialect[] {
  if (typeof value !== "object" || value === null) return [];
  const entries = Object.entries(value);
  const isByDialect = entries.every(([key, text]) => typeof text === "string" && isDialect(key));
  return isByDialect ? entries.map(([key]) => key as Dialect) : entries.flatMap(([, inner]) => textsIn(inner));
}

function isDialect(key: string): boolean {
  return allDialects.some((dialect) => dialect === key);
}

import type { Grant, PiiClass, Project } from "../../../../schemas/generated/documents.ts";
import { highestOf, rankOf } from "../../load/column-classes.ts";
import { fieldOf } from "../../load/field-types.ts";
import { classMask, grantFor } from "../../load/grants.ts";
import { piiClassOf } from "../../load/pii.ts";
import type { ResolvedExtract, Template } from "../../load/project-documents.ts";
import { classOfOrigin } from "../lineage/classes-by-origin.ts";
import { mayBeSame, type Origin } from "../lineage/origin.ts";
import type { ExposureKind } from "../plan-report.ts";
import { counterpartOf, type Side } from "./counterpart.ts";
import { moreRows } from "./more-rows.ts";
import { type Catalogue, isRead } from "./origins-of.ts";
import { type NewReaders, newReaders } from "./readers.ts";
import { clear, sightThrough } from "./sight.ts";
import type { ReadValue } from "./values-of.ts";

/** An extract of the head under some policy, and what it is compared with. */
export interface Exposing {
  readonly extract: ResolvedExtract;
  readonly side: Side;
  readonly before?: { readonly extract: ResolvedExtract; readonly side: Side };
  /** The base's policy. */
  readonly policy: Project;
  /** The base's template of the extract's template's name. */
  readonly templateBefore?: Template;
  readonly catalogue: Catalogue;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
}

/** A value with personal data that becomes readable, or readable by more people. */
export interface ExposedValue {
  readonly value: ReadValue;
  readonly before?: ReadValue;
  /** Undefined: nobody can say what it reads. */
  readonly pii?: PiiClass;
  /** The columns that are known to hold it. */
  readonly personal: readonly Origin[];
  readonly how: ExposureKind;
  /** New readers of what was readable before. */
  readonly readers?: NewReaders;
  /** Why there may be more rows of what was readable before. */
  readonly more?: readonly string[];
  /** The grant of before, which ends earlier. */
  readonly endedBefore?: Grant;
  readonly guessed?: true;
}

/** The values of a side that somebody can read more of than before. */
export function exposedValues(exposing: Exposing): readonly ExposedValue[] {
  const found = exposing.side.values.flatMap((value) => exposuresOfValue(exposing, value));
  const inFile = new Set(found.flatMap(({ value }) => (value.compared ? [] : [value.field])));
  const inItems = new Set(found.flatMap(({ value }) => (value.way === "" ? [] : [value.column])));
  // What is said of a column in the file is not said again of what orders the rows, nor of JSON when its items say it.
  return found.filter(({ value }) => {
    if (value.compared) return !inFile.has(value.field);
    return value.way !== "" || !inItems.has(value.column);
  });
}

function exposuresOfValue(exposing: Exposing, value: ReadValue): readonly ExposedValue[] {
  if (value.sight === 0) return [];
  const { before, side, policy } = exposing;
  const held = whatItHolds(exposing, value);
  if (held === undefined) return [];
  const asked = held.personal.length > 0 ? held.personal : value.columns;
  const counterpart = before && counterpartOf(value, asked, side, before.side);
  const exposed = (how: ExposureKind, rest: Partial<ExposedValue> = {}): ExposedValue => {
    return { value, ...held, how, ...(counterpart !== undefined && { before: counterpart }), ...rest };
  };
  if (before === undefined || counterpart === undefined) {
    const allowed = value.sight === clear ? 0 : sightThrough(classMask(policy, held.pii ?? "sensitive"), true);
    return value.sight <= allowed ? [] : [exposed(kindOfNew(exposing, value, held))];
  }
  if (value.sight > counterpart.sight) return [exposed(kindOfRaised(exposing, value, counterpart, held.pii))];
  if (value.sight < clear) return [];
  const { grant } = counterpart;
  // Without its class it would stay readable when the grant ends.
  if (grant !== undefined && value.grant === undefined && rankOf(value.own) < rankOf(held.pii))
    return [exposed("class-removed")];
  const longer = grant !== undefined && value.grant !== undefined && value.grant.until > grant.until;
  const readers = newReaders(before.extract, exposing.extract, policy);
  const isKnown = value.compared === undefined && held.pii !== undefined && held.guessed === undefined;
  const more = isKnown ? moreRows(before.extract, exposing.extract) : [];
  return [
    ...(longer ? [exposed("grant-added", { endedBefore: grant })] : []),
    ...readers.map((each) => exposed(each.how, { readers: each })),
    ...(more.length > 0 ? [exposed("more-rows", { more })] : []),
  ];
}

type Held = Pick<ExposedValue, "pii" | "personal" | "guessed">;

/** What a value holds: the highest class that its own template or the columns' other readers know. Undefined: nothing personal. */
function whatItHolds(exposing: Exposing, value: ReadValue): Held | undefined {
  const { catalogue } = exposing;
  const classified = value.columns.flatMap((origin) => {
    const pii = classOfOrigin(catalogue.classes, origin);
    return pii === undefined ? [] : [{ origin, pii }];
  });
  const highest = highestOf([value.own, ...classified.map(({ pii }) => pii)]);
  if (highest !== "none") return { pii: highest, personal: classified.map(({ origin }) => origin) };
  if (value.unknown !== undefined) return { personal: [] };
  const guesses = value.columns.flatMap((origin) => {
    const pii = classByName(catalogue, origin);
    return pii === undefined ? [] : [{ origin, pii }];
  });
  const stated = statedBefore(exposing, value);
  const pii = highestOf([stated, ...guesses.map((guess) => guess.pii)]);
  if (pii === "none") return undefined;
  // The field had the class, and reads a column of the same name: it is more than a guess.
  const sure = stated !== undefined && guesses.length > 0;
  return { pii, personal: guesses.map(({ origin }) => origin), ...(!sure && { guessed: true }) };
}

/** The class that the base's template gives to the field. */
function statedBefore({ templateBefore }: Exposing, { field, way, beside }: ReadValue): PiiClass | undefined {
  if (templateBefore === undefined || way !== "") return undefined;
  const written = fieldOf(templateBefore, field);
  const hadItems = written?.object !== undefined || written?.nested !== undefined;
  return beside && hadItems ? written.pii : piiClassOf(templateBefore, field);
}

/** A column that nobody has read before may hold what others of its name hold: in a view, in a copy. */
function classByName({ byName, read }: Catalogue, origin: Origin): PiiClass | undefined {
  return isRead(read, origin) ? undefined : byName.get(origin.column);
}

/** How a value comes to be readable that the base does not have. */
function kindOfNew(exposing: Exposing, value: ReadValue, { pii, personal, guessed }: Held): ExposureKind {
  const { before, policy, extract } = exposing;
  if (pii === undefined) return "unknown-origin";
  if (rankOf(value.own) < rankOf(pii)) {
    if (rankOf(statedBefore(exposing, value)) >= rankOf(pii)) return "class-removed";
    return guessed ? "new-column" : "second-alias";
  }
  if (value.sight < clear) return "mask-weakened";
  if (grantIn(policy, extract, value, exposing.today) === undefined) return "grant-added";
  const readable = before?.side.values.some(({ sight, columns }) => {
    return sight === clear && personal.length > 0 && personal.every((origin) => columns.some((other) => isSame(other, origin)));
  });
  return readable ? "second-alias" : "new-column";
}

/** How more can be seen of a value that the base has, too. */
function kindOfRaised(
  { before, policy, today }: Exposing,
  value: ReadValue,
  counterpart: ReadValue,
  pii: PiiClass | undefined,
): ExposureKind {
  if (rankOf(value.own) < rankOf(pii)) return "class-removed";
  if (value.sight < clear) return "mask-weakened";
  if (counterpart.asked === undefined && value.grant !== undefined) return "grant-added";
  const granted = before && grantIn(policy, before.extract, counterpart, today);
  return value.grant !== undefined && granted === undefined ? "grant-added" : "mask-removed";
}

function grantIn(project: Project, extract: ResolvedExtract, { field }: ReadValue, today: string): Grant | undefined {
  return grantFor(project, { extract: extract.name, template: extract.template.name, field }, today);
}

function isSame(one: Origin, other: Origin): boolean {
  return one.column === other.column && mayBeSame(one.relation, other.relation);
}

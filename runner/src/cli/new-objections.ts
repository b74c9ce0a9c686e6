import { didYouMean } from "../load/did-you-mean.ts";
import type { LoadedProject } from "../load/project-documents.ts";
import { shown } from "../load/shown-value.ts";
import { isZone, zoneHint } from "../load/zones.ts";
import type { Objection } from "./ask.ts";

/** A name for a new extract: one that files can have, and that nothing else has. */
export function nameObjection({ extracts, feeds }: Pick<LoadedProject, "extracts" | "feeds">): Objection {
  const taken = new Set([...extracts.keys(), ...feeds.keys()].map((name) => name.toLowerCase()));
  return (name) => {
    if (!/^[A-Za-z0-9_-]([A-Za-z0-9 _-]*[A-Za-z0-9_-])?$/.test(name) || name.length > 100) {
      return "Expected 1 to 100 letters, digits, spaces, dashes and underscores.";
    }
    return taken.has(name.toLowerCase()) ? `The name ${shown(name)} is taken.` : undefined;
  };
}

export function zoneObjection(zone: string): string | undefined {
  if (isZone(zone)) return undefined;
  return [`There is no time zone ${shown(zone)}.`, zoneHint(zone)].filter(Boolean).join(" ");
}

/** A time of day, as schedules write it. */
export function clockObjection(text: string): string | undefined {
  return /^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(text) ? undefined : "Expected HH:mm, from 00:00 to 23:59.";
}

export function timeObjection(text: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}/.test(text) ? undefined : "Expected YYYY-MM-DD or YYYY-MM-DDTHH:mm.";
}

/** Field names with commas between them, or `all`; `known` are those of the template, none of one that there is not. */
export function fieldsObjection(known: readonly string[]): Objection {
  return (text) => {
    if (text.trim() === "all" || known.length === 0) return undefined;
    const strange = splitNames(text).find((name) => !known.includes(name));
    if (strange === undefined) return undefined;
    return `There is no field ${shown(strange)}. ${didYouMean(strange, known) ?? `There are: ${known.join(", ")}.`}`;
  };
}

export function splitNames(text: string): [string, ...string[]] {
  const [first = "", ...rest] = text.split(",").map((name) => name.trim());
  return [first, ...rest];
}

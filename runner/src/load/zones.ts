import { Temporal } from "temporal-polyfill";
import { didYouMean } from "./did-you-mean.ts";

let known: ReadonlyMap<string, string> | undefined;
const checked = new Map<string, boolean>();

/** Whether the text is an IANA zone as the database writes it: offsets such as `+01:00` and other cases are none. */
export function isZone(text: string): boolean {
  let answer = checked.get(text);
  if (answer === undefined) {
    answer = check(text);
    checked.set(text, answer);
  }
  return answer;
}

/** The zones that a document may name, by their names in the IANA database, links left out. */
export function zoneNames(): readonly string[] {
  return [...zones().values()];
}

/** A hint for a zone that does not exist. */
export function zoneHint(text: string): string {
  const city = [...zones().values()].find((zone) => zone.toLowerCase().endsWith(`/${text.toLowerCase().replaceAll(" ", "_")}`));
  return didYouMean(city ?? text, zones().values()) ?? "Write an IANA zone such as `America/Chicago` or `UTC`.";
}

function check(text: string): boolean {
  const canonical = zones().get(text.toLowerCase());
  if (canonical !== undefined) return canonical === text;
  // Links such as `US/Central`, which the list leaves out. Temporal decides, since it computes the windows: Intl takes
  // abbreviations (`CST`, `IST`), which mean different zones to different people and which Temporal refuses.
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/.test(text)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return true;
  } catch {
    return false;
  }
}

function zones(): ReadonlyMap<string, string> {
  known ??= new Map(["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => [zone.toLowerCase(), zone]));
  return known;
}

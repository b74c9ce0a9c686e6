import type { InstantPrecision } from "../../load/types.ts";
import { civilFromDays, daysFromCivil, digits } from "./calendar.ts";
import { NotCanonical } from "./not-canonical.ts";
import { type OffsetLookup, zoneOffsets } from "./zone-offsets.ts";

const form = /^(\d{4,6})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?)?( BC)?$/;

interface Moment {
  readonly epochSeconds: number;
  /** Digits after the second, as many as were written. */
  readonly fraction: string;
}

/**
 * Reads what PostgreSQL (`2026-03-17 07:00:00.12+00`), JSON (`…T07:00:00.12+00:00`) and this room itself write. Without an
 * offset it is UTC: the session's zone is, and a plain timestamp holds UTC by the template's word.
 */
function readMoment(text: string): Moment {
  const match = form.exec(text);
  if (match === null || match[4] === undefined) throw notAMoment(text);
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "", fraction = "", offset = "", era] = match;
  if (era !== undefined || year.length > 4) throw new NotCanonical("a year outside 1 to 9999");
  const days = daysFromCivil(Number(year), Number(month), Number(day));
  const wall = days * 86400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return { epochSeconds: wall - offsetSeconds(offset), fraction };
}

function offsetSeconds(offset: string): number {
  if (offset === "" || offset === "Z") return 0;
  const [hours = "", minutes = "0", seconds = "0"] = offset.slice(1).match(/\d\d/g) ?? [];
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return offset.startsWith("-") ? -size : size;
}

function notAMoment(text: string): NotCanonical {
  return /^-?infinity$/i.test(text.trim()) ? new NotCanonical("an infinite time") : new NotCanonical("text that is not a time");
}

/** Cut, not rounded: a published value never lies after the moment that it names. */
function fractionText(fraction: string, precision: InstantPrecision): string {
  return precision === 0 ? "" : `.${fraction.padEnd(precision, "0").slice(0, precision)}`;
}

function wallClock(epochSeconds: number): string {
  const days = Math.floor(epochSeconds / 86400);
  const [year, month, day] = civilFromDays(days);
  if (year < 1 || year > 9999) throw new NotCanonical("a year outside 1 to 9999");
  const rest = epochSeconds - days * 86400;
  const time = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60].map((part) => digits(part, 2)).join(":");
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}T${time}`;
}

/** `2026-03-17T07:00:00.120000Z`. */
export function canonicalInstant(text: string, precision: InstantPrecision): string {
  const { epochSeconds, fraction } = readMoment(text);
  return `${wallClock(epochSeconds)}${fractionText(fraction, precision)}Z`;
}

/** Prints instants as wall clock of a zone with its offset: `2026-03-17T02:00:00.120000-05:00`. */
export interface LocalClock {
  readonly offsets: OffsetLookup;
  print(text: string, precision: InstantPrecision): string;
  /** Seconds since 1970 of an instant's text; undefined when it has none. */
  epochSeconds(text: string): number | undefined;
}

/** Makes the clock of a zone. */
export function localClock(timezone: string): LocalClock {
  const offsets = zoneOffsets(timezone);
  return {
    offsets,
    print(text, precision) {
      const { epochSeconds, fraction } = readMoment(text);
      const stretch = offsets(epochSeconds);
      return `${wallClock(epochSeconds + stretch.offsetSeconds)}${fractionText(fraction, precision)}${stretch.text}`;
    },
    epochSeconds(text) {
      try {
        return readMoment(text).epochSeconds;
      } catch {
        return undefined;
      }
    },
  };
}

/** `2026-03-17`. A timestamp at midnight, which some engines give for a date, is not one: the template would be wrong. */
export function canonicalDate(text: string): string {
  const match = form.exec(text);
  if (match === null || match[4] !== undefined) {
    if (/^-?infinity$/i.test(text)) throw new NotCanonical("an infinite date");
    throw new NotCanonical("text that is not a date");
  }
  if (match[9] !== undefined || match[1]?.length !== 4) throw new NotCanonical("a year outside 1 to 9999");
  return text;
}

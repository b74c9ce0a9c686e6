import { messageOf } from "../../../runner/src/errors/datafeed-error.ts";
import { isDeviceName, isZone, parseCron, zoneHint } from "../../../runner/src/language.ts";
import type { Translate } from "../form/translate.ts";

const namePattern = /^[A-Za-z0-9_-]([A-Za-z0-9 _-]*[A-Za-z0-9_-])?$/;
const longestName = 100;

/** Why an extract can't have a name; undefined when it can (SEEDS 31). `taken`: the names that are in use. */
export function nameObjection(name: string, taken: Iterable<string>, t: Translate): string | undefined {
  if (name === "") return t("Write a name.");
  if (name !== name.trim()) return t("A name has no space at its start or end.");
  if (name.length > longestName) return t("A name has at most {0} characters; this one has {1}.", longestName, name.length);
  if (!namePattern.test(name)) return t("A name has letters (A to Z), digits, spaces, dashes and underscores.");
  if (isDeviceName(name)) return t("{0} is the name of a device on Windows, where no file can have it.", name);
  for (const other of taken) {
    if (other === name) return t("There is an extract of this name already.");
    if (other.toLowerCase() === name.toLowerCase())
      return t("There is an extract {0}; names differ by more than their case.", other);
  }
  return undefined;
}

export function timeOfDayObjection(text: string, t: Translate): string | undefined {
  return /^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(text.trim())
    ? undefined
    : t("Write a time of day such as 06:00, from 00:00 to 23:59.");
}

export function dayOfMonthObjection(text: string, t: Translate): string | undefined {
  return /^([1-9]|[12][0-9]|3[01])$/.test(text.trim())
    ? undefined
    : t("Write a day from 1 to 31; 31 means the last of the month.");
}

export function cronObjection(text: string, t: Translate): string | undefined {
  try {
    parseCron(text.trim());
    return undefined;
  } catch (error) {
    return t("This is no cron expression: {0}", messageOf(error));
  }
}

export function zoneObjection(text: string): string | undefined {
  return isZone(text.trim()) ? undefined : zoneHint(text.trim()).replaceAll("`", "");
}

import type { DocumentFindings } from "./findings.ts";
import { shown } from "./shown-value.ts";

const deviceName = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

/** Whether Windows takes this for a device, whatever its extension. A file of this name could not be downloaded there. */
export function isDeviceName(name: string): boolean {
  return deviceName.test(name.split(".", 1)[0]?.trimEnd() ?? "");
}

/** A document's name becomes part of file names. */
export function checkName(findings: DocumentFindings, name: string): void {
  if (!isDeviceName(name)) return;
  findings.error("name-reserved", ["name"], `${shown(name)} is the name of a device on Windows, where no file can have it.`);
}

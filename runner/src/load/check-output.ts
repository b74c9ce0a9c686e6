import type { Output } from "../../../schemas/generated/documents.ts";
import { isDeviceName } from "./check-name.ts";
import { defaults } from "./defaults.ts";
import type { DocumentFindings } from "./findings.ts";
import { shown } from "./shown-value.ts";

/** The keys that belong to one format. */
const formatKeys: Readonly<Record<string, string>> = {
  delimiter: "csv",
  header: "csv",
  bom: "csv",
  formulas: "csv",
  pretty: "json",
};

/** Whether a key of the output means something for a format. */
export function isUsedBy(key: string, format: string): boolean {
  return (formatKeys[key] ?? format) === format;
}

/** What `{…}` in `output.path` may name. */
export const pathPlaceholders = ["product", "extract", "template", "year", "month", "day"] as const;

/** What the schema can't say of an extract's output. */
export function checkOutput(findings: DocumentFindings, output: Output): void {
  const format = output.format ?? defaults.format;
  for (const [key, owner] of Object.entries(formatKeys)) {
    if (!Object.hasOwn(output, key) || format === owner) continue;
    findings.errorAtKey(
      "key-unused",
      ["output", key],
      `${shown(key)} means nothing for ${shown(format)}; it belongs to ${shown(owner)}.`,
    );
  }
  if (format === "parquet" && output.compress !== undefined && output.compress !== "none") {
    findings.error("output-parquet", ["output", "compress"], "Parquet is compressed inside; expected `compress: none`.");
  }
  if (format === "parquet" && output.split !== undefined) {
    findings.errorAtKey("output-parquet", ["output", "split"], "A Parquet file is not split.");
  }
  if (output.path !== undefined) checkPath(findings, output.path);
}

function checkPath(findings: DocumentFindings, path: string): void {
  const place = ["output", "path"];
  const unknown = [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "").filter((name) => !isPlaceholder(name));
  for (const name of unknown) {
    const known = pathPlaceholders.map((word) => shown(`{${word}}`)).join(", ");
    findings.error("path-placeholder", place, `${shown(`{${name}}`)} is not known in a path; known are ${known}.`);
  }
  const reason = pathRefusal(path.replaceAll(/\{[^{}]*\}/g, "x"));
  if (reason !== undefined) {
    findings.error(
      "path-unsafe",
      place,
      `The path ${shown(path)} ${reason}.`,
      "Write folders below the destination, such as `{product}/{year}`.",
    );
  }
}

/** Why files can't go there, when it is sure whatever the placeholders stand for. */
function pathRefusal(path: string): string | undefined {
  if (path.includes("\\")) return "holds a backslash";
  if (/\p{Cc}/u.test(path)) return "holds a control character";
  if (/[<>:"|?*]/.test(path)) return "holds a character that Windows refuses";
  if (/[{}]/.test(path)) return "holds a brace that is not closed";
  if (path.startsWith("/")) return "is absolute";
  for (const folder of path.replace(/\/$/, "").split("/")) {
    if (folder === "") return "has an empty folder name";
    if (folder === "." || folder === "..") return "climbs out of its folder";
    if (/[ .]$/.test(folder)) return "has a folder whose name ends in a dot or a space";
    if (folder.startsWith(".")) return "has a folder whose name starts with a dot";
    if (isDeviceName(folder)) return "has a folder with the name of a device on Windows";
  }
  return undefined;
}

function isPlaceholder(name: string): boolean {
  return pathPlaceholders.some((known) => known === name);
}

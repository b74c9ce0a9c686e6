import { isSeq } from "yaml";
import { dialectTexts } from "../../load/dialect-texts.ts";
import { itemClassOf, piiClassOf } from "../../load/pii.ts";
import type { Template } from "../../load/project-documents.ts";
import { columnKey, readColumns } from "../../load/read-columns.ts";
import { scanSql } from "../../load/scan-sql.ts";
import { code } from "../markdown.ts";
import { nestedAround } from "../nested-place.ts";
import { asRecord } from "../template-view.ts";
import { scalarText } from "../yaml-text.ts";
import { addKeys, change } from "./make-fix.ts";
import { addEntries } from "./node-edits.ts";
import type { Finding, Fixer } from "./quick-fix.ts";
import { spotOf } from "./spot.ts";

/** What an expression reads, as far as the template knows the columns. */
export const fixExpressionFrom: Fixer = (finding) => {
  const { spot, around } = finding;
  const at = spot.path.lastIndexOf("expression");
  const field = at === -1 ? spot.path : spot.path.slice(0, at);
  const expression = around.value([...field, "expression"]);
  if (typeof expression !== "string" && (typeof expression !== "object" || expression === null)) return [];
  const words = new Set(dialectTexts(expression as never).flatMap(({ sql, dialects }) => [...scanSql(sql, dialects).words]));
  const columns = [...columnsOf(finding)].filter(([key]) => words.has(key)).map(([, column]) => column);
  const inFlow = (column: string) => scalarText(column, { flow: true });
  const list = spotOf(spot.document, [...field, "from"])?.value;
  if (!isSeq(list)) {
    return [addKeys(finding, field, new Map([["from", `[${columns.map(inFlow).join(", ")}]`]]), { preferred: true })];
  }
  const written = around.items([...field, "from"]).flatMap(({ text }) => text ?? []);
  const missing = columns.filter((column) => !written.some((other) => columnKey(other) === columnKey(column)));
  if (missing.length === 0) return [];
  const title = `Add ${missing.map(code).join(" and ")} to ${code("from")}`;
  return [{ title, edits: [addEntries(finding.file.text, list, missing.map(inFlow))], preferred: true }];
};

/** The columns that the template reads, as they are written, by how they are compared. */
function columnsOf(finding: Finding): ReadonlyMap<string, string> {
  return new Map(readColumns(templateOf(finding)).map(({ column }) => [columnKey(column), column]));
}

/** The class of personal data that the column has elsewhere in the template. */
export const fixUndeclaredPii: Fixer = (finding) => {
  const { spot } = finding;
  const pii = classAt(finding);
  if (pii === undefined || pii === "none") return [];
  const written = spotOf(spot.document, [...spot.path, "pii"])?.value;
  if (written != null) return [change(written, pii, true, { preferred: true })];
  return [addKeys(finding, spot.path, new Map([["pii", pii]]), { preferred: true, certain: true })];
};

/** The class of the field or item that a finding is about. */
function classAt(finding: Finding): string | undefined {
  const { spot, around } = finding;
  const template = templateOf(finding);
  if (spot.path.length === 2) return piiClassOf(template, String(spot.path[1]));
  const tables = nestedAround(spot.path).map((owner) => around.text([...owner, "table"]) ?? "");
  return itemClassOf(template, { item: asRecord(around.value(spot.path)), tables });
}

/** The template as it is written; what is asked of it here works on any mapping whose fields are mappings. */
function templateOf({ around }: Finding): Template {
  return around.value([]) as unknown as Template;
}

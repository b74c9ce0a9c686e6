import { isSeq } from "yaml";
import { dialectTexts } from "../../load/dialect-texts.ts";
import { columnKey, declaredColumns, piiClassOf } from "../../load/pii.ts";
import type { Template } from "../../load/project-documents.ts";
import { scanSql } from "../../load/scan-sql.ts";
import { code } from "../markdown.ts";
import { asRecord } from "../template-view.ts";
import { scalarText } from "../yaml-text.ts";
import { addKeys, change } from "./make-fix.ts";
import { addEntries } from "./node-edits.ts";
import type { Finding, Fixer } from "./quick-fix.ts";
import { spotOf } from "./spot.ts";

/** What an expression reads, as far as the template knows the columns. */
export const fixExpressionFrom: Fixer = (finding) => {
  const { spot, around } = finding;
  const field = spot.path.slice(0, 2);
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

/** The columns that fields read, as they are written, by how they are compared. */
function columnsOf(finding: Finding): ReadonlyMap<string, string> {
  const columns = Object.values(asRecord(templateOf(finding).fields)).flatMap((field) => {
    const column = asRecord(field)["column"];
    return typeof column === "string" ? [[columnKey(column), column] as const] : [];
  });
  return new Map(columns);
}

/** The class of personal data that the column has in another field. */
export const fixUndeclaredPii: Fixer = (finding) => {
  const { spot, around } = finding;
  const field = String(spot.path[1]);
  const template = templateOf(finding);
  const pii =
    declaredColumns(template).get(columnKey(around.text(["fields", field, "column"]) ?? "")) ?? piiClassOf(template, field);
  if (pii === undefined || pii === "none") return [];
  const written = spotOf(spot.document, ["fields", field, "pii"])?.value;
  if (written != null) return [change(written, pii, true, { preferred: true })];
  return [addKeys(finding, ["fields", field], new Map([["pii", pii]]), { preferred: true, certain: true })];
};

/** The template as it is written; what is asked of it here works on any mapping whose fields are mappings. */
function templateOf({ around }: Finding): Template {
  return around.value([]) as unknown as Template;
}

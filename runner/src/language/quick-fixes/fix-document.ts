import { isScalar } from "yaml";
import { checkOutput, pathPlaceholders } from "../../load/check-output.ts";
import { nearest } from "../../load/did-you-mean.ts";
import { DocumentPlaces, FileNodes } from "../../load/document-places.ts";
import { DocumentFindings, Findings } from "../../load/findings.ts";
import { SourceText } from "../../load/source-text.ts";
import { composed } from "../composed.ts";
import { writtenText } from "../document-around.ts";
import { scalarText } from "../yaml-text.ts";
import { addKeys, change, removeItem, removeKey, rewrite } from "./make-fix.ts";
import type { Finding, Fixer, QuickFix } from "./quick-fix.ts";
import { spotOf } from "./spot.ts";

/** Two columns with one name: the same entry again goes, another gets a name of its own. */
export const fixColumnDuplicate: Fixer = (finding) => {
  const { spot, around } = finding;
  const written = around.items(["fields"]).map(({ index, text }) => {
    const field = text ?? around.text(["fields", index, "field"]) ?? "";
    return { index, field, as: around.text(["fields", index, "as"]) ?? field };
  });
  const own = written.find(({ index }) => index === spot.path.at(-1));
  if (own === undefined) return [];
  const others = written.filter((other) => other !== own);
  const taken = others.map(({ as }) => as.toLowerCase());
  const same = others.some(({ index, field, as }) => index < own.index && field === own.field && as === own.as);
  let number = 2;
  while (taken.includes(`${own.as} ${number}`.toLowerCase())) number += 1;
  const name = `${own.as} ${number}`;
  return [same ? removeItem(finding, { preferred: true, certain: true }) : undefined, withName(finding, name)];
};

function withName(finding: Finding, name: string) {
  const { spot } = finding;
  const title = `Name the column ${scalarText(name, { flow: false })}`;
  if (isScalar(spot.value)) {
    const field = scalarText(writtenText(spot.value), { flow: true });
    return rewrite(spot.value, `{ field: ${field}, as: ${scalarText(name, { flow: true })} }`, title, { fillIn: true });
  }
  const as = spotOf(spot.document, [...spot.path, "as"]);
  const fix =
    as === undefined
      ? addKeys(finding, spot.path, new Map([["as", scalarText(name, { flow: true })]]))
      : change(as.value, name, as.flow);
  return fix && { ...fix, title, fillIn: true as const };
}

/** A name that another document has, or a device. */
export const fixDocumentName: Fixer = ({ spot, kind, project }) => {
  if (!isScalar(spot.value)) return [];
  const { extracts, feeds, templates, schedules } = project;
  // Extracts and feeds share their names.
  const readers = [...extracts.keys(), ...feeds.keys()];
  const names = { Extract: readers, Feed: readers, Template: templates.keys(), Schedule: schedules.keys() }[kind as "Extract"];
  const taken = new Set([...(names ?? []), ...project.unsound.map(({ name }) => name)].map((name) => name.toLowerCase()));
  const name = writtenText(spot.value);
  let other = `${name}-${kind.toLowerCase()}`;
  for (let number = 2; taken.has(other.toLowerCase()); number++) other = `${name}-${number}`;
  return [change(spot.value, other, spot.flow, { fillIn: true })];
};

/** An id that another document has: a copied document needs none. A feed without one is known by its name, which is changed. */
export const fixDocumentId: Fixer = (finding) => {
  if (finding.spot.path.at(-1) === "name") return fixDocumentName(finding);
  return [removeKey({ ...finding, spot: { ...finding.spot, atKey: true } }, { preferred: true })];
};

/** Parquet is compressed inside. */
export const fixParquet: Fixer = (finding) => {
  const { spot } = finding;
  if (spot.path.at(-1) !== "compress") return [removeKey(finding, { preferred: true })];
  return [
    change(spot.value, "none", spot.flow, { preferred: true }),
    removeKey({ ...finding, spot: { ...spot, atKey: true } }),
  ];
};

/** A path of an output, as far as it can be mended by letters alone. */
export const fixOutputPath: Fixer = ({ spot }) => {
  if (!isScalar(spot.value)) return [];
  const path = writtenText(spot.value);
  const mended = path
    .replaceAll("\\", "/")
    .replace(/^\/+/, "")
    .replace(/\{([^{}]*)\}/g, (written, name: string) => {
      const near = nearest(name, pathPlaceholders);
      return near === undefined ? written : `{${near}}`;
    });
  return mended !== path && isSafePath(mended) ? [change(spot.value, mended, spot.flow, { preferred: true })] : [];
};

function isSafePath(path: string): boolean {
  const findings = new DocumentFindings(new Findings(), new DocumentPlaces(new FileNodes(new SourceText("", "")), 0));
  checkOutput(findings, { path });
  return path !== "" && !findings.failed;
}

/** A grant that is over. */
export const fixExpiredGrant: Fixer = (finding) => {
  const entry = spotOf(finding.spot.document, finding.spot.path.slice(0, 2));
  const fix = entry && removeItem({ ...finding, spot: entry });
  return [fix && { ...fix, title: "Remove the grant" }];
};

/** Tabs at the beginning of lines, which YAML does not take. */
export function fixTabs(text: string, offset: number): QuickFix | undefined {
  const errors = composed(text).flatMap((document) => document.errors);
  if (!errors.some(({ code, pos }) => code === "TAB_AS_INDENT" && pos[0] === offset)) return undefined;
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  if (text.slice(start, offset).trim() !== "") return undefined;
  // Lines that begin with a tab can be part of no text; another is only mended where the finding is.
  const blanks = [...text.matchAll(/^[ \t]*\t[ \t]*/gm)].filter(({ 0: blank, index }) => blank[0] === "\t" || index === start);
  const edits = blanks.map(({ 0: blank, index }) => {
    return { start: index, end: index + blank.length, text: blank.replaceAll("\t", "  ") };
  });
  return { title: "Indent with spaces", edits, preferred: true, certain: true };
}

import { pathToFileURL } from "node:url";
import { entryOf } from "../client/mend.ts";
import type { Diagnostic, Range } from "../errors/diagnostic.ts";
import { loadErrors } from "../load/errors.ts";
import { version } from "../version.ts";
import type { RepositoryPath } from "./repository-path.ts";

/**
 * Findings as SARIF 2.1.0 (OASIS), for code scanning and other tools that read it: in the order given, and what each code means
 * as its rule. Places count as in editors: columns in UTF-16 code units, the end is after the last one.
 */
export function sarifLog(diagnostics: readonly Diagnostic[], pathOf: RepositoryPath) {
  const codes = [...new Set(diagnostics.map(({ code }) => code))];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Datafeed", version, rules: codes.map(rule) } },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((diagnostic) => result(diagnostic, codes.indexOf(diagnostic.code), pathOf)),
      },
    ],
  };
}

function rule(code: string) {
  const entry = entryOf(code, [loadErrors]);
  if (entry === undefined) return { id: code };
  return { id: code, shortDescription: { text: entry.meaning }, help: { text: entry.mend } };
}

function result({ code, severity, message, hint, file, range }: Diagnostic, ruleIndex: number, pathOf: RepositoryPath) {
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: hint === undefined ? message : `${message} ${hint}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: location(file, pathOf),
          ...(range === undefined ? {} : { region: region(range) }),
        },
      },
    ],
  };
}

function location(file: string, pathOf: RepositoryPath) {
  const path = pathOf(file);
  if (path === undefined) return { uri: pathToFileURL(file).href };
  return { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}

function region({ start, end }: Range) {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

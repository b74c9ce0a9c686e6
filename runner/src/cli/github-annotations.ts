import type { Position } from "../errors/diagnostic.ts";
import type { RepositoryPath } from "./repository-path.ts";

/** Something to say at a place of the repository: a diagnostic, a finding of a plan, a test that failed. */
export interface Annotation {
  readonly severity: "error" | "warning";
  /** Becomes the title. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** Relative to the project. */
  readonly file?: string;
  readonly range?: Stretch;
}

/** Lines and columns count from 1; the end is after the last column. */
interface Stretch {
  readonly start: Pick<Position, "line" | "column">;
  readonly end: Pick<Position, "line" | "column">;
}

/**
 * A workflow command, which GitHub's runner turns into an annotation of the pull request:
 * `::error file=…,line=…,col=…,endColumn=…,title=code::message`. It is one line, whatever documents hold, so that nothing in it
 * is taken for a command of its own. GitHub shows ten errors and ten warnings of a step; the rest stand in its log.
 */
export function annotationLine(annotation: Annotation, pathOf: RepositoryPath): string {
  const { severity, code, message, hint, file } = annotation;
  const path = file === undefined ? undefined : pathOf(file);
  const properties = {
    ...(path === undefined ? {} : { file: path, ...placeOf(annotation.range) }),
    title: code,
  };
  const told = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  // A file outside of the repository has no place there: its name is part of the text.
  const where = file === undefined || path !== undefined ? "" : `${file}: `;
  return `::${severity} ${told.join(",")}::${escapeData(`${where}${message}${hint === undefined ? "" : `\n${hint}`}`)}`;
}

/** GitHub takes columns of one line alone. */
function placeOf(range: Stretch | undefined): Readonly<Record<string, number>> {
  if (range === undefined) return {};
  const { start, end } = range;
  if (start.line !== end.line) return { line: start.line, endLine: end.line };
  return { line: start.line, endLine: end.line, col: start.column, endColumn: end.column };
}

/** A text as the runner takes it after `::`. Source: actions/toolkit, packages/core/src/command.ts. */
export function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A text as the runner takes it for a property. */
export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

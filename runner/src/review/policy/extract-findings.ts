import type { Project } from "../../../../schemas/generated/documents.ts";
import type { ResolvedExtract, ResolvedFeed } from "../../load/project-documents.ts";
import { type RulesInForce, readableFields, rulesOf } from "../../load/rules.ts";
import { shown } from "../../load/shown-value.ts";
import type { Comparison } from "../comparison.ts";
import type { DocumentChange, PlanFinding } from "../plan-report.ts";
import { severityOf } from "./exposure-findings.ts";
import { inExtract } from "./places.ts";
import { listed } from "./policy-remark.ts";

/** A changed extract or feed of the head, and what it is judged by. */
export interface JudgedExtract {
  readonly document: DocumentChange;
  readonly extract: Pick<ResolvedExtract | ResolvedFeed, "name" | "owner" | "shared" | "project" | "breaking">;
  /** What it reads: the extract itself, or the payloads of the feed's events. */
  readonly reads: readonly ResolvedExtract[];
  readonly comparison: Comparison;
  readonly rules: RulesInForce;
}

/** What the rules say of an extract or a feed beside its exposures: its owner, its readers, whom it breaks. */
export function extractFindings(judged: JudgedExtract): readonly PlanFinding[] {
  return [...ownerFinding(judged), ...sharedFinding(judged), ...breakingFinding(judged), ...staleFinding(judged)];
}

function ownerFinding({ document, extract, comparison, rules }: JudgedExtract): readonly PlanFinding[] {
  const severity = severityOf(rules.owner);
  const users = comparison.base.loaded.project?.value.users;
  if (severity === undefined || users === undefined || Object.hasOwn(users, extract.owner)) return [];
  const message = `The owner of ${shown(extract.name)} is ${shown(extract.owner)}, who is no user of ${shown(comparison.base.name.name)}: this change adds them.`;
  return [finding(document, "plan-owner", severity, message, inExtract(comparison.head, document, ["owner"]))];
}

/** Where the head's own rule says as much, `validate` has said it. */
function sharedFinding({ document, extract, reads, comparison, rules }: JudgedExtract): readonly PlanFinding[] {
  const severity = severityOf(rules.sharedPii);
  if (severity === undefined || !extract.shared || saysAsMuch(extract.project, rules)) return [];
  const readable = reads.flatMap((read) => {
    const of = read.event === undefined ? "" : `${read.event.type}.`;
    return readableFields(read, comparison.today).map(({ as }) => `${of}${as}`);
  });
  if (readable.length === 0) return [];
  const message = `${shown(extract.name)} is shared, and everybody in ${extract.project.organization} can read ${listed(readable)}.`;
  return [finding(document, "plan-shared-pii", severity, message, inExtract(comparison.head, document, ["shared"]))];
}

function saysAsMuch(project: Project, rules: RulesInForce): boolean {
  const { sharedPii } = rulesOf(project);
  return sharedPii === "error" || sharedPii === rules.sharedPii;
}

function breakingFinding({ document, extract, comparison, rules }: JudgedExtract): readonly PlanFinding[] {
  const severity = severityOf(rules.breaking);
  const { columns } = document;
  if (severity === undefined || columns === undefined || columns.breaking.length === 0 || columns.acknowledged) return [];
  const message = `${shown(extract.name)} breaks its readers. ${columns.breaking.join(" ")}`;
  return [
    finding(
      document,
      "plan-breaking",
      severity,
      message,
      inExtract(comparison.head, document, [document.kind === "Feed" ? "events" : "fields"]),
    ),
  ];
}

/** Left standing, it would let the next breaking change pass that nobody was told of. */
function staleFinding({ document, extract, comparison }: JudgedExtract): readonly PlanFinding[] {
  if (extract.breaking !== true) return [];
  const { extracts, feeds } = comparison.base.loaded;
  const before = (document.kind === "Feed" ? feeds : extracts).get(document.previousName ?? document.name);
  const breaks = (document.columns?.breaking.length ?? 0) > 0;
  if (breaks && before?.breaking !== true) return [];
  const why = breaks ? "has stood there since an earlier change" : "is said of a change that breaks nothing";
  const message = `\`breaking: true\` of ${shown(extract.name)} ${why}.`;
  return [finding(document, "plan-breaking-stale", "warning", message, inExtract(comparison.head, document, ["breaking"]))];
}

function finding(
  { kind, name }: DocumentChange,
  code: string,
  severity: PlanFinding["severity"],
  message: string,
  at: Pick<PlanFinding, "file" | "range">,
): PlanFinding {
  return { code, severity, message, ...at, document: { kind, name } };
}

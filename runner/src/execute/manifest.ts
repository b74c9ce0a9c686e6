import type { Plan } from "../compile/plan.ts";
import type { Attempt, OutputPart } from "../ledger/records.ts";
import type { Provenance, Runner } from "./run-context.ts";
import type { StagedParts } from "./stage.ts";

/** What a manifest is made of. */
export interface ManifestSource {
  readonly plan: Plan;
  readonly attempt: Attempt;
  readonly staged: StagedParts;
  readonly parts: readonly OutputPart[];
  /** The output's name, without extension. */
  readonly name: string;
  readonly provenance: Provenance;
  readonly runner: Runner;
  /** By the ledger's clock. */
  readonly createdAt: string;
}

/** The text of a manifest; schemas/manifest.schema.json describes it. A PII value of a filter is shown by its type alone. */
export function manifestText(source: ManifestSource): string {
  return `${JSON.stringify(manifestOf(source), null, 2)}\n`;
}

function manifestOf({ plan, attempt, staged, parts, name, provenance, runner, createdAt }: ManifestSource) {
  const { format, compress, delimiter, header, bom, formulas } = plan.output;
  const select = [...plan.columns, ...plan.hiddenKey];
  return {
    manifestVersion: 1,
    name,
    extract: plan.extract,
    product: plan.product,
    template: plan.template,
    owner: plan.owner,
    shared: plan.shared,
    kind: plan.kind,
    window: { start: plan.window.start, end: plan.window.end, timezone: plan.window.timezone },
    sequence: attempt.sequence,
    parts,
    rows: staged.rows,
    bytes: staged.bytes,
    sha256: staged.sha256,
    contentSha256: staged.contentSha256,
    format,
    compress,
    ...(format === "csv" ? { csv: { delimiter, header, bom, formulas } } : {}),
    columns: plan.columns.map((column) => ({
      name: column.name,
      field: column.field,
      type: column.type,
      ...(column.jsonAs === undefined ? {} : { jsonAs: column.jsonAs }),
      ...(column.required === undefined ? {} : { required: column.required }),
      ...(column.pii === undefined ? {} : { pii: column.pii }),
      ...(column.mask === undefined ? {} : { mask: column.mask }),
      ...(column.grant === undefined ? {} : { grant: column.grant }),
      ...(column.grantEnded === undefined ? {} : { grantEnded: column.grantEnded }),
    })),
    ...(staged.checks === undefined ? {} : { checks: staged.checks }),
    key: plan.key.map((position) => select[position]?.name),
    order: plan.output.order,
    warehouse: { name: plan.warehouse, dialect: plan.dialect },
    sql: plan.query.sql,
    parameters: plan.query.parameters.map(({ value, type, pii }) => (pii ? { type, pii } : { type, value })),
    definitionHash: plan.definitionHash,
    planHash: plan.planHash,
    origin: {
      source: provenance.source ?? "local",
      ...(provenance.commit === undefined ? {} : { commit: provenance.commit }),
      ...(provenance.dirty === undefined ? {} : { dirty: provenance.dirty }),
      approval: provenance.approval,
    },
    attempt: attempt.id,
    runner: { id: runner.id, version: runner.version },
    createdAt,
  };
}

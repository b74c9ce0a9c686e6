import type { Diagnostic } from "../../../runner/src/errors/diagnostic.ts";

/** What another extension says of a line. */
export interface OtherFinding {
  /** Such as `YAML` or `yaml-schema: Extract`. */
  readonly source: string | undefined;
  readonly message: string;
  /** From 1. */
  readonly line: number;
}

/** What a general YAML extension finds as well: syntax always, the rest where the document names its JSON Schema. */
const syntax = new Set(["yaml-syntax", "yaml-duplicate-key", "yaml-too-deep", "yaml-alias", "yaml-key"]);
const structure = new Set(["unknown-key", "wrong-type", "bad-value", "bad-key", "kind-unknown"]);

/** The findings of a file without those that a general YAML extension shows at the same place already. */
export function withoutTwins(findings: readonly Diagnostic[], others: readonly OtherFinding[]): readonly Diagnostic[] {
  const said = others.filter(({ source }) => /^yaml/i.test(source ?? ""));
  return said.length === 0 ? findings : findings.filter((finding) => !said.some((other) => isTwin(finding, other)));
}

function isTwin({ code, message, range }: Diagnostic, other: OtherFinding): boolean {
  const bySchema = /^yaml-schema/i.test(other.source ?? "");
  if (code === "missing-key") return bySchema && namesSameKey(message, other.message);
  if (range?.start.line !== other.line) return false;
  return bySchema ? structure.has(code) : syntax.has(code);
}

/** It puts a missing key at the beginning of the mapping, which may be another line than ours. */
function namesSameKey(message: string, other: string): boolean {
  const missing = /^Missing property "([^"]+)"/.exec(other)?.[1];
  return missing !== undefined && message.includes(`\`${missing}\``);
}

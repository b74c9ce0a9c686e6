import type { ChangeKind, DocumentChange, DocumentKind } from "../plan-report.ts";
import type { StateDocument } from "./documents-of.ts";
import type { Matched } from "./match-documents.ts";

/** What is known of a change before anything is compared; undefined where there is nothing to compare and nothing differs. */
export function outline<Value>(
  kind: DocumentKind,
  { base, head }: Matched<StateDocument<Value>>,
): Pick<DocumentChange, "kind" | "name" | "change" | "previousName" | "file" | "unsound"> | undefined {
  const document = head ?? base;
  if (document === undefined) return undefined;
  const unsound = unsoundIn({ ...(base && { base }), ...(head && { head }) });
  const change = changeOf(base, head);
  // Both have errors and say the same: what is wrong stands among the diagnostics.
  if (unsound !== undefined && base?.text !== undefined && base.text === head?.text && change === "changed") return undefined;
  return {
    kind,
    name: document.name,
    change,
    ...(change === "renamed" && base !== undefined && { previousName: base.name }),
    file: document.file,
    ...(unsound !== undefined && { unsound }),
  };
}

function changeOf(base: Named | undefined, head: Named | undefined): ChangeKind {
  if (base === undefined) return "created";
  if (head === undefined) return "removed";
  return base.name === head.name ? "changed" : "renamed";
}

type Named = { readonly name: string };

/** The state in which it has errors; the head where it has in both. */
function unsoundIn<Value>({ base, head }: Matched<StateDocument<Value>>): "base" | "head" | undefined {
  if (head !== undefined && head.value === undefined) return "head";
  return base !== undefined && base.value === undefined ? "base" : undefined;
}

import { didYouMean } from "./did-you-mean.ts";
import type { Path } from "./document-places.ts";
import type { DocumentFindings } from "./findings.ts";
import { shown } from "./shown-value.ts";

/** A name of the connections that is not there. */
export interface Undeclared {
  readonly code: string;
  readonly what: "warehouse" | "destination" | "broker" | "notifier";
  readonly name: string;
  readonly known: Iterable<string>;
  /** Whether the operator named the connections: then they are all that there are. */
  readonly trusted: boolean;
}

/** What the repository's own file may never declare: that it is not there says nothing, and nobody could mend it there. */
const operatorsAlone: ReadonlySet<Undeclared["what"]> = new Set(["broker", "notifier"]);

/**
 * Says that the connections do not declare a name, and answers whether that is an error. The repository's own file declares
 * embedded warehouses and local folders alone: what is not there is the operator's (DESIGN 3), unless a name is close, and pull
 * requests are checked where his file is not. A run says that nobody has named it.
 */
export function sayUndeclared(findings: DocumentFindings, path: Path, undeclared: Undeclared): boolean {
  const { code, what, name, known, trusted } = undeclared;
  const near = didYouMean(name, known);
  const isError = trusted || near !== undefined;
  const message = `There is no ${what} ${shown(name)} in the connections.`;
  if (isError) findings.error(code, path, message, near);
  else if (!operatorsAlone.has(what))
    findings.warning(code, path, message, "The operator's connections must declare it: --connections FILE.");
  return isError;
}

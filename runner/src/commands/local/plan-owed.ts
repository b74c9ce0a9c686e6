import { compileExtract } from "../../compile/compile-extract.ts";
import type { Plan } from "../../compile/plan.ts";
import { dialectOf } from "../../connect/open-connections.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { Obligation } from "../../ledger/records.ts";
import type { Estate } from "../estate.ts";
import { narrowingOfText } from "../narrow.ts";

/** The plan of what is owed, by the documents in force. Errors: `extract-unknown`, narrowing-refused, compile-*, connection-unknown. */
export function planOfOwed(
  estate: Pick<Estate, "documents" | "connections">,
  { extract: name, kind, window, narrowing }: Pick<Obligation, "extract" | "kind" | "window" | "narrowing">,
): Plan {
  const extract = estate.documents().extracts.get(name);
  if (extract === undefined) {
    throw new DatafeedError("extract-unknown", `The extract "${name}" is not among the sound documents any more.`, {
      hint: "`datafeed validate` lists what is wrong.",
    });
  }
  const today = new Date().toISOString().slice(0, 10);
  return compileExtract(extract, {
    kind,
    window,
    dialect: dialectOf(estate.connections, extract.product.warehouse),
    today,
    ...(narrowing === undefined ? {} : { narrow: narrowingOfText(extract, narrowing, today) }),
  });
}

import type { Ledger } from "../ledger/ledger.ts";
import { type Aged, agedOutputs } from "../ledger/retention.ts";
import type { ResolvedExtract } from "../load/project-documents.ts";
import type { Documents } from "./estate.ts";

/** A published output that its extract's `retention` does not keep. */
export interface Retired {
  readonly output: Aged;
  /** In words. */
  readonly why: string;
}

const dayMs = 86_400_000;
const pageSize = 1000;

/**
 * What retention would remove now, up to `most`. Pinned outputs stay, the newest publication of each extract does, and so does
 * everything of an extract without retention or without a document. Errors: ledger-*.
 */
export async function retentionPlan(
  ledger: Ledger,
  documents: Pick<Documents, "extracts">,
  most = 10_000,
): Promise<readonly Retired[]> {
  const rules = [...documents.extracts.values()].flatMap(({ operation }) => operation.retention ?? []);
  if (rules.length === 0) return [];
  const nowMs = Date.parse(await ledger.time());
  // The strictest rule of all finds who may be meant; each extract's own says who is.
  const days = Math.min(...rules.map((rule) => rule.days ?? Infinity));
  const keep = Math.min(...rules.map((rule) => rule.keep ?? Infinity));
  const bounds = {
    ...(days === Infinity ? {} : { publishedBefore: new Date(nowMs - days * dayMs).toISOString() }),
    ...(keep === Infinity ? {} : { rankAbove: keep }),
    most: pageSize,
  };
  const retired: Retired[] = [];
  for (let after = ""; retired.length < most; ) {
    const page = await agedOutputs(ledger, { ...bounds, after });
    for (const output of page) {
      const why = whyRetired(output, documents.extracts.get(output.extract), nowMs);
      if (why !== undefined) retired.push({ output, why });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) break;
    after = last.id;
  }
  return retired.slice(0, most);
}

function whyRetired({ rank, publishedAt }: Aged, extract: ResolvedExtract | undefined, nowMs: number): string | undefined {
  const { days, keep } = extract?.operation.retention ?? {};
  if (keep !== undefined && rank > keep) return `${keep} newer ${keep === 1 ? "one is" : "ones are"} kept`;
  if (days === undefined || nowMs - Date.parse(publishedAt) <= days * dayMs) return undefined;
  return `published more than ${days} ${days === 1 ? "day" : "days"} ago`;
}

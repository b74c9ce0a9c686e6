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

type Rule = NonNullable<ResolvedExtract["operation"]["retention"]>;

const dayMs = 86_400_000;
/** Extracts in one question: each of their outputs is looked at. */
const mostExtracts = 200;
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
  const nowMs = Date.parse(await ledger.time());
  const retired: Retired[] = [];
  for (const { rule, extracts } of byRule(documents)) {
    for (let at = 0; at < extracts.length && retired.length < most; at += mostExtracts) {
      const some = extracts.slice(at, at + mostExtracts);
      retired.push(...(await retiredBy(ledger, rule, some, nowMs, most - retired.length)));
    }
  }
  return retired;
}

/** Why retention would remove an output at this moment, by the rule of now; undefined when it stays. Errors: ledger-*. */
export async function whyRetiredNow(
  ledger: Ledger,
  { extracts }: Pick<Documents, "extracts">,
  { id, extract }: Pick<Aged, "id" | "extract">,
): Promise<string | undefined> {
  const rule = extracts.get(extract)?.operation.retention;
  if (rule === undefined) return undefined;
  const bounds = boundsOf(rule, [extract], Date.parse(await ledger.time()));
  const [aged] = await agedOutputs(ledger, { ...bounds, id, most: 1 });
  return aged === undefined ? undefined : whyRetired(aged, rule);
}

/** Most extracts share the project's rule. */
function byRule({ extracts }: Pick<Documents, "extracts">) {
  const ruled = [...extracts.values()].flatMap(({ name, operation: { retention: rule } }) =>
    rule === undefined ? [] : [{ name, rule }],
  );
  return [...Map.groupBy(ruled, ({ rule }) => `${rule.days} ${rule.keep}`).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ rule: first.rule, extracts: group.map(({ name }) => name) }];
  });
}

async function retiredBy(
  ledger: Ledger,
  rule: Rule,
  extracts: readonly string[],
  nowMs: number,
  most: number,
): Promise<readonly Retired[]> {
  const bounds = boundsOf(rule, extracts, nowMs);
  const retired: Retired[] = [];
  for (let after = ""; retired.length < most; ) {
    const page = await agedOutputs(ledger, { ...bounds, after, most: Math.min(pageSize, most - retired.length) });
    retired.push(...page.map((output) => ({ output, why: whyRetired(output, rule) })));
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  return retired;
}

function boundsOf({ days, keep }: Rule, extracts: readonly string[], nowMs: number) {
  return {
    extracts,
    ...(days === undefined ? {} : { publishedBefore: new Date(nowMs - days * dayMs).toISOString() }),
    ...(keep === undefined ? {} : { rankAbove: keep }),
  };
}

function whyRetired({ rank }: Aged, { days, keep }: Rule): string {
  if (keep !== undefined && rank > keep) return `${keep} newer ${keep === 1 ? "one is" : "ones are"} kept`;
  return `published more than ${days} ${days === 1 ? "day" : "days"} ago`;
}

import { parseArgs } from "node:util";
import { soakNested } from "./nested.ts";
import { runSoak } from "./soak.ts";

/**
 * `npm run soak -- [--kills N] [--seed N] [--only TEXT] [--markdown FILE]`: the long proof; docs/soak.md has its last tables.
 * `--nested GB`: nested JSON of that size instead, and the memory that it takes.
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    only: { type: "string", default: "" },
    markdown: { type: "string" },
    nested: { type: "string" },
  },
});
if (values.nested !== undefined) {
  console.log(await soakNested(Number(values.nested)));
  process.exit();
}
const sound = await runSoak({
  kills: Number(values.kills),
  seed: Number(values.seed),
  only: values.only,
  ...(values.markdown === undefined ? {} : { markdown: values.markdown }),
});
process.exitCode = sound ? 0 : 1;

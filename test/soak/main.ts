import { parseArgs } from "node:util";
import { runSoak } from "./soak.ts";

/** `npm run soak -- [--kills N] [--seed N] [--only TEXT] [--markdown FILE]`: the long proof; docs/soak.md has its last table. */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    only: { type: "string", default: "" },
    markdown: { type: "string" },
  },
});
const sound = await runSoak({
  kills: Number(values.kills),
  seed: Number(values.seed),
  only: values.only,
  ...(values.markdown === undefined ? {} : { markdown: values.markdown }),
});
process.exitCode = sound ? 0 : 1;

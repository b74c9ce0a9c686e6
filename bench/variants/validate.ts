import { fileURLToPath } from "node:url";
import { builtCli } from "../project.ts";
import type { Variant } from "../variant.ts";

const group = "validate 10,000 extracts";
const parse = fileURLToPath(new URL("../entries/parse-yaml.ts", import.meta.url));

export const validate: readonly Variant[] = [
  {
    group,
    name: "yaml.parse of the same files",
    baseline: true,
    commands: ({ manyExtracts }) => [[process.execPath, parse, manyExtracts]],
  },
  {
    group,
    name: "datafeed validate (bound: 400 µs each)",
    bounds: { wallSeconds: 4 },
    commands: ({ manyExtracts }) => [[process.execPath, builtCli, "validate", "--project", manyExtracts, "--format", "json"]],
  },
];

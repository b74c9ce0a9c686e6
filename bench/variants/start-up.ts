import { builtCli } from "../project.ts";
import type { Variant } from "../variant.ts";

const group = "start-up";

export const startUp: readonly Variant[] = [
  { group, name: "node -e 0", baseline: true, commands: () => [[process.execPath, "-e", "0"]] },
  { group, name: "datafeed --version", bounds: { wall: 2.5 }, commands: () => [[process.execPath, builtCli, "--version"]] },
  { group, name: "datafeed --help", commands: () => [[process.execPath, builtCli, "--help"]] },
];

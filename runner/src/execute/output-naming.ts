import { posix } from "node:path";
import { outputName } from "../compile/naming.ts";
import { outputPath } from "../compile/output-path.ts";
import type { Plan } from "../compile/plan.ts";
import type { Destination } from "../destination/destination.ts";
import { type PartNaming, partNames } from "../format/parts.ts";

/** The path of an output in its destination, and what its parts are called after. */
export interface OutputNaming {
  readonly path: string;
  readonly naming: PartNaming;
}

/** What a plan's output is called at a sequence. */
export function nameFor(plan: Plan, sequence: number): OutputNaming {
  const { format, compress, split } = plan.output;
  const stem = outputName(plan, sequence);
  const naming = { stem, format, compress, ...(split === undefined ? {} : { split }) };
  return { path: outputPath(plan, sequence), naming };
}

/** Whether a name is taken: by a file, by a deleted file's manifest, or by the parts of a split output. */
export async function isTaken({ path, naming }: OutputNaming, destination: Destination): Promise<boolean> {
  const firstPart = posix.join(posix.dirname(path), partNames(naming, 1).file);
  for (const name of [path, `${path}.manifest`, firstPart]) if (await destination.exists(name)) return true;
  return false;
}

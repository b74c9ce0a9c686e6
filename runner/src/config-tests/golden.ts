import type { Plan } from "../compile/plan.ts";

/** A golden file, and what it must hold. */
export interface GoldenFile {
  /** From the test's folder. */
  readonly name: string;
  readonly content: Buffer;
}

/** The golden files of an output: one, or of a split output one for each part: `x.csv` becomes `x_0001.csv`, …. */
export function goldenFiles(golden: string, { output }: Plan, contents: readonly Buffer[]): readonly GoldenFile[] {
  return contents.map((content, at) => {
    if (output.split === undefined) return { name: golden, content };
    const number = `_${String(at + 1).padStart(4, "0")}`;
    return { name: golden.replace(/(\.[^./]*)?$/, (ending) => `${number}${ending}`), content };
  });
}

import pc from "picocolors";

/** The lines of a test's diff, coloured by their mark. */
export function diffLines(diff: string): readonly string[] {
  return diff.split("\n").map((line) => {
    if (line.startsWith("-")) return pc.red(line);
    if (line.startsWith("+")) return pc.green(line);
    return line.startsWith("~") ? pc.yellow(line) : line;
  });
}

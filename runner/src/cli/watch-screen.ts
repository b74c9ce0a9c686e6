import { setTimeout as sleep } from "node:timers/promises";

/** A terminal is shown what has changed so often. */
const everyMs = 2000;

/** Shows a text on the terminal again and again, in the place of what stood there, until it is interrupted. */
export async function watchScreen(text: () => Promise<string>, signal: AbortSignal): Promise<never> {
  for (;;) {
    const shown = await text();
    const { rows } = process.stdout;
    const lines = shown.split("\n").slice(0, Math.max(1, rows - 1));
    // To the upper left, each line to its end, what is left of the screen.
    process.stdout.write(`\u001b[H${lines.map((line) => `${line}\u001b[K`).join("\n")}\n\u001b[J`);
    await sleep(everyMs, undefined, { signal });
  }
}

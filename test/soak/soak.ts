import { faultPoints } from "../../runner/src/execute/faults.ts";
import { campaign } from "./campaign.ts";
import { grounds } from "./grounds.ts";
import { makeScene } from "./scene.ts";

export interface SoakOptions {
  /** Kills in all, shared out among the grounds. */
  readonly kills: number;
  readonly seed: number;
  /** Only grounds whose name holds this. */
  readonly only: string;
}

/** Runs a campaign on each ground: a table, and whether nothing contradicted a promise. */
export async function runSoak(options: SoakOptions): Promise<{ readonly table: string; readonly sound: boolean }> {
  const chosen = grounds.filter(({ name }) => name.includes(options.only));
  const each = Math.ceil(options.kills / chosen.length);
  const rows: string[] = [];
  let sound = true;
  for (const ground of chosen) {
    await using open = await ground.open();
    await using scene = await makeScene({ ...open.scene, minutes: 400 });
    const named = Math.max(1, Math.floor(each / 4 / faultPoints.length));
    const result = await campaign(scene, open.destination, {
      namedKills: named,
      randomKills: Math.max(1, each - named * faultPoints.length),
      pauses: ground.runners > 1 ? Math.ceil(each / 25) : 0,
      runners: ground.runners,
      seed: options.seed,
      say: (line) => process.stderr.write(`${ground.name}: ${line}\n`),
    });
    sound &&= result.contradictions.length === 0;
    rows.push(
      `| ${ground.name} | ${ground.runners} | ${result.kills} | ${result.pauses} | ${result.windows} | ${result.published} | ${result.contradictions.length} | ${Math.round(result.seconds)} s |`,
    );
    for (const line of result.contradictions) process.stderr.write(`${ground.name}: ${line}\n`);
  }
  const table = [
    "| ledger, destination | runners | kills | pauses | windows | published once, whole | contradictions | took |",
    "|---|---:|---:|---:|---:|---:|---:|---:|",
    ...rows,
    "",
    `Seed ${options.seed}.`,
    "",
  ].join("\n");
  return { table, sound };
}

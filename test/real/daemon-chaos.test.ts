import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { faultPoints } from "../../runner/src/execute/faults.ts";
import { campaign } from "../soak/campaign.ts";
import { grounds } from "../soak/grounds.ts";
import { makeScene } from "../soak/scene.ts";

beforeAll(() => {
  process.env["DATAFEED_SOAK_POSTGRES_URL"] = inject("postgresUrl");
});
afterAll(() => {
  delete process.env["DATAFEED_SOAK_POSTGRES_URL"];
});

/**
 * 26 kills at the named steps and 18 at random moments, of whole daemons. With those of the fence on each destination, at each of
 * its steps (fence-*.test.ts), the suite has more than 120; `npm run soak` has a thousand.
 */
const campaigns: Readonly<
  Record<string, { readonly namedKills: number; readonly randomKills: number; readonly pauses: number }>
> = {
  "sqlite, folder": { namedKills: 1, randomKills: 4, pauses: 0 },
  "postgres, folder": { namedKills: 1, randomKills: 6, pauses: 2 },
  "sqlite, s3": { namedKills: 0, randomKills: 4, pauses: 0 },
  "postgres, sftp": { namedKills: 0, randomKills: 4, pauses: 1 },
};

test.each(Object.entries(campaigns))("killed and paused, every window is published once and whole: %s", async (name, plan) => {
  const ground = grounds.find((each) => each.name === name);
  if (ground === undefined) throw new Error(`there is no ground ${name}`);
  await using open = await ground.open();
  await using scene = await makeScene({ ...open.scene, minutes: plan.namedKills > 0 ? 40 : 15 });
  const result = await campaign(scene, open.destination, { ...plan, runners: ground.runners, seed: 20_261_121 });
  expect(result.contradictions).toEqual([]);
  expect(result.published).toBe(result.windows);
  expect(result.windows).toBeGreaterThan(plan.namedKills > 0 ? 90 : 35);
  expect(result.kills).toBe(plan.namedKills * faultPoints.length + plan.randomKills);
  expect(result.pauses).toBe(plan.pauses);
});

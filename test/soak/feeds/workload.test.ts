import { expect, test } from "vitest";
import { type Step, Workload } from "./workload.ts";

/** Works it off in transactions that overlap; each third is rolled back. What was committed, in its order. */
function workOff(conversations: number): readonly Step[] {
  const workload = new Workload(conversations, 5);
  const committed: Step[] = [];
  const open: (readonly Step[])[] = [];
  for (let transaction = 0; !workload.isOver; transaction++) {
    open.push(workload.take(30));
    if (open.length < 4 && transaction < 4) continue;
    const steps = open.shift()!;
    const isCommitted = transaction % 3 !== 0;
    workload.settle(steps, isCommitted);
    if (isCommitted) committed.push(...steps);
  }
  return committed;
}

test("the writers' work ends, leaves one in a hundred without a beginning, and has analyses before conversations", () => {
  const steps = workOff(2000);
  const at = (kind: string) => new Map(steps.flatMap((step, i) => (step.kind === kind ? [[step.conversation.index, i]] : [])));
  const [created, analysed] = [at("create"), at("analyse")];
  const without = [...analysed.keys()].filter((index) => !created.has(index));
  const early = steps.filter((step, i) => step.kind === "analyse" && (created.get(step.conversation.index) ?? -1) > i);
  expect(created.size).toBe(1980);
  expect(without).toHaveLength(20);
  expect(early.length).toBeGreaterThan(100);
  expect(new Set(steps.map(({ number }) => number)).size).toBe(steps.length);
});

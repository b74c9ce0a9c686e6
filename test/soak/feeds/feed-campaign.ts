import { setTimeout } from "node:timers/promises";
import { listFeeds } from "../../../runner/src/ledger/feeds/feed-state.ts";
import { openLedger } from "../../../runner/src/ledger/ledger.ts";
import { consume, type ReadRecord } from "../../support/kafka/kcat.ts";
import { DeliveryCheck, type Verdict } from "./delivery-check.ts";
import { type FeedServers, openGround } from "./feed-ground.ts";
import type { FeedRunner } from "./feed-runner.ts";
import { type Harm, harm } from "./nemesis.ts";
import { schemaMistakes } from "./schema-mistakes.ts";
import { readTexts } from "./texts.ts";
import type { Truth } from "./truth.ts";
import { Workload } from "./workload.ts";
import { readTruth, type Written, write } from "./writers.ts";

export interface FeedCampaignOptions extends Harm {
  readonly conversations: number;
  readonly writers: number;
  readonly delivery: "at-least-once" | "transactional";
  readonly command: "serve" | "run";
  readonly hold: string;
  readonly seed: number;
  readonly say?: (line: string) => void;
  /** What else happens while the writers write. */
  readonly trouble?: (workload: Workload) => Promise<void>;
}

export interface FeedCampaignResult extends Verdict {
  readonly written: Written;
  /** Conversations whose texts are real. */
  readonly real: number;
  readonly seconds: number;
}

/** Writers write, runner and broker are harmed, and when all has arrived the topics are judged. */
export async function feedCampaign(servers: FeedServers, options: FeedCampaignOptions): Promise<FeedCampaignResult> {
  const { conversations, delivery, seed, say = () => {} } = options;
  const began = performance.now();
  await using ground = await openGround(servers, { delivery, hold: options.hold, snapshot: "all" });
  const rules = { transactional: delivery === "transactional", mistakeOf: await schemaMistakes(ground.project) };
  const texts = readTexts();
  const workload = new Workload(conversations, seed);
  const writing = write(workload, { url: ground.url, writers: options.writers, seed, segments: texts.segments });
  writing.catch(() => {});
  // Some history is there when the feed is run for the first time.
  while (workload.begun < conversations / 20) await setTimeout(20);
  const { project, ledger } = ground;
  const runnerOptions = { project, ledger, command: options.command };
  const runner = await harm({ ...options, ...servers, topic: ground.topic, runner: runnerOptions, workload, say });
  try {
    await options.trouble?.(workload);
    const written = await writing;
    say(`writers have ended: ${written.committed} rows committed, ${written.rolledBack} rolled back`);
    const truth = await readTruth(ground.url);
    const isComplete = await arrival(servers, ground, new DeliveryCheck(rules), truth, runner);
    if (!isComplete) say(await lastWords(ledger, runner));
    const code = await runner.stop();
    const check = new DeliveryCheck(rules);
    for await (const record of consume(servers.kafka.servers, ground.topic, { end: true })) check.event(record);
    for await (const record of consume(servers.kafka.servers, ground.deadLetters, { end: true })) check.deadLetter(record);
    const verdict = check.verdict(truth);
    // `feed run` says that it was interrupted.
    const violations =
      code === (options.command === "run" ? 130 : 0)
        ? verdict.violations
        : [...verdict.violations, `the runner ended with ${code}`];
    const seconds = (performance.now() - began) / 1000;
    return { ...verdict, violations, written, real: Math.min(texts.real, conversations), seconds };
  } finally {
    if (runner.running) await runner.kill();
  }
}

/** When so long nothing has come, and something is missing, it is lost: longer than a follower is held. */
const mostQuietMs = 180_000;

type Topics = { readonly topic: string; readonly deadLetters: string };

/** Waits until the topics hold everything: false when nothing new has come for long. Errors: when the runner ended. */
async function arrival(
  { kafka }: FeedServers,
  topics: Topics,
  check: DeliveryCheck,
  truth: Truth,
  runner: FeedRunner,
): Promise<boolean> {
  const ended = new AbortController();
  let heard = performance.now();
  const follow = async (topic: string, take: (record: ReadRecord) => void) => {
    for await (const record of consume(kafka.servers, topic, { signal: ended.signal })) {
      take(record);
      heard = performance.now();
    }
  };
  const reading = [
    follow(topics.topic, (record) => check.event(record)),
    follow(topics.deadLetters, (record) => check.deadLetter(record)),
  ];
  try {
    while (!check.isComplete(truth)) {
      if (!runner.running) throw new Error(`the runner ended with ${await runner.ended}:\n${runner.lines.join("\n")}`);
      if (performance.now() - heard > mostQuietMs) return false;
      await setTimeout(250);
    }
    return true;
  } finally {
    ended.abort();
    await Promise.allSettled(reading);
  }
}

/** What a runner that delivers no more says of it, for a person who looks into that. */
async function lastWords(place: string, runner: FeedRunner): Promise<string> {
  await using ledger = await openLedger(place);
  const errors = [...(await listFeeds(ledger))].map(([key, { lastError }]) => `${key}: ${JSON.stringify(lastError ?? null)}`);
  return [`nothing has come for ${mostQuietMs / 1_000} s`, ...errors, ...runner.lines].join("\n");
}

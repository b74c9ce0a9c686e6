import { EventEmitter, once } from "node:events";
import { listFeeds } from "../../../runner/src/ledger/feeds/feed-state.ts";
import { openLedger } from "../../../runner/src/ledger/ledger.ts";
import { consume, type ReadRecord } from "../../support/kafka/kcat.ts";
import { DeliveryCheck, type Verdict } from "./delivery-check.ts";
import { type FeedGround, type FeedServers, openGround } from "./feed-ground.ts";
import type { FeedRunner } from "./feed-runner.ts";
import { type Harm, harm, lifeHasSent } from "./nemesis.ts";
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
  readonly seed: number;
  readonly say?: (line: string) => void;
  /** What else happens while the writers write. `hasSent` returns when the feed has sent something more. */
  readonly trouble?: (hasSent: () => Promise<void>) => Promise<void>;
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
  await using ground = await openGround(servers, { delivery, hold, snapshot: "all" });
  const rules = { transactional: delivery === "transactional", mistakeOf: await schemaMistakes(ground.project) };
  const texts = readTexts();
  const workload = new Workload(conversations, seed);
  const writing = write(workload, { url: ground.url, writers: options.writers, seed, segments: texts.segments });
  writing.catch(() => {});
  // Some history is there when the feed is run for the first time.
  await Promise.race([workload.hasBegun(conversations / 20), writing]);
  const { project, ledger } = ground;
  const runnerOptions = { project, ledger, command: options.command };
  const runner = await harm({ ...options, ...servers, topic: ground.topic, runner: runnerOptions, workload, say });
  try {
    await options.trouble?.(() => lifeHasSent({ ...servers, topic: ground.topic }, runner));
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

/** Longer than runner and broker are away, on a slow machine too. What is held for so long in vain is given up sooner; see below. */
const hold = "1h";

/** When so long nothing has come, and something is missing, it is lost. */
const mostQuietMs = 180_000;

/** Waits until the topics hold everything: false when nothing new has come for long. Errors: when the runner ended. */
async function arrival(
  { kafka }: FeedServers,
  { topic, deadLetters, ledger }: FeedGround,
  check: DeliveryCheck,
  truth: Truth,
  runner: FeedRunner,
): Promise<boolean> {
  const over = new AbortController();
  const { signal } = over;
  const records = new EventEmitter();
  const quiet = setTimeout(() => over.abort(mostQuietMs), mostQuietMs);
  const follow = async (from: string, take: (record: ReadRecord) => void) => {
    for await (const record of consume(kafka.servers, from, { signal })) {
      take(record);
      quiet.refresh();
      records.emit("record");
    }
  };
  const reading = [follow(topic, (record) => check.event(record)), follow(deadLetters, (record) => check.deadLetter(record))];
  for (const each of reading) each.catch((error: unknown) => over.abort(error));
  runner.ended.then((code) => over.abort(new Error(`the runner ended with ${code}:\n${runner.lines.join("\n")}`)));
  try {
    let holds = true;
    for (const { isThere, isGivenUp } of check.expected(truth)) {
      if (isGivenUp && holds) await endHolds(ledger);
      holds &&= !isGivenUp;
      while (!isThere()) await once(records, "record", { signal });
    }
    return true;
  } catch (error) {
    if (signal.reason === mostQuietMs) return false;
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(quiet);
    over.abort();
    await Promise.allSettled(reading);
  }
}

/** As if the time were over of all that waits, for which nobody has to wait here. */
async function endHolds(place: string): Promise<void> {
  await using ledger = await openLedger(place);
  const deadline = await ledger.time();
  await ledger.write((db) => db.updateTable("feed_holds").set({ deadline }).execute());
}

/** What a runner that delivers no more says of it, for a person who looks into that. */
async function lastWords(place: string, runner: FeedRunner): Promise<string> {
  await using ledger = await openLedger(place);
  const errors = [...(await listFeeds(ledger))].map(([key, { lastError }]) => `${key}: ${JSON.stringify(lastError ?? null)}`);
  return [`nothing has come for ${mostQuietMs / 1_000} s`, ...errors, ...runner.lines].join("\n");
}

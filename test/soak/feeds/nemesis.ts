import { setTimeout } from "node:timers/promises";
import { Dice } from "../../../runner/src/sample/dice.ts";
import { consume } from "../../support/kafka/kcat.ts";
import type { Kafka } from "../../support/kafka.ts";
import { FeedRunner, type FeedRunnerOptions } from "./feed-runner.ts";
import type { Workload } from "./workload.ts";

/** What is done to runner and broker, spread over the writers' work. */
export interface Harm {
  /** The runner is killed so often, at random moments. */
  readonly kills: number;
  /** The broker is restarted so often: killed and stopped in turn. */
  readonly restarts: number;
}

export interface NemesisOptions extends Harm {
  readonly runner: FeedRunnerOptions;
  readonly kafka: Kafka;
  readonly topic: string;
  readonly workload: Workload;
  readonly conversations: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** Harms while the writers write; returns a runner that goes on. Errors: when a runner ended by itself. */
export async function harm(options: NemesisOptions): Promise<FeedRunner> {
  const { kills, restarts, workload, conversations } = options;
  const dice = new Dice(options.seed, 3, 91);
  const rounds = kills + restarts;
  let restarted = 0;
  let runner = new FeedRunner(options.runner);
  try {
    for (let round = 1; round <= rounds; round++) {
      const due = (round / (rounds + 1)) * conversations;
      await Promise.race([workload.hasBegun(due), runner.ended]);
      await lifeHasSent(options, runner);
      await setTimeout(dice.between(0, 3_000));
      if (!runner.running) throw new Error(`the runner ended with ${await runner.ended}:\n${runner.lines.join("\n")}`);
      if (Math.floor((round * restarts) / rounds) > restarted) {
        restarted++;
        await restart(options.kafka, dice, restarted % 2 === 0);
        options.say(`broker restarted ${restarted} times`);
      } else {
        await runner.kill();
        runner = new FeedRunner(options.runner);
        options.say(`runner killed ${round - restarted} times, ${workload.begun} conversations begun`);
      }
    }
    return runner;
  } catch (error) {
    await runner.kill();
    throw error;
  }
}

/** So long a life may take to start, to wait for the dead one's lease, and to send; one that has nothing to send sends nothing. */
const mostStartMs = 30_000;

/** Waits until a life does something. */
export async function lifeHasSent(
  { kafka, topic }: Pick<NemesisOptions, "kafka" | "topic">,
  runner: FeedRunner,
): Promise<void> {
  const ended = new AbortController();
  runner.ended.then(() => ended.abort());
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(mostStartMs)]);
  for await (const _ of consume(kafka.servers, topic, { only: "new", signal })) return;
}

async function restart(kafka: Kafka, dice: Dice, cleanly: boolean): Promise<void> {
  const node = kafka.node(1);
  await (cleanly ? node.stop() : node.kill());
  await setTimeout(dice.between(0, 3_000));
  await node.start();
}

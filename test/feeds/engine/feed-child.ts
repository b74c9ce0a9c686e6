import { setTimeout } from "node:timers/promises";
import { type FeedOwner, ownFeed } from "../../../runner/src/feeds/feed-owner.ts";
import { runFeed } from "../../../runner/src/feeds/run-feed.ts";
import { fileSink } from "../../../runner/src/feeds/sinks/file.ts";
import { openKafkaSink } from "../../../runner/src/feeds/sinks/kafka/open-kafka-sink.ts";
import { feedLease } from "../../../runner/src/ledger/feeds/feed-state.ts";
import { leaseEnd } from "../../../runner/src/ledger/leases.ts";
import { openLedger } from "../../../runner/src/ledger/ledger.ts";
import { longHistory } from "./long-history.ts";
import { changesFeed, sourceOf } from "./played-feed.ts";

/** What a runner in a process of its own is told, as JSON. */
export interface ChildOrders {
  readonly ledger: string;
  readonly key: string;
  readonly sink:
    | { readonly file: string }
    | { readonly servers: readonly string[]; readonly topic: string; readonly deadLetters: string; readonly positions: string };
  readonly transactional: boolean;
  readonly leaseMs: number;
  /** Which signal it sends to itself, and when: at a step that is reached for the so-and-so-many-th time. */
  readonly at?: { readonly point: string; readonly time: number; readonly signal: "SIGKILL" | "SIGSTOP" };
}

const orders = JSON.parse(process.argv[2] ?? "") as ChildOrders;
await using ledger = await openLedger(orders.ledger);
const times = { leaseMs: orders.leaseMs, heartbeatMs: orders.leaseMs / 3 };
const name = { key: orders.key, name: changesFeed.name, definitionHash: "d" };
await using held = await own();
const { sink } = orders;
let reached = 0;
const result = await runFeed(
  changesFeed,
  {
    ledger,
    owner: held,
    openSource: async () => sourceOf(longHistory, 20, { pass: () => {} }, new Set()),
    sink:
      "file" in sink
        ? fileSink(sink.file, { withHeaders: true })
        : openKafkaSink(
            { name: "main", servers: sink.servers, compression: "none", positions: sink.positions },
            { events: sink.topic, deadLetters: sink.deadLetters },
          ),
    transactional: orders.transactional,
    faults: {
      reach: (point) => {
        if (point !== orders.at?.point || ++reached !== orders.at.time) return;
        process.stdout.write("there\n");
        process.kill(process.pid, orders.at.signal);
      },
    },
  },
  { once: true, signal: new AbortController().signal },
);
process.stdout.write(`${JSON.stringify(result)}\n`);

/** Waits until the lease of who stands still is over. */
async function own(): Promise<FeedOwner> {
  for (;;) {
    const owner = await ownFeed(ledger, name, `runner:${process.pid}`, times);
    if (owner !== undefined) return owner;
    const end = await leaseEnd(ledger, feedLease(orders.key));
    if (end !== undefined) await setTimeout(Math.max(0, Date.parse(end) - Date.parse(await ledger.time())));
  }
}

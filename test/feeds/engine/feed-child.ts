import { ownFeed } from "../../../runner/src/feeds/feed-owner.ts";
import { runFeed } from "../../../runner/src/feeds/run-feed.ts";
import { fileSink } from "../../../runner/src/feeds/sinks/file.ts";
import { openKafkaSink } from "../../../runner/src/feeds/sinks/kafka/open-kafka-sink.ts";
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
let owner = await ownFeed(ledger, name, `runner:${process.pid}`, times);
while (owner === undefined) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  owner = await ownFeed(ledger, name, `runner:${process.pid}`, times);
}
await using held = owner;
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

import type { KafkaClient, KafkaSettings } from "../../../runner/src/feeds/sinks/kafka/kafka-client.ts";

/** The client libraries that are tried, by name: docs/decisions/0016-kafka-client.md says of another that was, and lost. */
export const clients: Readonly<Record<string, (settings: KafkaSettings) => Promise<KafkaClient>>> = {
  platformatic: async (settings) =>
    (await import("../../../runner/src/feeds/sinks/kafka/platformatic-client.ts")).platformaticClient(settings),
};

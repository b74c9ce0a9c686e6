import type { KafkaClient, KafkaSettings } from "./kafka-client.ts";

/** A client of a cluster; its library is loaded when it is first used. Nothing is connected yet. */
export async function connectKafka(settings: KafkaSettings): Promise<KafkaClient> {
  const { platformaticClient } = await import("./platformatic-client.ts");
  return platformaticClient(settings);
}

import type { KafkaClient, KafkaSettings } from "./kafka-client.ts";

/** Loads the library ahead of its use. That it can't be loaded is an error of `connectKafka` alone. */
export async function loadKafka(): Promise<void> {
  await import("./platformatic-client.ts").catch(() => {});
}

/** A client of a cluster; its library is loaded when it is first used. No connection is kept yet. */
export async function connectKafka(settings: KafkaSettings): Promise<KafkaClient> {
  const { platformaticClient } = await import("./platformatic-client.ts");
  return platformaticClient(settings);
}

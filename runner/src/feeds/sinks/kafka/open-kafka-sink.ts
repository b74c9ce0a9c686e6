import type { EventSink } from "../sink.ts";
import { connectKafka } from "./connect-kafka.ts";
import type { KafkaSettings } from "./kafka-client.ts";
import { type KafkaTopics, kafkaSink } from "./kafka-sink.ts";

/** The topics of a cluster as a sink. The client library is loaded when it is first opened. */
export function openKafkaSink(settings: KafkaSettings, topics: KafkaTopics): EventSink {
  return kafkaSink(settings, topics, () => connectKafka(settings));
}

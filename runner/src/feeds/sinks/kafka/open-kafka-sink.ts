import { feedError } from "../../errors.ts";
import type { EventSink } from "../sink.ts";
import { connectKafka } from "./connect-kafka.ts";
import type { KafkaSettings } from "./kafka-client.ts";
import { type KafkaTopics, kafkaSink } from "./kafka-sink.ts";

/** The topics of a cluster as a sink. The client library is loaded when it is first opened. Errors: feed-topic-taken. */
export function openKafkaSink(settings: KafkaSettings, topics: KafkaTopics): EventSink {
  const { positions, name } = settings;
  if (topics.events === positions || topics.deadLetters === positions) {
    throw feedError("feed-topic-taken", `kafka ${name}: the topic ${positions} keeps the positions of feeds.`);
  }
  return kafkaSink(settings, topics, () => connectKafka(settings));
}

import type { DatafeedError } from "../../../errors/datafeed-error.ts";
import { type FeedErrorCode, feedError } from "../../errors.ts";
import { KafkaFailure } from "./kafka-client.ts";

/** Kafka's refusals that a person has to act on; any other passes (https://kafka.apache.org/protocol#protocol_error_codes). */
const codes: Readonly<Record<string, FeedErrorCode>> = {
  UNKNOWN_TOPIC_OR_PARTITION: "feed-topic-missing",
  TOPIC_AUTHORIZATION_FAILED: "feed-topic-denied",
  CLUSTER_AUTHORIZATION_FAILED: "feed-topic-denied",
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: "feed-topic-denied",
  GROUP_AUTHORIZATION_FAILED: "feed-topic-denied",
  TOPIC_ALREADY_EXISTS: "feed-topic-exists",
  PRODUCER_FENCED: "feed-fenced",
  INVALID_PRODUCER_EPOCH: "feed-fenced",
  MESSAGE_TOO_LARGE: "feed-record-too-large",
  RECORD_LIST_TOO_LARGE: "feed-record-too-large",
};

/** The error for a person; `place` is "kafka main/conversations". An error that is none of Kafka's is returned as it is. */
export function kafkaError(error: unknown, place: string): unknown {
  if (!(error instanceof KafkaFailure)) return error;
  return known(error, place);
}

function known(failure: KafkaFailure, place: string): DatafeedError {
  const { reason, refusal, message } = failure;
  const say = (code: FeedErrorCode): DatafeedError => feedError(code, `${place}: ${message}`, { cause: failure });
  if (reason === "unreachable") return say("feed-broker-unreachable");
  if (reason === "tls") return say("feed-broker-tls");
  if (reason === "sign-in") return say("feed-broker-denied");
  return say(codes[refusal ?? ""] ?? "feed-broker-failed");
}

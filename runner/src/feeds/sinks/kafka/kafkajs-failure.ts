import { KafkaFailure } from "./kafka-client.ts";

/** An error of kafkajs, sorted out. Errors of our own are passed on. */
export function kafkajsFailure(error: unknown): unknown {
  if (error instanceof KafkaFailure || !(error instanceof Error)) return error;
  const all = [...withCauses(error)];
  if (
    all.some(({ name, message }) => name === "KafkaJSSASLAuthenticationError" || /SASL .* authentication failed/.test(message))
  )
    return new KafkaFailure("sign-in", "The user, the password or the mechanism is refused.", { cause: error });
  const refused = all.find((each) => "type" in each && typeof each.type === "string");
  if (refused !== undefined && "type" in refused) {
    const refusal = String(refused.type);
    if (refusal === "SASL_AUTHENTICATION_FAILED" || refusal === "UNSUPPORTED_SASL_MECHANISM")
      return new KafkaFailure("sign-in", "The user, the password or the mechanism is refused.", { cause: error });
    return new KafkaFailure("refused", `The broker refuses (${refusal}): ${refused.message}`, { refusal, cause: error });
  }
  if (all.some(({ message }) => /certificate|SSL|TLS|altnames/i.test(message)))
    return new KafkaFailure("tls", `The secure connection failed (${error.message}).`, { cause: error });
  return new KafkaFailure("unreachable", `No answer from a broker (${error.message}).`, { cause: error });
}

function* withCauses(error: Error): Generator<Error> {
  yield error;
  if (error.cause instanceof Error) yield* withCauses(error.cause);
}

import { KafkaFailure } from "./kafka-client.ts";

/** An error of @platformatic/kafka, sorted out. Errors of our own are passed on. */
export function kafkaFailure(error: unknown): unknown {
  if (error instanceof KafkaFailure || !(error instanceof Error)) return error;
  const all = [...withCauses(error)];
  // Of several attempts the last one tells: the first may have met a leader that was just going.
  const refused =
    all.findLast((each) => typeof each["apiId"] === "string" && each["canRetry"] !== true) ?? all.findLast(hasApiId);
  if (all.some(isSignIn))
    return new KafkaFailure("sign-in", "The user, the password or the mechanism is refused.", { cause: error });
  const tls = all.find(isTls);
  if (tls !== undefined) return new KafkaFailure("tls", `The secure connection failed (${shortly(tls)}).`, { cause: error });
  if (refused !== undefined) {
    const refusal = String(refused["apiId"]);
    return new KafkaFailure("refused", `The broker refuses (${refusal}): ${refused.message}`, { refusal, cause: error });
  }
  if (wasClosed(error)) return new KafkaFailure("unreachable", closed, { cause: error });
  const system = all.findLast(isSystem);
  return new KafkaFailure("unreachable", `No answer from a broker (${shortly(system ?? error)}).`, { cause: error });
}

const closed = "A broker closed the connection, as one does that goes down, or that wants TLS or a user.";

/** Whether brokers were reached, and closed their connections without a word. */
export function wasClosed(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const all = [...withCauses(error)];
  return all.some(({ message }) => message === "Connection closed") && !all.some(isSystem);
}

type AnyError = Error & Readonly<Record<string, unknown>>;

function hasApiId(error: AnyError): boolean {
  return typeof error["apiId"] === "string";
}

function isSystem(error: AnyError): boolean {
  return /^E[A-Z]+$/.test(String(error["code"]));
}

function isSignIn(error: AnyError): boolean {
  return (
    error["code"] === "PLT_KFK_AUTHENTICATION" ||
    error["apiId"] === "SASL_AUTHENTICATION_FAILED" ||
    error["apiId"] === "UNSUPPORTED_SASL_MECHANISM"
  );
}

function isTls(error: AnyError): boolean {
  if (error.message === "Broker requires TLS.") return true;
  return /^(ERR_TLS|ERR_SSL|ERR_OSSL|UNABLE_|SELF_SIGNED|DEPTH_ZERO|CERT_)|EPROTO/.test(String(error["code"]));
}

function shortly(error: AnyError | Error): string {
  return "code" in error && typeof error.code === "string" && !error.code.startsWith("PLT") ? error.code : error.message;
}

/** An error and those that led to it, each before what it is made of. */
function* withCauses(error: Error): Generator<AnyError> {
  yield error as AnyError;
  if (error.cause instanceof Error) yield* withCauses(error.cause);
  if (error instanceof AggregateError) {
    for (const each of error.errors) if (each instanceof Error) yield* withCauses(each);
  }
}

import type { KafkaSettings } from "../feeds/sinks/kafka/kafka-client.ts";
import { feedId } from "../load/feed-id.ts";
import type { ResolvedFeed } from "../load/project-documents.ts";
import type { Check } from "../warehouse/warehouse.ts";

/** What of a failed connection a setting decides: by what TLS says of it. */
const tlsSettings: readonly (readonly [RegExp, (settings: KafkaSettings) => string])[] = [
  [/certificate of the client's own/, () => "`certificate` and `privateKey`, the client's own"],
  [/altname|ALTNAME/, () => "`servers`: the host is named as its certificate names it"],
  [/expired/i, () => "none: the broker's own certificate has to be renewed"],
  [/wrong version number|packet length|EPROTO/, () => "`tls: disable`, or in `servers` the port with TLS: this one has none"],
  [
    /self.signed|issuer|unable to (get|verify)|UNABLE_TO/i,
    ({ tls }) => {
      const which = "the file with the certificate of the authority that signed the broker's";
      return tls?.ca === undefined ? `\`ca\`, which is not set: ${which}` : `\`ca\`: it is not ${which}`;
    },
  ],
];

/** A failed check of a broker with who is meant by it, and the setting in connections.yaml. */
export function withSetting(check: Check, settings: KafkaSettings): Check {
  if (check.ok) return check;
  const place = `Look at \`brokers.${settings.name}\`: `;
  if (/password or the mechanism is refused/.test(check.detail)) {
    const { sasl } = settings;
    const as = sasl === undefined ? "`sasl`, which is not set" : `\`sasl\`, now ${userOf(settings)} by ${sasl.mechanism}`;
    return also(check, `${place}${as}.`);
  }
  const found = tlsSettings.find(([said]) => /secure connection|certificate/.test(check.detail) && said.test(check.detail));
  return found === undefined ? check : also(check, `${place}${found[1](settings)}.`);
}

/** A failed check of a feed's topics with the right that is missing, and whose it is (docs/kafka.md). */
export function withRight(check: Check, feed: ResolvedFeed, settings: KafkaSettings): Check {
  const right = check.ok ? undefined : rightOf(check, feedId(feed));
  return right === undefined ? check : also(check, `Missing for ${userOf(settings)}: ${right}.`);
}

function rightOf({ name, detail }: Check, id: string): string | undefined {
  if (detail.includes("TRANSACTIONAL_ID_AUTHORIZATION_FAILED")) {
    return `Describe and Write on the transactional ids "${id}" and "${id}.doctor", by which doctor tries it`;
  }
  if (detail.includes("CLUSTER_AUTHORIZATION_FAILED")) {
    return "Write on the feed's topics; before Kafka 2.8 IdempotentWrite on the cluster, too";
  }
  if (!detail.includes("TOPIC_AUTHORIZATION_FAILED")) return undefined;
  const [, kind, topic] = /^(topic|dead letters|positions) (.+)$/.exec(name) ?? [];
  if (topic === undefined) return undefined;
  return `${kind === "positions" ? "Describe, Read and Write" : "Describe and Write"} on the topic "${topic}"`;
}

function userOf({ sasl, tls }: KafkaSettings): string {
  if (sasl !== undefined) return `the user "${sasl.username}"`;
  return tls?.certificate === undefined ? "clients without a user (User:ANONYMOUS)" : "the subject of the client's certificate";
}

function also(check: Check, what: string): Check {
  return { ...check, detail: `${check.detail.replace(/[.\s]*$/, ".")} ${what}` };
}

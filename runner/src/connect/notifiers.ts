import { DatafeedError } from "../errors/datafeed-error.ts";
import { nearest, thereAre } from "../load/did-you-mean.ts";
import type { ConnectionsInForce } from "./connections-in-force.ts";
import { resolveSecrets } from "./secrets.ts";

/** Who is told of things, by a POST. */
export interface Notifier {
  readonly name: string;
  readonly url: string;
  /** Signs what is posted. */
  readonly secret?: string;
}

/** A notifier of the connections, its secrets resolved. Errors: `connection-unknown`, `secret-missing`. */
export function openNotifier(around: ConnectionsInForce, name: string): Notifier {
  const notifiers = around.connections.notifiers ?? {};
  const written = notifiers[name];
  if (written === undefined) {
    const known = Object.keys(notifiers);
    const close = nearest(name, known);
    throw new DatafeedError("connection-unknown", `There is no notifier "${name}" in the connections. ${thereAre(known)}`, {
      hint: close === undefined ? "Add it, or give another file with --connections." : `Did you mean "${close}"?`,
    });
  }
  const { url, secret } = resolveSecrets(written, `notifiers.${name}`, around.folder);
  return { name, url, ...(secret === undefined ? {} : { secret }) };
}

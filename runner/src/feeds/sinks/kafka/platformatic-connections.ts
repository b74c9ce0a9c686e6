import { type Admin, Producer } from "@platformatic/kafka";
import { timeLimits } from "./time-limits.ts";

/** Has the operating system ask brokers that say nothing whether they are there: neither side ever finds its connection gone. */
export function keptAlive<Client extends Admin | Producer>(client: Client): Client {
  client.on("client:broker:connect", ({ connection }) => connection.socket.setKeepAlive(true, timeLimits.keepAliveMs));
  return client;
}

/**
 * Whatever it is at: nothing more is asked of it. A connection waits until it has sent what it holds, for ever with a broker that
 * hangs: what is not sent by then is dropped.
 */
export async function closed(client: Admin | Producer, mostMs: number = timeLimits.closingMs): Promise<void> {
  const sockets = [...client.connections].map(([, { socket }]) => socket);
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, mostMs);
  try {
    await Promise.race([client instanceof Producer ? client.close(true) : client.close(), late.promise]);
  } catch {
    // Connections that are gone can't be closed.
  } finally {
    clearTimeout(timer);
    for (const socket of sockets) socket?.destroy();
  }
}

/** Closed at once, while it is at work: what it has not sent is not sent. */
export function dropped(client: Admin | Producer): Promise<void> {
  return closed(client, 0);
}

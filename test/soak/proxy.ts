import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy on the loopback interface that can be cut like a network: connections hang, they are not closed. */
export interface CutProxy extends AsyncDisposable {
  readonly port: number;
  /** Nothing goes through any more; new connections are accepted and hang. */
  cut(): void;
  /** Everything goes on where it stopped. */
  heal(): void;
}

export async function startProxy(target: { readonly host: string; readonly port: number }): Promise<CutProxy> {
  const sockets = new Set<Socket>();
  let cut = false;
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on("data", (data) => {
        if (!to.write(data)) from.pause();
      });
      to.on("drain", () => {
        if (!cut) from.resume();
      });
      from.once("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on("error", () => to.destroy());
      if (cut) from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    cut: () => {
      cut = true;
      for (const socket of sockets) socket.pause();
    },
    heal: () => {
      cut = false;
      for (const socket of sockets) socket.resume();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

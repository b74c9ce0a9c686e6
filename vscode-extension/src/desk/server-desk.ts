import { remoteCommands } from "../../../runner/src/client/remote-commands.ts";
import { saveOutput } from "../../../runner/src/client/save-output.ts";
import type { Desk } from "./desk.ts";

/** A desk on a server. Errors: `server-url-invalid`. */
export function serverDesk(url: string, token: string): Desk {
  const { content, ...commands } = remoteCommands({ url, token });
  return {
    ...commands,
    place: { type: "server", url },
    save: async (id, folder, options) => {
      const output = await commands.output(id);
      // What is fetched ends with the question, not with the desk.
      const cancellable = remoteCommands({ url, token, signal: options.signal });
      return saveOutput({ content: cancellable.content }, output, folder, options);
    },
  };
}

import { DatafeedError } from "../../errors/datafeed-error.ts";
import { createToken, listTokens, regenerateToken, revokeToken, type Token } from "../../ledger/tokens.ts";
import { nearest } from "../../load/did-you-mean.ts";
import type { Commands } from "../commands.ts";
import { checkRight, reachOf } from "../rights.ts";
import { audited } from "./audited.ts";
import type { Desk } from "./desk.ts";

type TokenCommands = Pick<Commands, "listTokens" | "createToken" | "revokeToken" | "regenerateToken">;

/** Tokens for the HTTP API. What a token says is in nobody's log. */
export function tokenCommands(desk: Desk): TokenCommands {
  const { estate, caller } = desk;
  const { ledger } = estate;

  /** The tokens that the caller may know of. */
  const known = async (): Promise<readonly Token[]> => {
    const tokens = await listTokens(ledger);
    return reachOf(caller, "token.list") === "all" ? tokens : tokens.filter(({ user }) => user === caller.user);
  };

  /** Errors: `unknown-id`, `ambiguous-id`. */
  const find = async (id: string): Promise<Token> => {
    const tokens = await known();
    const [first, second] = tokens.filter((token) => id !== "" && token.id.startsWith(id));
    const exact = tokens.find((token) => token.id === id);
    if (exact !== undefined) return exact;
    if (first === undefined) {
      throw new DatafeedError("unknown-id", `No token has the id ${JSON.stringify(id)}.`, {
        hint: "`datafeed token list` shows the ids.",
      });
    }
    if (second === undefined) return first;
    throw new DatafeedError("ambiguous-id", `Several ids of tokens begin with ${id}: ${first.id}, ${second.id}`, {
      hint: "Write more of the id.",
    });
  };

  return {
    listTokens: async () => {
      checkRight(caller, "token.list");
      return known();
    },
    createToken: (request) =>
      audited(desk, "token.create", request.user, async () => {
        checkRight(caller, "token.create");
        checkUser(desk, request.user);
        return createToken(ledger, { ...request, createdBy: caller.user });
      }),
    revokeToken: (id) =>
      audited(desk, "token.revoke", id, async () => {
        checkRight(caller, "token.revoke");
        const token = await find(id);
        checkRight(caller, "token.revoke", token.user);
        return revokeToken(ledger, token.id, caller.user);
      }),
    regenerateToken: (id) =>
      audited(desk, "token.regenerate", id, async () => {
        checkRight(caller, "token.regenerate");
        const token = await find(id);
        checkUser(desk, token.user);
        return regenerateToken(ledger, token.id, caller.user);
      }),
  };
}

/** A token for nobody would open nothing. */
function checkUser({ estate }: Desk, user: string): void {
  const users = Object.keys(estate.documents().project?.users ?? {});
  if (users.includes(user)) return;
  const close = nearest(user, users);
  throw new DatafeedError("token-user-unknown", `There is no user ${JSON.stringify(user)} in datafeed.yaml.`, {
    hint: close === undefined ? "Add the user there, with a role." : `Did you mean "${close}"?`,
  });
}

import { DatafeedError, messageOf } from "../../../runner/src/errors/datafeed-error.ts";
import { serverDesk } from "../desk/server-desk.ts";

/** Whose token it is, or why the server did not take it. */
export async function tryToken(url: string, token: string): Promise<{ readonly user: string } | { readonly refusal: string }> {
  try {
    const { user } = await serverDesk(url, token).status();
    return { user };
  } catch (error) {
    const hint = error instanceof DatafeedError && error.hint !== undefined ? ` ${error.hint}` : "";
    return { refusal: `${messageOf(error)}${hint}` };
  }
}

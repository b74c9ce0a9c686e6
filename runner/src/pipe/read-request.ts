import { messageOf } from "../errors/datafeed-error.ts";
import { type errorNumbers, type Id, isMethod, type Method } from "./protocol.ts";

/** What a line is. `wrong`: it is answered with an error; `id` is null where nobody can say which request it would be. */
export type Read =
  | { readonly type: "request"; readonly id: Id; readonly method: Method | "hello"; readonly params: readonly unknown[] }
  | { readonly type: "cancel"; readonly id: Id }
  | { readonly type: "stop" | "nothing" }
  | { readonly type: "wrong"; readonly id: Id | null; readonly number: keyof typeof errorNumbers; readonly message: string };

/** Reads one line of the editor. Notices that are not known are nothing (JSON-RPC 2.0, section 4.1). */
export function readRequest(line: string): Read {
  if (line.trim() === "") return { type: "nothing" };
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch (error) {
    return wrong(null, "parse", `The line is no JSON: ${messageOf(error)}`);
  }
  if (typeof message !== "object" || message === null || Array.isArray(message)) {
    return wrong(null, "request", "Expected one request on each line.");
  }
  const { jsonrpc, id, method, params } = message as Readonly<Record<string, unknown>>;
  const known = isId(id) ? id : null;
  if (jsonrpc !== "2.0" || typeof method !== "string" || (id !== undefined && known === null)) {
    return wrong(known, "request", 'Expected {"jsonrpc": "2.0", "id": …, "method": "…", "params": […]}.');
  }
  if (known === null) return readNotice(method, params);
  if (method !== "hello" && !isMethod(method)) return wrong(known, "method", `There is no request "${method}".`);
  if (params !== undefined && !Array.isArray(params)) return wrong(known, "parameters", "Expected an array of parameters.");
  // JSON has no undefined: an argument that was left out comes as null.
  return { type: "request", id: known, method, params: (params ?? []).map((each: unknown) => each ?? undefined) };
}

function readNotice(method: string, params: unknown): Read {
  if (method === "$/stop") return { type: "stop" };
  const id = typeof params === "object" && params !== null && "id" in params ? params.id : undefined;
  return method === "$/cancel" && isId(id) ? { type: "cancel", id } : { type: "nothing" };
}

function isId(value: unknown): value is Id {
  return typeof value === "number" || typeof value === "string";
}

function wrong(id: Id | null, number: keyof typeof errorNumbers, message: string): Read {
  return { type: "wrong", id, number, message };
}

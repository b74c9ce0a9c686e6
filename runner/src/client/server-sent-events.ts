/** A server-sent event (HTML standard, 9.2). */
export interface ServerSentEvent {
  /** `message` when the server gave none. */
  readonly event: string;
  readonly data: string;
  readonly id?: string;
}

/** What a stream says besides its events. */
export interface StreamState {
  /** How long to wait before connecting again, when the server has said so. */
  retryMs?: number;
}

/** Of ours none is near it; a server that sends no end of a line must not fill the memory. */
const longestEvent = 1 << 20;

/** The events of a stream of bytes, as they come. What is not ended by an empty line is no event. */
export async function* readEvents(bytes: AsyncIterable<Uint8Array>, state: StreamState = {}): AsyncGenerator<ServerSentEvent> {
  let event = "";
  let id: string | undefined;
  let data: string[] = [];
  let size = 0;
  for await (const line of lines(bytes)) {
    size += line.length;
    if (size > longestEvent) throw new RangeError("an event of the server is too long");
    if (line === "") {
      if (data.length > 0) {
        yield { event: event === "" ? "message" : event, data: data.join("\n"), ...(id === undefined ? {} : { id }) };
      }
      event = "";
      data = [];
      size = 0;
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + (line[colon + 1] === " " ? 2 : 1));
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
    else if (field === "id" && !value.includes("\0")) id = value;
    else if (field === "retry" && /^[0-9]{1,9}$/.test(value)) state.retryMs = Number(value);
  }
}

/** Lines end with \n, \r\n or \r, wherever the chunks are cut; a byte order mark in front is left out. */
async function* lines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let afterReturn = false;
  for await (const chunk of bytes) {
    let text = decoder.decode(chunk, { stream: true });
    if (afterReturn && text.startsWith("\n")) text = text.slice(1);
    if (text !== "") afterReturn = text.endsWith("\r");
    const parts = (rest + text).split(/\r\n|\n|\r/);
    rest = parts.pop() ?? "";
    if (rest.length > longestEvent) throw new RangeError("a line of the server is too long");
    yield* parts;
  }
}

import type { KafkaRecord } from "./kafka-client.ts";

/** Headers as Kafka takes them. Most say the same in each record: the bytes of a header's last text are kept, by its name. */
export class HeaderBytes {
  readonly #last = new Map<string, { readonly name: Buffer; text: string; bytes: Buffer }>();

  of(headers: readonly (readonly [name: string, text: string])[]): KafkaRecord["headers"] {
    return headers.map(([name, text]) => {
      const last = this.#last.get(name);
      if (last?.text === text) return [last.name, last.bytes];
      const bytes = Buffer.from(text, "utf8");
      if (last === undefined) {
        const first = { name: Buffer.from(name, "utf8"), text, bytes };
        this.#last.set(name, first);
        return [first.name, bytes];
      }
      last.text = text;
      last.bytes = bytes;
      return [last.name, bytes];
    });
  }
}

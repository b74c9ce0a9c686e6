import { isDeviceName } from "../../../runner/src/language.ts";

/** A path for a new extract that none of the given ones has, whatever their case: `extracts/web-chat.extract.yaml`. */
export function freePath(name: string, taken: Iterable<string>): string {
  const used = new Set([...taken].map((path) => path.toLowerCase()));
  const plain = name.trim().replaceAll(/[^A-Za-z0-9_-]+/g, "-") || "extract";
  const stem = isDeviceName(plain) ? `${plain}-extract` : plain;
  for (let number = 1; ; number++) {
    const path = `extracts/${stem}${number === 1 ? "" : `-${number}`}.extract.yaml`;
    if (!used.has(path.toLowerCase())) return path;
  }
}

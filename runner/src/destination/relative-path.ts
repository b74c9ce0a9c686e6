import { DatafeedError } from "../errors/datafeed-error.ts";

/** The folder of a file destination in which attempts write; not a name that an output may have. */
export const stagingName = ".staging";

const windowsDevice = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;

/**
 * The segments of a path relative to a destination, or destination-path when it is absolute, climbs out, means the staging
 * folder, or holds a segment that some system refuses (SEEDS 29, 31).
 */
export function segmentsOf(path: string): readonly string[] {
  const segments = path.split("/");
  for (const segment of segments) {
    const fault = faultOf(segment);
    if (fault !== undefined) throw pathError(path, fault);
  }
  if (segments[0] === stagingName) throw pathError(path, `${stagingName} is where unfinished files are kept`);
  return segments;
}

/** An attempt's id, as it may name a folder. */
export function checkAttempt(attempt: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(attempt))
    throw pathError(attempt, "an attempt's id is letters, digits, - and _");
}

function faultOf(segment: string): string | undefined {
  if (segment === "") return "it is absolute or has an empty part";
  if (segment === "." || segment === "..") return `it has the part \`${segment}\``;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u001f\u007f\\:*?"<>|]/.test(segment))
    return `\`${segment}\` holds a character that some systems refuse in names`;
  if (/[. ]$/.test(segment)) return `\`${segment}\` ends in a dot or a space`;
  if (windowsDevice.test(segment)) return `\`${segment}\` is a device's name on Windows`;
  if (Buffer.byteLength(segment) > 255) return "one of its names is longer than 255 bytes";
  return undefined;
}

/** The refusal of a path, and why. */
export function pathError(path: string, why: string): DatafeedError {
  return new DatafeedError("destination-path", `Path ${JSON.stringify(path)} is refused: ${why}`, {
    hint: "Paths are relative to the destination's folder and stay inside it.",
  });
}

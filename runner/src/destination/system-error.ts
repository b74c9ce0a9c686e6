import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";

/** The operating system's code of an error (`ENOENT`), or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** What an error of the file system means to a person. `where` is the path as they would open it. */
export function explain(error: unknown, where: string): DatafeedError {
  if (error instanceof DatafeedError) return error;
  const options = { cause: error };
  switch (systemCode(error)) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new DatafeedError("destination-denied", `No right to write or read ${where}`, {
        hint: "Give the user that runs Datafeed rights on the destination's folder.",
        ...options,
      });
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return new DatafeedError("destination-full", `No room left for ${where}`, {
        hint: "Make room and run again.",
        ...options,
      });
    case "ELOOP":
      return new DatafeedError("destination-path", `${where} is a symbolic link, a file was expected`, options);
    case "ENAMETOOLONG":
      return new DatafeedError("destination-path", `The path ${where} is too long for its file system`, options);
    case "ENOTDIR":
      return new DatafeedError("destination-path", `${where} lies below something that is not a folder`, options);
    default:
      return new DatafeedError("destination-failed", `${where}: ${messageOf(error)}`, options);
  }
}

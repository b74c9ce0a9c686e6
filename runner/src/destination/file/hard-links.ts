import { link } from "node:fs/promises";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { systemCode } from "../system-error.ts";

/** What file systems answer that have no hard links (FAT, exFAT, some FUSE and SMB mounts). */
const refusals = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"]);

/** Gives a file a second name, exclusively: the one operation on which publishing stands. Errors: destination-no-links; others as they are. */
export async function linkExclusively(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    if (refusals.has(systemCode(error) ?? "")) throw noHardLinks(target, error);
    throw error;
  }
}

/** The refusal of a file system on which create-exclusive can't be had. */
export function noHardLinks(where: string, cause?: unknown): DatafeedError {
  return new DatafeedError(
    "destination-no-links",
    `The file system of ${where} can't create a name exclusively by a hard link`,
    {
      hint: "Use a folder on ext4, xfs, btrfs, APFS, NTFS or NFS",
      cause,
    },
  );
}

import { defineErrors } from "../errors/catalogue.ts";

/** What can go wrong where files go. */
export const destinationErrors = defineErrors({
  "destination-path": {
    meaning: "A path does not stay inside its destination, or is no path that every system can hold.",
    mend: "Write a relative path with forward slashes, without `..`, and remove symbolic links that lead out of the destination's folder.",
  },
  "destination-missing": {
    meaning: "The folder that should hold the destination does not exist.",
    mend: "Create the folder, mount the volume, or correct `path` in connections.yaml.",
  },
  "destination-denied": {
    meaning: "The process may not write, read or delete there.",
    mend: "Give the user that runs Datafeed the right to write to the destination's folder and everything in it.",
  },
  "destination-full": {
    meaning: "The disk or the quota of the destination is used up. Nothing was published.",
    mend: "Make room, then run the extract again.",
  },
  "destination-no-links": {
    meaning:
      "The destination's file system has no hard links, so a file can't be given its name without the risk of overwriting another.",
    mend: "Use a folder on a file system with hard links (ext4, xfs, btrfs, APFS, NTFS, NFS).",
  },
  "destination-no-file": {
    meaning: "A file that was published is not there any more.",
    mend: "Restore it from a backup, or run the extract again: the next sequence gets a new file.",
  },
  "destination-staging-lost": {
    meaning: "A staged file vanished before it was published.",
    mend: "Let nothing but Datafeed touch the folder `.staging` of a destination; then run the extract again.",
  },
  "destination-failed": {
    meaning: "The file system refused an operation for another reason.",
    mend: "Look at the reason in the message; it is the operating system's own word.",
  },
});

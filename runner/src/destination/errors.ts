import { defineErrors } from "../errors/catalogue.ts";

/** What can go wrong where files go. */
export const destinationErrors = defineErrors({
  "destination-path": {
    meaning: "A path does not stay inside its destination, or is no path that every system can hold.",
    mend: "Write a relative path with forward slashes, without `..`, and remove symbolic links that lead out of the destination's folder.",
  },
  "destination-missing": {
    meaning: "The folder or bucket that should hold the destination does not exist.",
    mend: "Create it, mount the volume, or correct `path` or `bucket` in connections.yaml.",
  },
  "destination-denied": {
    meaning: "The process, or the user or key by which it is known to a server, may not write, read or delete there.",
    mend: "Give it the rights that docs/destinations.md lists.",
  },
  "destination-full": {
    meaning:
      "The disk or the quota of the destination, or the disk on which files wait to be sent, is used up. Nothing was published.",
    mend: "Make room, then run the extract again.",
  },
  "destination-no-links": {
    meaning:
      "The destination's file system has no hard links, so a file can't be given its name without the risk of overwriting another.",
    mend: "Use a folder on a file system with hard links (ext4, xfs, btrfs, APFS, NTFS, NFS).",
  },
  "destination-overwrites": {
    meaning: "The server overwrites a file that is there, or can't be asked not to. Datafeed never publishes to such a one.",
    mend: "Use a server that honours `If-None-Match: *` on both kinds of upload (S3) or refuses to rename onto a file (SFTP).",
  },
  "destination-unreachable": {
    meaning: "The server does not answer, or the connection to it broke again and again.",
    mend: "See whether it runs, and whether host, port and network are right. A schedule's window stays owed until it is published.",
  },
  "destination-login": {
    meaning: "The server knows the key, user or password not, or no credentials were found.",
    mend: "Correct the credentials in connections.yaml or in the environment; renew what has expired.",
  },
  "destination-host-key": {
    meaning: "The SSH server showed a key that is not among `hostKeys`. It may be another server. Nothing was sent.",
    mend: "Ask the server's administrator for the fingerprint (`ssh-keygen -lf`); if it is right, add it to `hostKeys`.",
  },
  "destination-clock": {
    meaning: "The server refuses requests because this machine's clock differs too much from its own.",
    mend: "Set the clock, best by NTP.",
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
    meaning: "The file system or the server refused an operation for another reason.",
    mend: "Look at the reason in the message; it is the system's own word.",
  },
});

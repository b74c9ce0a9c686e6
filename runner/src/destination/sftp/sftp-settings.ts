/** A folder on an SSH server; secrets resolved. */
export interface SftpSettings {
  readonly host: string;
  /** Default: 22. */
  readonly port?: number;
  readonly user: string;
  readonly password?: string;
  readonly privateKey?: string;
  readonly passphrase?: string;
  /** SHA-256 fingerprints as `ssh-keygen -lf` prints them; no other server is spoken to. */
  readonly hostKeys: readonly string[];
  /** Relative to the user's home, or absolute. */
  readonly path: string;
  /** Where files are written before they are sent. */
  readonly spool?: string;
}

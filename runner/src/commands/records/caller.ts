/** Who asks. On a checkout it is the system's user, with every right: the database role is the boundary there (DESIGN 3). */
export interface Caller {
  readonly user: string;
  readonly role: Role;
  readonly tokenId?: string;
  /** Address of the client; absent on the command line. */
  readonly client?: string;
}

/** What a user may do on a server: viewer lists and downloads, developer also runs, previews and pauses, admin does everything. */
export type Role = "admin" | "developer" | "viewer";

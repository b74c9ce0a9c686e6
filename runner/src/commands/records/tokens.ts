/** A token that is asked for. */
export interface TokenRequest {
  readonly user: string;
  readonly name: string;
  /** Default: 90 days; at most 366. */
  readonly days?: number;
}

/** A token without its secret. */
export interface TokenView {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt?: string;
  readonly revokedAt?: string;
  readonly state: "active" | "expired" | "revoked";
}

/** A token with its secret, which is shown once. */
export interface NewToken extends TokenView {
  readonly token: string;
}

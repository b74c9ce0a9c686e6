/** A bucket of Amazon S3 or of a store that speaks as it does; secrets resolved. */
export interface S3Settings {
  readonly bucket: string;
  /** Without a slash at either end. */
  readonly prefix?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly pathStyle?: boolean;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly encryption?: "AES256" | "aws:kms";
  readonly kmsKey?: string;
  /** Where files are written before they are uploaded. */
  readonly spool?: string;
}

/** Sizes in bytes, by which files are cut. A store refuses parts below 5 MiB, but for the last. */
export interface PartSizes {
  /** Of an upload; this much times four is held in memory. A file that is no larger is sent in one piece. */
  readonly upload: number;
  /** Of a copy within the store. */
  readonly copy: number;
}

/** What is used unless it is told otherwise. */
export const defaultPartSizes: PartSizes = { upload: 8 * 2 ** 20, copy: 512 * 2 ** 20 };

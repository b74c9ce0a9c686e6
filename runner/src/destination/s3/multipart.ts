import { type FileHandle, open } from "node:fs/promises";
import type { CompletedPart } from "@aws-sdk/client-s3";
import { inParallel } from "../in-parallel.ts";
import type { StepListener } from "../steps.ts";
import { abortable, type Bucket, type Upload } from "./bucket.ts";
import { isConflict, isNoObject, isNoUpload, isTaken } from "./s3-error.ts";

const mostParts = 10_000;
const uploadsAtOnce = 4;
const copiesAtOnce = 8;

/** Where one part lies: `to` is behind its last byte. */
export interface PartRange {
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

/** Cuts so many bytes into parts of a size, or larger ones where a store would not take that many. Nothing is one empty part. */
export function cutIntoParts(bytes: number, size: number): readonly PartRange[] {
  const each = Math.max(size, Math.ceil(bytes / mostParts));
  return Array.from({ length: Math.max(1, Math.ceil(bytes / each)) }, (_, index) => ({
    number: index + 1,
    from: index * each,
    to: Math.min(bytes, (index + 1) * each),
  }));
}

/** Sends a local file, in parts when it is larger than one; the store checks each part by its SHA-256. Replaces what is there. */
export async function uploadFile(
  bucket: Bucket,
  {
    key,
    file,
    partBytes,
    signal,
    onStep,
  }: {
    readonly key: string;
    readonly file: string;
    readonly partBytes: number;
    readonly signal: AbortSignal | undefined;
    readonly onStep: StepListener | undefined;
  },
): Promise<void> {
  await using handle = await open(file, "r");
  const { size } = await handle.stat();
  if (size <= partBytes) return bucket.put(key, await readPart(handle, { number: 1, from: 0, to: size }), signal);
  const client = await bucket.client();
  const upload = await begin(bucket, key, { ChecksumAlgorithm: "SHA256" });
  await onStep?.("upload-begun");
  try {
    const parts: CompletedPart[] = [];
    await inParallel(uploadsAtOnce, cutIntoParts(size, partBytes), async (part) => {
      signal?.throwIfAborted();
      const sent = await client.uploadPart(
        {
          ...bucket.at(key),
          UploadId: upload.id,
          PartNumber: part.number,
          Body: await readPart(handle, part),
          ChecksumAlgorithm: "SHA256",
        },
        abortable(signal),
      );
      parts[part.number - 1] = { PartNumber: part.number, ETag: sent.ETag, ChecksumSHA256: sent.ChecksumSHA256 };
      await onStep?.("part-uploaded");
    });
    signal?.throwIfAborted();
    await client.completeMultipartUpload({ ...bucket.at(key), UploadId: upload.id, MultipartUpload: { Parts: parts } });
  } catch (error) {
    await bucket.abort(upload).catch(() => {});
    throw error;
  }
}

/**
 * Copies an object to a key within the store, if nothing has that key: only a multipart upload can both copy and be exclusive on
 * every store. "again": somebody else is at it, or has taken the source or the upload away; look anew.
 */
export async function copyExclusively(
  bucket: Bucket,
  {
    from,
    to,
    partBytes,
    onStep,
  }: {
    readonly from: string;
    readonly to: string;
    readonly partBytes: number;
    readonly onStep: StepListener | undefined;
  },
): Promise<"created" | "exists" | "again"> {
  const upload = await begin(bucket, to);
  await onStep?.("copy-begun");
  try {
    // The source is looked for after the upload was begun, and who clears staging removes the source before it looks for
    // uploads: so nobody can complete one that was overlooked, and bring back a file that has been deleted since.
    const bytes = await bucket.sizeOf(from);
    if (bytes === undefined) {
      await bucket.abort(upload);
      return "again";
    }
    const parts = bytes === 0 ? [await emptyPart(bucket, upload)] : await copyParts(bucket, upload, from, bytes, partBytes);
    await onStep?.("parts-copied");
    const client = await bucket.client();
    const completed = await client.completeMultipartUpload({
      ...bucket.at(to),
      UploadId: upload.id,
      MultipartUpload: { Parts: parts },
      IfNoneMatch: "*",
    });
    await onStep?.("copy-completed");
    // versitygw 1.8.0 answers so, too, when the upload was aborted and another's object has the name.
    const found = await bucket.tagOf(to);
    return found === undefined || found === completed.ETag ? "created" : "again";
  } catch (error) {
    await bucket.abort(upload).catch(() => {});
    if (isTaken(error)) return "exists";
    if (isConflict(error) || isNoUpload(error) || isNoObject(error)) return "again";
    throw error;
  }
}

async function begin(bucket: Bucket, key: string, options: { readonly ChecksumAlgorithm?: "SHA256" } = {}): Promise<Upload> {
  const client = await bucket.client();
  const { UploadId } = await client.createMultipartUpload({ ...bucket.at(key), ...bucket.encryption, ...options });
  return { key, id: UploadId ?? "" };
}

async function copyParts(
  bucket: Bucket,
  { key, id }: Upload,
  from: string,
  bytes: number,
  partBytes: number,
): Promise<CompletedPart[]> {
  const client = await bucket.client();
  const ranges = cutIntoParts(bytes, partBytes);
  const parts: CompletedPart[] = [];
  await inParallel(copiesAtOnce, ranges, async (part) => {
    const { CopyPartResult } = await client.uploadPartCopy({
      ...bucket.at(key),
      UploadId: id,
      PartNumber: part.number,
      CopySource: `${bucket.name}/${from.split("/").map(encodeURIComponent).join("/")}`,
      ...(ranges.length === 1 ? {} : { CopySourceRange: `bytes=${part.from}-${part.to - 1}` }),
    });
    parts[part.number - 1] = { PartNumber: part.number, ETag: CopyPartResult?.ETag };
  });
  return parts;
}

/** There is nothing to copy in an empty object, and an upload without a part can't be completed. */
async function emptyPart(bucket: Bucket, { key, id }: Upload): Promise<CompletedPart> {
  const client = await bucket.client();
  const { ETag } = await client.uploadPart({ ...bucket.at(key), UploadId: id, PartNumber: 1, Body: Buffer.alloc(0) });
  return { PartNumber: 1, ETag };
}

async function readPart(handle: FileHandle, { from, to }: PartRange): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(to - from);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, from + filled);
    if (bytesRead === 0) throw new Error("a staged file became shorter while it was sent");
    filled += bytesRead;
  }
  return buffer;
}

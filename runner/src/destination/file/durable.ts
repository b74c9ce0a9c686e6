import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

const windows = process.platform === "win32";

/** Makes a folder's entries survive a power cut. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (!windows) await sync(folder);
}

/** Makes a file's bytes survive a power cut. */
export async function syncFile(file: string): Promise<void> {
  await sync(file);
}

/** The files directly in a folder, and the folder itself. */
export async function syncAllIn(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await syncFile(join(folder, name));
  await syncFolder(folder);
}

async function sync(path: string): Promise<void> {
  // Windows flushes only what was opened for writing.
  const handle = await open(path, windows ? "r+" : "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { statSync } from "node:fs";

const lookEveryMs = 500;

/**
 * Hears when one of some files is written, replaced, made or removed since it was constructed. It looks at them again and again:
 * links are swapped and file systems of other machines change where nothing tells of it.
 */
export class FileWatch {
  readonly #files: readonly string[];
  #seen: string;
  #timer: NodeJS.Timeout | undefined;

  /** The files may be missing. */
  constructor(files: readonly string[]) {
    this.#files = files;
    this.#seen = this.#look();
  }

  start(heard: () => void): void {
    this.#timer = setInterval(() => {
      const seen = this.#look();
      if (seen === this.#seen) return;
      this.#seen = seen;
      heard();
    }, lookEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): string {
    return this.#files.map(stampOf).join("\n");
  }
}

function stampOf(file: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return "";
  }
}

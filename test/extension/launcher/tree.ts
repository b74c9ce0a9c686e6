import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of files that are made up for a test. */
export class Tree implements Disposable {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "datafeed-launcher-")));

  path(path: string): string {
    return join(this.root, path);
  }

  write(path: string, text = ""): string {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
    return this.path(path);
  }

  /** A program that the system starts by itself. */
  program(path: string, script: string): string {
    chmodSync(this.write(path, `#!/bin/sh\n${script}\n`), 0o755);
    return this.path(path);
  }

  /** Something that says that it is a Node.js of this version. */
  node(path: string, version: string): string {
    return this.program(path, `echo v${version}`);
  }

  link(path: string, target: string): string {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    symlinkSync(target, this.path(path));
    return this.path(path);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

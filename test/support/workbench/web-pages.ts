import type { Frame, Page } from "playwright-core";

/**
 * The document of the webview in which this selector matches. A webview is a frame in a frame, and several may be there at
 * once: hidden tabs keep theirs.
 */
export async function webPage(page: Page, selector: string, timeoutMs = 40_000): Promise<Frame> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    for (const frame of page.frames()) {
      if (frame.parentFrame()?.parentFrame() === null || frame.parentFrame() === null) continue;
      const matches = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (matches > 0) return frame;
    }
    if (performance.now() > deadline) throw new Error(`no webview shows ${selector}`);
    await page.waitForTimeout(50);
  }
}

import { type Browser, type BrowserServer, chromium as playwright } from "playwright-core";
import { chromium } from "./places.ts";

const options = {
  executablePath: chromium,
  // A headless window is always in the background: its timers and drawing must not be slowed down for that.
  args: [
    ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
    ...["--disable-background-networking", "--disable-component-update", "--force-color-profile=srgb"],
    ...["--disable-background-timer-throttling", "--disable-renderer-backgrounding"],
  ],
};

export function launchBrowser(): Promise<Browser> {
  return playwright.launch(options);
}

/** A browser that several test processes share. */
export function launchBrowserServer(): Promise<BrowserServer> {
  return playwright.launchServer(options);
}

export function connectBrowser(endpoint: string): Promise<Browser> {
  return playwright.connect(endpoint);
}

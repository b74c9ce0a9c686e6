import { type Browser, type Page as BrowserPage, chromium } from "playwright-core";
import { pageDocument } from "../../../vscode-extension/src/webview/page-document.ts";
import { pageError } from "../../../vscode-extension/src/webview/page-error.ts";
import type { Answers, CancelMessage, PageContract, RequestMessage } from "../../../vscode-extension/src/webview/protocol.ts";
import { pageFiles } from "./page-bundle.ts";
import { type Theme, themes } from "./themes.ts";

/** Debian's, as scripts/test-servers has it. */
const chromiumPath = process.env["DATAFEED_TEST_CHROMIUM"] ?? "/usr/bin/chromium";
const origin = "https://page.test";

export interface OpenPage<Contract extends PageContract> extends AsyncDisposable {
  readonly page: BrowserPage;
  /** What the page asked, in order. */
  readonly asked: readonly { readonly method: string; readonly args: readonly unknown[] }[];
  /** What went wrong in the page itself, the refusals of its policy included. */
  readonly problems: readonly string[];
  tell<Event extends keyof Contract["events"] & string>(event: Event, data: Contract["events"][Event]): Promise<void>;
}

export interface OpenPageOptions<Contract extends PageContract> {
  readonly name: string;
  /** Under vscode-extension. Default: the page's main.ts. */
  readonly entry?: string;
  readonly answers: Answers<Contract>;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** What the page kept when it was last shown. */
  readonly state?: object;
  readonly timezone?: string;
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-gpu"] });
}

/** A page of the extension in a browser, with its real document and policy, answered as the extension would. */
export async function openPage<Contract extends PageContract>(
  browser: Browser,
  options: OpenPageOptions<Contract>,
): Promise<OpenPage<Contract>> {
  const { name, answers, theme = "dark", width = 1200, height = 800, timezone = "America/Chicago" } = options;
  const files = await pageFiles(name, options.entry);
  const context = await browser.newContext({ viewport: { width, height }, timezoneId: timezone, locale: "en-US" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  const page = await context.newPage();
  const asked: { method: string; args: readonly unknown[] }[] = [];
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.stack ?? error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.route("**/*", (route) => {
    const file = new URL(route.request().url()).pathname.slice(1);
    if (file === "") return route.fulfill({ contentType: "text/html", body: documentOf(name, theme) });
    const contents = files.get(file);
    if (contents === undefined) return route.fulfill({ status: 404 });
    return route.fulfill({ contentType: typeOf(file), body: Buffer.from(contents) });
  });
  const post = (message: unknown): Promise<void> =>
    page.evaluate((data) => (globalThis as unknown as InPage).postMessage(data, "*"), message).catch(() => {});
  const underWay = new Map<number, AbortController>();
  await page.exposeFunction("askHost", async (message: RequestMessage | CancelMessage) => {
    if ("cancel" in message) return underWay.get(message.cancel)?.abort();
    const { id, method, args } = message;
    asked.push({ method, args });
    const controller = new AbortController();
    underWay.set(id, controller);
    try {
      const answer = answers[method] as (signal: AbortSignal, ...args: readonly unknown[]) => unknown;
      await post({ id, result: await answer(controller.signal, ...args) });
    } catch (error) {
      await post({ id, error: pageError(error) });
    } finally {
      underWay.delete(id);
    }
  });
  await page.addInitScript((first) => {
    const { sessionStorage, askHost } = globalThis as unknown as InPage;
    Object.assign(globalThis, {
      acquireVsCodeApi: () => ({
        postMessage: askHost,
        getState: () => JSON.parse(sessionStorage.getItem("state") ?? JSON.stringify(first ?? null)) ?? undefined,
        setState: (state: unknown) => sessionStorage.setItem("state", JSON.stringify(state)),
      }),
    });
  }, options.state);
  await page.goto(`${origin}/`);
  return {
    page,
    asked,
    problems,
    tell: (event, data) => post({ event, data }),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** What scripts find in the page. */
interface InPage {
  postMessage(message: unknown, origin: string): void;
  askHost(message: unknown): void;
  readonly sessionStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
}

/** As the editor shows it: its theme's colours as variables, its kind as a class. */
function documentOf(name: string, theme: Theme): string {
  const { kind, variables } = themes[theme];
  const style = Object.entries(variables).map(([variable, value]) => `${variable}: ${value}`);
  return pageDocument({ name, title: name, language: "en", bundle: {}, source: origin, at: (file) => `${origin}/${file}` })
    .replace("<html ", `<html style="${style.join("; ").replaceAll('"', "&quot;")}" `)
    .replace("<body>", `<body class="${kind}" data-vscode-theme-kind="${kind}">`);
}

function typeOf(file: string): string {
  if (file.endsWith(".js")) return "text/javascript";
  return file.endsWith(".css") ? "text/css" : "font/ttf";
}

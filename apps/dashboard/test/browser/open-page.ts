import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** A browser that draws maps in software on a busy machine needs patience, not exactness. */
export const PATIENCE_MS = 60_000;

/** Maps are drawn in software, every pixel by the processor: a quarter of them shows as much to a test. */
const COARSE: BrowserContextOptions = { deviceScaleFactor: 0.5 };
export const WIDE: BrowserContextOptions = { ...COARSE, viewport: { width: 1440, height: 900 } };
export const PHONE: BrowserContextOptions = { ...COARSE, viewport: { width: 390, height: 844 } };

export interface OpenPage {
  /** Of its own: closing it closes all of its pages. */
  readonly context: BrowserContext;
  readonly page: Page;
  /** Addresses that any page of the context has asked for. */
  readonly requested: readonly string[];
  /** What went wrong on the page: exceptions, and what it wrote as errors. */
  readonly complaints: readonly string[];
}

/** An empty page of a visitor who was never here before. */
export async function openPage(browser: Browser, options: BrowserContextOptions): Promise<OpenPage> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  const requested: string[] = [];
  context.on('request', (request) => requested.push(request.url()));
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { context, page, requested, complaints };
}

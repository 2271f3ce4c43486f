// The two browsers behind one handle, so that one test speaks to both. What Firefox can do stands in
// firefox.mjs; this gives Chromium the same words.

import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { browser as launch, watched } from './support.mjs';
import { firefox } from './firefox.mjs';

export const BROWSERS = ['Chromium', 'Firefox'];

/** A browser with one tab. `inside` is where the site lies; any other address is a fault. */
export async function drive(name, { javaScript = true, inside, width = 1280, height = 900 }) {
  const tab = name === 'Firefox' ? await firefox({ javaScript, inside }) : await chromium({ javaScript, inside });
  await tab.viewport(width, height);
  return tab;
}

async function chromium({ javaScript, inside }) {
  const engine = await launch();
  const context = await engine.newContext({ javaScriptEnabled: javaScript, acceptDownloads: true });
  const { page, faults } = await watched(context, inside);
  const downloads = mkdtempSync(join(tmpdir(), 'handbook-downloads-'));
  const first = (selector) => page.locator(selector).first();
  const run = (work, given) => page.evaluate(`(${work})(...${JSON.stringify(given)})`);
  return {
    faults,
    open: (url) => page.goto(url),
    reload: () => page.reload(),
    url: async () => page.url(),
    viewport: (wide, high) => page.setViewportSize({ width: wide, height: high }),
    evaluate: (work, ...given) => run(work, given),
    on: (selector, work, ...given) => run(`(given, ...more) => (${work})(document.querySelector(given), ...more)`, [selector, ...given]),
    click: (selector) => first(selector).click(),
    type: (text) => page.keyboard.type(text),
    async fill(selector, text) {
      if (await first(selector).evaluate((node) => node.tagName === 'SELECT')) await first(selector).selectOption(text);
      else await first(selector).fill(text);
    },
    follow: (work) => Promise.all([page.waitForEvent('load'), work()]),
    visible: (selector) => page.locator(`${selector} >> visible=true`).count().then((count) => count > 0),
    count: (selector) => page.locator(selector).count(),
    texts: (selector) => page.locator(selector).allTextContents(),
    wider: () => run(() => document.documentElement.scrollWidth - document.documentElement.clientWidth, []),
    screenshot: () => page.screenshot(),
    async saved(work) {
      const [download] = await Promise.all([page.waitForEvent('download'), work()]);
      const path = join(downloads, download.suggestedFilename());
      await download.saveAs(path);
      return path;
    },
    async close() {
      await engine.close();
      rmSync(downloads, { recursive: true, force: true });
    },
  };
}

// The pages about a record: in a browser with and without script, for axe and the Nu checker.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { DATE, browser, handbook, pages, repository, watched } from './support.mjs';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS = [
  { viewport: { width: 1440, height: 1000 }, colorScheme: 'light' },
  { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  { viewport: { width: 320, height: 640 }, colorScheme: 'light' },
];

let site;
let address;
let own;
let chromium;
before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'handbook-demo-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const root = join(folder, 'demo');
  handbook(repository, 'demo', root);
  handbook(root, 'check', '--as-of', DATE);
  handbook(root, 'build', '--as-of', DATE);
  site = join(root, 'site');
  address = pathToFileURL(site).href + '/';
  own = [...pages(site).filter((path) => path.startsWith('amendments/')), 'amendments.html', 'process.html', 'annexes/mm.html', 'chapters/informal.html'];
  chromium = await browser();
});
after(() => chromium?.close());

test('axe finds nothing, nothing is wider than the screen, with every redline open', async () => {
  const found = [];
  for (const view of VIEWS) {
    const context = await chromium.newContext({ ...view, reducedMotion: 'reduce' });
    const { page, faults } = await watched(context, address);
    for (const path of own) {
      await page.goto(address + path);
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wider > 0) found.push(`${path}: ${wider} px too wide at ${view.viewport.width}`);
      await page.evaluate(axeSource);
      const result = await page.evaluate(() => globalThis.axe.run(document, {
        preload: false,
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      }));
      for (const violation of result.violations) found.push(`${path}: ${violation.id}: ${violation.nodes[0].html.slice(0, 160)}`);
    }
    assert.deepEqual(faults, []);
    await context.close();
  }
  assert.deepEqual(found, []);
});

test('without script a page says what is under way on it, and the redline opens', async () => {
  const context = await chromium.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${address}annexes/mm.html`);
  await page.click('.amendment-note a');
  const first = page.locator('details.amendment').first();
  assert.equal(await first.locator('ins').first().isVisible(), false);
  await first.locator('summary').click();
  assert.equal(await first.locator('ins').first().isVisible(), true);
  assert.match(await first.locator('.stage').innerText(), /not yet applied/);
  await first.locator('a').first().click();
  assert.match(page.url(), /\/amendments\/[A-Z]{2}-[a-z2-7]{16}\.html$/);
  assert.equal(await page.locator('#requirements').count(), 1);
  await context.close();
});

test('the Nu checker has no error on these pages', () => {
  const jar = join(dirname(require.resolve('vnu-jar/package.json')), 'build/dist/vnu.jar');
  let report = '';
  try {
    execFileSync('java', ['-jar', jar, '--errors-only', '--format', 'json', ...own.map((path) => join(site, path))], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  } catch (error) {
    report = error.stderr;
  }
  const messages = report === '' ? [] : JSON.parse(report).messages;
  assert.deepEqual(messages.slice(0, 20).map((message) => `${message.url}:${message.lastLine}: ${message.message}`), []);
});

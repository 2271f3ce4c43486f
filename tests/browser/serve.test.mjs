// The handbook served, with its search, in a browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, copy, serve, watched } from './support.mjs';

let server;
let chromium;
before(async () => {
  server = await serve(copy('serve'));
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  await server?.stop();
});

for (const javaScriptEnabled of [true, false]) {
  for (const [query, mark] of [['dual criminality', /dual|criminality/i], ['ค้ามนุษย์', /ค้ามนุษย์/]]) {
    test(`search finds ${query}${javaScriptEnabled ? '' : ' without script'}`, async () => {
      const context = await chromium.newContext({ javaScriptEnabled });
      const { page, faults } = await watched(context, server.address);
      await page.goto(`${server.address}chapters/mla.html`);
      await page.fill('#find', query);
      await page.press('#find', 'Enter');
      await page.waitForSelector('.hits li');
      assert.match(await page.locator('.hits mark').first().innerText(), mark);
      await page.locator('.hits a').first().click();
      await page.waitForLoadState('domcontentloaded');
      assert.match(page.url(), /#/);
      assert.ok(await page.locator(new URL(page.url()).hash.replaceAll(':', '\\:')).count() > 0, page.url());
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}

test('a State narrows the hits, and nothing found is said', async () => {
  const context = await chromium.newContext();
  const page = await context.newPage();
  await page.goto(`${server.address}search?q=extradition&state=TH`);
  assert.ok(await page.locator('.hits li').count() > 0);
  for (const where of await page.locator('.hits .where').allInnerTexts()) assert.match(where, /Thailand/);
  const answer = await page.goto(`${server.address}search?q=${encodeURIComponent('<script>alert(1)</script> zzzxqv')}`);
  assert.equal(answer.status(), 200);
  await context.close();
});

test('what is in another language says so, and paragraphs like one are a step away', async () => {
  const context = await chromium.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${server.address}search?q=${encodeURIComponent('ค้ามนุษย์')}`);
  assert.ok(await page.locator('.hits mark [lang=th]').count() > 0);
  const number = (await page.locator('.hits .number').first().innerText()).trim();
  await page.locator('.hits .alike a').first().click();
  assert.match(page.url(), new RegExp(`related:${number.replace('.', '\\.')}$`));
  assert.match(await page.locator('.stage').innerText(), /most like/);
  const found = await page.locator('.hits .number').allInnerTexts();
  assert.ok(found.length > 1 && !found.includes(number), found.join());
  await context.close();
});

test('an open page searches by itself when the server is gone', async () => {
  const mortal = await serve(copy('serve-mortal'));
  const context = await chromium.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${mortal.address}search?q=extradition`);
    await page.evaluate('handbookFind.ahead()');
    await mortal.stop();
    await page.fill('#find-page', 'ค้ามนุษย์');
    await page.press('#find-page', 'Enter');
    await page.waitForSelector('.hits mark [lang=th]');
    assert.match(await page.locator('#results .stage').first().innerText(), /server does not answer/);
    assert.match(await page.locator('#search-status').innerText(), /paragraph/);
    await page.locator('.facets a').first().click();
    await page.waitForSelector('.facets .chosen');
    assert.ok(await page.locator('.hits li').count() > 0);
    await page.goBack();
    await page.waitForFunction(() => !document.querySelector('.facets .chosen'));
  } finally {
    await context.close();
  }
});

test('what stands in a page for machines is no script to the policy', async () => {
  const context = await chromium.newContext();
  const { page, faults } = await watched(context, server.address);
  for (const [path, kind] of [['', 'Book'], ['annexes/th.html', 'Chapter']]) {
    const answer = await page.goto(server.address + path);
    assert.match(answer.headers()['content-security-policy'], /script-src 'self';/);
    const described = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent());
    assert.equal(described['@type'], kind);
    if (kind === 'Chapter') {
      for (const one of described.citation) assert.equal(one.legislationJurisdiction.identifier, 'TH', one.name);
      assert.ok(described.citation.length > 3, `${described.citation.length} statutes`);
    }
  }
  assert.deepEqual(faults, []);
  await context.close();
});

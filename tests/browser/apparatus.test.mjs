// Comparison of States, treaty status and model forms in both browsers, opened as files, with and
// without scripts. What is peculiar to one page in depth stands in compare, status and forms.
// Run: cargo build && npm ci --prefix tests/browser && node --test tests/browser/apparatus.test.mjs
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { BROWSERS, drive } from './browsers.mjs';
import { built, handbook } from './support.mjs';

const THAI = 'สำนักงานอัยการสูงสุด';
let book, base, cells;

before(() => {
  book = built('apparatus');
  base = `${book.address}reference/`;
  cells = JSON.parse(readFileSync(`${book.site}/reference/compare/compare.json`, 'utf8')).cells;
});

/** What stands in one cell of the comparison. */
function cell(state, topic) {
  const box = document.querySelector(`.compare tr[data-topic="${topic}"] td[data-state="${state}"]`);
  const words = (selector) => [...box.querySelectorAll(selector)].map((node) => node.textContent.replace(/\s+/g, ' ').trim()).join(' ');
  return {
    value: words('.value'), link: box.querySelector('a.value')?.getAttribute('href') ?? '', cite: words('.cite'),
    evidence: words('.evidence'), verified: words('.verified'), missing: box.querySelector('.missing') !== null,
    supply: box.querySelector('a.supply')?.getAttribute('href') ?? '',
  };
}

const shown = (selector) => [...document.querySelectorAll(selector)]
  .filter((node) => node.checkVisibility()).map((node) => node.dataset.state ?? node.dataset.topic);

for (const name of BROWSERS) {
  for (const javaScript of [true, false]) {
    describe(`${name}${javaScript ? '' : ' without scripts'}`, () => {
      let tab;
      before(async () => { tab = await drive(name, { javaScript, inside: book.address }); });
      after(() => tab?.close());

      test('a cell shows value, provision, evidence and date; not established is not no', async () => {
        await tab.open(`${base}compare.html`);
        const sought = {
          full: cells.find((one) => one.standing === 'value' && one.provision && one.statute && one.words),
          no: cells.find((one) => one.standing === 'value' && /^(no|none|never)\b/i.test(one.words)),
          gap: cells.find((one) => one.standing === 'not-established'),
        };
        const full = await tab.evaluate(cell, sought.full.state, sought.full.topic);
        assert.ok(full.value && full.cite.includes(sought.full.provision) && full.evidence && /\d{4}/.test(full.verified), JSON.stringify(full));
        assert.ok(sought.full.address.endsWith(full.link.replace(/^(\.\.\/)+/, '')) && full.link !== '', full.link);
        const no = await tab.evaluate(cell, sought.no.state, sought.no.topic);
        assert.ok(no.value && !no.missing && no.evidence, JSON.stringify(no));
        const gap = await tab.evaluate(cell, sought.gap.state, sought.gap.topic);
        assert.deepEqual([gap.value, gap.missing, gap.evidence], ['not established', true, '']);
        assert.match(gap.supply, /contribute\.html/);
        const colours = await tab.evaluate(() => ['.compare td span.value.missing', '.compare td a.value'].map((one) => {
          const style = getComputedStyle(document.querySelector(one));
          return [style.color, style.fontStyle, style.borderStyle, style.backgroundColor].join();
        }));
        assert.notEqual(colours[0], colours[1], 'a gap looks like a value');
      });

      test('heads stay while the table scrolls', async () => {
        await tab.open(`${base}compare.html`);
        const stays = await tab.on('.compare', (region) => {
          region.scrollTo(500, 900);
          const box = region.getBoundingClientRect();
          const head = region.querySelector('thead th:nth-child(5)').getBoundingClientRect();
          const rows = [...region.querySelectorAll('tr[data-topic] th')].map((one) => one.getBoundingClientRect());
          return [region.scrollLeft > 0, region.scrollTop > 0, Math.abs(head.top - box.top) < 3, rows.every((row) => Math.abs(row.left - box.left) < 3)];
        });
        assert.deepEqual(stays, [true, true, true, true]);
      });

      test('on a phone the comparison falls apart into cards, and nothing is wider than the screen', async () => {
        await tab.viewport(390, 844);
        await tab.open(`${base}compare.html`);
        const cards = await tab.evaluate(() => {
          const row = document.querySelector('.compare tr[data-topic]');
          const boxes = [...row.querySelectorAll('td')].slice(0, 3).map((one) => one.getBoundingClientRect());
          return { below: boxes[1].top >= boxes[0].bottom - 1 && boxes[2].top >= boxes[1].bottom - 1, label: getComputedStyle(row.querySelector('td'), '::before').content };
        });
        assert.equal(cards.below, true);
        assert.match(cards.label, /[A-Z][a-z]+|attr\(data-label\)/);
        for (const page of ['compare.html', 'treaty-status.html', 'forms.html', 'forms/mla-request.html', 'freshness.html', 'open-points.html']) {
          await tab.open(base + page);
          assert.equal(await tab.wider(), 0, page);
        }
        await tab.viewport(1280, 900);
      });

      test('the table as files', async () => {
        await tab.open(`${base}compare.html`);
        const links = await tab.evaluate(() => [...document.querySelectorAll('a[download]')].map((one) => one.getAttribute('href')));
        assert.deepEqual(links, ['compare/compare.csv', 'compare/compare.json']);
        const csv = readFileSync(`${book.site}/reference/compare/compare.csv`, 'utf8');
        // From disk Firefox asks what to do with the first.
        if (name === 'Firefox') await tab.offered(() => tab.click('a[download][href$=csv]'));
        else assert.equal(readFileSync(await tab.saved(() => tab.click('a[download][href$=csv]')), 'utf8'), csv);
        // A file from disk is a stranger to the page: both browsers show the second, to be saved from there.
        await tab.follow(() => tab.click('a[download][href$=json]'));
        assert.equal(await tab.url(), `${base}compare/compare.json`);
        assert.ok(csv.includes('not-established'));
      });

      test('the status of 23 November 2009 with its sums', async () => {
        await tab.open(`${base}treaty-status.html`);
        if (javaScript) {
          await tab.fill('#status-day', '2009-11-23');
          await tab.click('#status-form button');
          assert.match(await tab.url(), /#as-of=2009-11-23$/);
        } else {
          assert.equal(await tab.visible('#status-form'), false, 'a form that does nothing');
          await tab.follow(() => tab.click('.status-dates a[href$="2009-11-23.html"]'));
        }
        const sums = await tab.evaluate(() => Object.fromEntries(['untoc', 'tip-protocol', 'amlat'].map((one) => [
          one, [...document.querySelectorAll(`tr[data-instrument="${one}"] .sum`)].map((sum) => sum.textContent.replaceAll('\u00a0', ' ')),
        ])));
        assert.deepEqual(Object.values(sums).map((row) => row[0]), ['8 of 10', '6 of 10', '8 of 10']);
        assert.deepEqual(Object.values(sums).map((row) => row[1]), ['8 of 8', '6 of 6', '1 of 8']);
        assert.match(await tab.on('.status-counted', (node) => node.textContent), /10 States that were members on 23 November 2009/);
        const printed = JSON.parse(handbook(book.root, 'treaty-status', '--as-of', '2009-11-23', '--format', 'json'));
        const marks = await tab.evaluate(() => [...document.querySelectorAll('.status-grid tbody tr')].map((row) => [...row.querySelectorAll('.mark')].map((one) => one.textContent.replace(/[()]/g, '')).join(' ')));
        const signs = { ratified: 'R', acceded: 'A', party: 'P', signed: 'S', 'signed-at-least': 'S?', withdrawn: 'W', nothing: '—', 'not-established': '?' };
        assert.deepEqual(marks, printed.instruments.map((one) => one.states.map((state) => signs[state.mark]).join(' ')));
      });

      if (javaScript) {
        test('the choice of States and topics stands in the address and is restored from it', async () => {
          await tab.open(`${base}compare.html`);
          assert.equal((await tab.evaluate(shown, '.compare thead th[data-state]')).length, 11);
          await tab.click('.compare-form details:nth-of-type(1) summary');
          await tab.click('.compare-form details:nth-of-type(1) button[aria-label="None states"]');
          await tab.click('.compare-form input[value=VN]');
          await tab.click('.compare-form input[value=TH]');
          await tab.click('.compare-form details:nth-of-type(2) summary');
          await tab.click('.compare-form details:nth-of-type(2) button[aria-label="None topics"]');
          await tab.click('.compare-form input[value=fiu]');
          assert.equal(await tab.url(), `${base}compare.html#states=TH,VN&topics=fiu`);
          for (const again of [() => tab.reload(), () => tab.open(`${base}compare.html#states=TH,VN&topics=fiu`)]) {
            await again();
            assert.deepEqual(await tab.evaluate(shown, '.compare thead th[data-state]'), ['TH', 'VN']);
            assert.deepEqual(await tab.evaluate(shown, '.compare tr[data-topic]'), ['fiu']);
          }
        });

        test('a form is filled in, ticked, kept on the device and saved as .docx and .txt', async () => {
          await tab.open(`${base}forms/mla-request.html?from=KH&to=TH`);
          const missing = () => tab.on('.form-bar [role=status]', (node) => Number.parseInt(node.textContent, 10));
          const first = await missing();
          assert.ok(first > 5);
          await tab.click('#in-facts');
          await tab.type('Two persons were taken across the border.');
          assert.equal(await missing(), first - 1);
          assert.equal(await tab.count('.form-result a[href="#field-facts"]'), 0);
          await tab.fill('#in-requested-authority', THAI);
          await tab.click('#q-video input[value=yes]');
          assert.equal(await missing(), first - 2 + 1, 'an answer makes a field required');
          await tab.click('#q-video input[value=no]');
          assert.equal(await tab.visible('#field-video'), false);
          const left = await tab.count('.form-result a[href^="#demand-"]');
          assert.ok(left > 0);
          await tab.click('#demand-0');
          assert.equal(await tab.count('.form-result a[href^="#demand-"]'), left - 1);
          await tab.fill('#day-sent', '2026-12-01');
          await tab.fill('#note-sent', 'through the central authority');
          await tab.reload();
          assert.equal(await tab.on('#in-facts', (node) => node.value), 'Two persons were taken across the border.');
          assert.equal(await missing(), first - 2);
          const text = readFileSync(await tab.saved(() => tab.click('.form-result .buttons button:nth-of-type(2)')), 'utf8').replaceAll('\u00a0', ' ');
          for (const words of ['Two persons were taken', THAI, '[To be completed]', 'Request sent: 1 December 2026 (through the central authority)', 'handbook, para. ', '[x] TH.']) {
            assert.ok(text.includes(words), words);
          }
          const path = await tab.saved(() => tab.click('.form-result .buttons button:nth-of-type(1)'));
          assert.match(path, /mla-request-KH-TH\.docx$/);
          execFileSync('unzip', ['-tq', path]);
          assert.ok(execFileSync('unzip', ['-p', path, 'word/document.xml'], { encoding: 'utf8' }).includes('Two persons were taken'));
        });
      } else {
        test('without scripts the comparison and the forms are whole, and nothing on them is dead', async () => {
          await tab.open(`${base}compare.html`);
          assert.equal(await tab.visible('.compare-form'), false);
          assert.equal((await tab.evaluate(shown, '.compare thead th[data-state]')).length, 11);
          await tab.follow(() => tab.click('.compare tr[data-topic="fiu"] th a'));
          assert.match(await tab.url(), /topics\/fiu\.html$/);
          await tab.open(`${base}forms/mla-request.html`);
          for (const dead of ['select', 'textarea', '.model-form button', 'input[type=radio]', 'input[type=date]', '.form-bar']) {
            assert.equal(await tab.visible(dead), false, dead);
          }
          const counts = await tab.evaluate(() => ['.form-field', '.form-field .task-box', '.form-field .field-why', '.follow-row'].map((one) => [...document.querySelectorAll(one)].filter((node) => node.checkVisibility()).length));
          assert.ok(counts[0] > 10 && counts[1] === counts[0] && counts[2] === counts[0] && counts[3] > 3, counts.join());
        });
      }

      test('no error, no failed and no outside request', () => assert.deepEqual(tab.faults, []));
    });
  }
}

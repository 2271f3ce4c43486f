// The finished site opened from disk in Firefox: its pages are drawn, with their styles and fonts.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { built } from './support.mjs';

let book;
let folder;
before(() => {
  book = built('firefox');
  folder = mkdtempSync(join(tmpdir(), 'handbook-firefox-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

for (const path of ['index.html', 'chapters/mla.html', 'annexes/th.html', 'reference/route/th-vn.html', 'reference/compare.html']) {
  test(`Firefox draws ${path}`, () => {
    const picture = join(folder, `${path.replaceAll('/', '-')}.png`);
    execFileSync('firefox-esr', ['--headless', '--no-remote', '--profile', mkdtempSync(join(folder, 'profile-')), '--window-size=1280,1000', `--screenshot=${picture}`, book.address + path], { stdio: 'ignore', timeout: 120000, env: { ...process.env, HOME: folder } });
    const bytes = readFileSync(picture);
    assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
    assert.equal(bytes.readUInt32BE(16), 1280, 'width of the picture');
    // A page without its styles, or a page of an error, is mostly white and packs far smaller.
    assert.ok(bytes.length > 40000, `${bytes.length} bytes`);
  });
}

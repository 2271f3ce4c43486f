// Old addresses: the redirects that the site brings, under nginx and Apache themselves, and the pages that lead on
// or say that a page is gone. One small handbook: a chapter has another name in its second edition, one is gone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { DATE, browser, handbook, pages, region, watched } from './support.mjs';
import { axeFaults, nuFaults } from './checkers.mjs';

/** Where the site lies on its host. */
const BASE = '/~law/hand%20book/';
/** The second name of the chapter on service. */
const RENAMED = 'delivery';
const MODULES = '/usr/lib/apache2/modules';

let root;
let site;
let chromium;
before(async () => {
  const handled = region('addresses');
  root = handled.root;
  // Servers that are started by root read files as somebody else.
  chmodSync(root, 0o755);
  const { edit, cut } = handled;
  const at = (path) => join(root, path);
  edit('book.toml', '[output.html]\n', `[output.html]\nsite-url = "https://law.example${BASE}"\n`);
  const tolls = '- [Tolls](chapters/tolls.md)\n';
  edit('content/SUMMARY.md', '\n# Annexes', `${tolls}\n# Annexes`);
  writeFileSync(at('content/chapters/tolls.md'), '# Tolls {#tolls}\n\nA toll is paid at the gate.\n\nNo toll is paid twice.\n');
  cut('2030.1', '2030-04-21T08:00:00Z');
  edit('content/SUMMARY.md', tolls, '');
  rmSync(at('content/chapters/tolls.md'));
  const waiver = 'A person may waive the hearing. The judge explains what that means.\n\n';
  edit('content/chapters/surrender.md', waiver, '');
  edit('content/chapters/service.md', 'Name the treaty', `${waiver}Name the treaty`);
  cpSync(at('content/chapters/service.md'), at(`content/chapters/${RENAMED}.md`));
  rmSync(at('content/chapters/service.md'));
  for (const path of ['SUMMARY.md', 'preface.md', 'reference/route.yaml', 'chapters/surrender.md']) {
    edit(`content/${path}`, 'service.md', `${RENAMED}.md`);
  }
  cut('2030.2', '2030-10-21T08:00:00Z');
  handbook(root, 'check');
  handbook(root, 'build', '--as-of', DATE);
  site = at('site');
  chromium = await browser();
});
after(() => chromium?.close());

/** Pages of the site that lead on, with the page that each names as its goal, without any server's rules. */
function leading() {
  const goals = new Map();
  for (const path of pages(site)) {
    const found = readFileSync(join(site, path), 'utf8').match(/http-equiv="refresh" content="0; url=([^"]+)"/);
    if (found) goals.set(path, posix.join(posix.dirname(path), found[1]));
  }
  return goals;
}

/** Pages that were published, without their paragraphs. */
function published() {
  const lines = readFileSync(join(root, 'editions/addresses.txt'), 'utf8').split('\n');
  return [...new Set(lines.filter((line) => line && !line.startsWith('#')).map((line) => line.split('#')[0]))];
}

/** A port of this machine on which nobody listens. */
function port() {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed).listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => done(free));
    });
  });
}

/** Starts a server; resolves when it says that it listens. */
function started(command, args, ready) {
  const path = `/usr/sbin/${command}`;
  if (!existsSync(path)) throw new Error(`${path} is not installed; tests/run installs all that these tests need`);
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((done, failed) => {
    let said = '';
    const ended = (code) => failed(new Error(`${command} ended with ${code}: ${said}`));
    child.once('exit', ended).once('error', failed);
    const listen = (bytes) => {
      said += bytes;
      if (!ready.test(said)) return;
      child.off('exit', ended);
      done(() => new Promise((gone) => { child.once('exit', gone); child.kill('SIGTERM'); }));
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
  });
}

/** A folder in which the site stands at its base. */
function top(folder, put) {
  const place = join(folder, decodeURIComponent(BASE));
  mkdirSync(dirname(place), { recursive: true });
  put(place.replace(/\/$/, ''));
  return folder;
}

const linked = (place) => symlinkSync(site, place);

/** A copy with the rules for Apache in it. */
function ruled(place) {
  cpSync(site, place, { recursive: true });
  cpSync(join(site, 'redirects/apache.conf'), join(place, '.htaccess'));
}

async function nginx() {
  const folder = join(root, 'nginx');
  mkdirSync(folder);
  const at = await port();
  writeFileSync(join(folder, 'nginx.conf'), `daemon off; master_process off; pid ${folder}/pid; error_log stderr notice;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`).join(' ')}
  types { text/html html; }
  server { listen 127.0.0.1:${at}; root ${top(join(folder, 'www'), linked)}; include ${site}/redirects/nginx.conf; }
}
`);
  const stop = await started('nginx', ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')], /event method/);
  return { address: `http://127.0.0.1:${at}`, stop };
}

/** Apache with the redirects in its configuration, or as `.htaccess` in the folder of the site. */
async function apache(inFolder) {
  const folder = join(root, inFolder ? 'htaccess' : 'apache');
  mkdirSync(folder);
  const at = await port();
  const www = top(join(folder, 'www'), inFolder ? ruled : linked);
  const modules = ['mpm_event', 'authz_core', 'alias', 'dir', 'mime'];
  writeFileSync(join(folder, 'httpd.conf'), `ServerRoot "${folder}"
PidFile "${folder}/pid"
Mutex file:${folder}
Listen 127.0.0.1:${at}
ServerName localhost
User www-data
Group www-data
ErrorLog "|/bin/cat"
LogLevel notice
${modules.map((one) => `LoadModule ${one}_module ${MODULES}/mod_${one}.so`).join('\n')}
TypesConfig /dev/null
AddType text/html .html
DocumentRoot "${www}"
<Directory "${root}">
  Require all granted
  Options FollowSymLinks
  AllowOverride ${inFolder ? 'FileInfo' : 'None'}
</Directory>
${inFolder ? '' : `Include "${site}/redirects/apache.conf"`}
`);
  const stop = await started('apache2', ['-D', 'FOREGROUND', '-d', folder, '-f', join(folder, 'httpd.conf')], /resuming normal operations/);
  return { address: `http://127.0.0.1:${at}`, stop };
}

/** What a server says of a page: status, and where it leads. */
async function asked(server, path, method = 'GET') {
  const answer = await fetch(server.address + path, { method, redirect: 'manual' });
  const text = await answer.text();
  const goal = answer.headers.get('location');
  return { status: answer.status, goal: goal && goal.replace(server.address, ''), text };
}

for (const [name, start] of [['nginx', nginx], ['Apache', () => apache(false)], ['Apache with .htaccess', () => apache(true)]]) {
  test(`${name} leads every address that was published in one step to a page`, async () => {
    const goals = leading();
    const encoded = (page) => BASE + page.split('/').map(encodeURIComponent).join('/');
    assert.deepEqual([...goals.keys()], ['chapters/service.html', 'latest/chapters/service.html']);
    const server = await start();
    try {
      const all = published();
      assert.ok(all.length > 80, `${all.length} pages`);
      for (const page of all) {
        const found = await asked(server, encoded(page));
        if (!goals.has(page)) {
          assert.deepEqual([found.status, found.goal], [200, null], page);
          continue;
        }
        assert.deepEqual([found.status, found.goal], [301, encoded(goals.get(page))], page);
        const there = await asked(server, found.goal);
        assert.deepEqual([there.status, there.goal], [200, null], found.goal);
        assert.match(there.text, /<h1[^>]*>.*Service of documents/s);
        assert.deepEqual((await asked(server, encoded(page), 'HEAD')).status, 301);
        // What stands behind the address stays; no other address is meant.
        assert.equal((await asked(server, `${encoded(page)}?from=mail&x=%20`)).goal, `${encoded(goals.get(page))}?from=mail&x=%20`);
        for (const other of [encoded(page).replace('.html', 'xhtml'), `${encoded(page)}l`, `${BASE}x${encoded(page)}`, encoded(page).replace(BASE, '/')]) {
          assert.equal((await asked(server, other)).status, 404, other);
        }
      }
      for (const page of ['chapters/tolls.html', 'latest/chapters/tolls.html']) {
        assert.match((await asked(server, encoded(page))).text, /The page that stood at this address is no longer in the handbook/);
      }
      // A browser keeps the paragraph, which no server is told.
      const context = await chromium.newContext({ javaScriptEnabled: false });
      const tab = await context.newPage();
      const anchor = readFileSync(join(site, 'e/2030.1-draft/chapters/service.html'), 'utf8').match(/ id="(p-[a-z2-7]{6})"/)[1];
      await tab.goto(`${server.address}${BASE}chapters/service.html#${anchor}`);
      assert.equal(tab.url(), `${server.address}${encoded(goals.get('chapters/service.html'))}#${anchor}`);
      assert.equal(await tab.locator(':target').count(), 1);
      await context.close();
    } finally {
      await server.stop();
    }
  });
}

const SHOWN = ['chapters/service.html', 'latest/chapters/service.html', 'chapters/tolls.html', 'latest/chapters/tolls.html', 'chapters/surrender.html'];

test('pages that lead on or are gone: axe finds nothing, and no screen is too small', async () => {
  const found = [];
  const address = pathToFileURL(site).href + '/';
  for (const view of [{ width: 1280, height: 900, colorScheme: 'light' }, { width: 390, height: 844, colorScheme: 'dark' }, { width: 320, height: 640, colorScheme: 'light' }]) {
    const { colorScheme, ...viewport } = view;
    const context = await chromium.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
    const { page } = await watched(context, address);
    // What leads on would leave the page that is looked at.
    await page.route('**/moved.js', (route) => route.fulfill({ body: '' }));
    for (const path of SHOWN) {
      await page.goto(address + path);
      assert.equal(page.url(), address + path);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wider > 0) found.push(`${path}: ${wider} px too wide at ${viewport.width}`);
      if (viewport.width !== 320) found.push(...(await axeFaults(page)).map((fault) => `${path}: ${fault}`));
    }
    await context.close();
  }
  assert.deepEqual(found, []);
  assert.deepEqual(nuFaults(...SHOWN.map((path) => join(site, path))), []);
});

test('a page that leads on does so from a disk, with the paragraph where scripts run', async () => {
  const address = pathToFileURL(site).href + '/';
  const anchor = readFileSync(join(site, 'e/2030.1-draft/chapters/service.html'), 'utf8').match(/ id="(p-[a-z2-7]{6})"/)[1];
  for (const javaScriptEnabled of [true, false]) {
    const context = await chromium.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    const goal = `${address}chapters/${RENAMED}.html${javaScriptEnabled ? `#${anchor}` : ''}`;
    await page.goto(`${address}chapters/service.html#${anchor}`);
    await page.waitForURL((url) => url.href === goal);
    await context.close();
  }
});

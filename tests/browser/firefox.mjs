// Firefox for the tests, driven by WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/), which it
// speaks by itself. FIREFOX names the browser (else firefox-esr).
//
// It keeps to its own rules for pages from disk: two files of one folder are strangers to each other.
// Driven browsers usually have that rule switched off, and then pages pass that readers see broken.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The web socket that comes with the pinned playwright-core.
const { ws: WebSocket } = createRequire(import.meta.url)('playwright-core/lib/utilsBundle');

// Connections that the browser would make of its own.
const QUIET = [
  'app.normandy.enabled', 'app.update.enabled', 'browser.newtabpage.enabled', 'browser.region.update.enabled',
  'browser.safebrowsing.malware.enabled', 'browser.safebrowsing.phishing.enabled', 'browser.search.update',
  'browser.shell.checkDefaultBrowser', 'browser.topsites.contile.enabled', 'datareporting.policy.dataSubmissionEnabled',
  'dom.push.enabled', 'extensions.getAddons.cache.enabled', 'extensions.systemAddon.update.enabled',
  'network.captive-portal-service.enabled', 'network.connectivity-service.enabled', 'toolkit.telemetry.enabled',
];

const EVENTS = [
  'browsingContext.downloadEnd', 'log.entryAdded', 'network.beforeRequestSent', 'network.fetchError',
];

function preferences(javaScript, downloads) {
  return {
    ...Object.fromEntries(QUIET.map((name) => [name, false])),
    'services.settings.server': 'data:,',
    'browser.startup.page': 0,
    'browser.aboutwelcome.enabled': false,
    // Else the browser softens its rules when it is driven; among them the one for files.
    'remote.prefs.recommended': false,
    'security.fileuri.strict_origin_policy': true,
    'javascript.enabled': javaScript,
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'browser.download.alwaysOpenPanel': false,
    'browser.download.always_ask_before_handling_new_types': false,
    'dom.disable_open_during_load': true,
  };
}

/**
 * A Firefox with one tab and a profile of its own.
 *
 * `javaScript: false` switches scripts of pages off, as a reader can; the tests can still look.
 * `faults` collects what goes wrong on pages: errors of scripts, failed and outside requests.
 */
export async function firefox({ javaScript = true, inside = 'file:' } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'handbook-firefox-'));
  const downloads = join(profile, 'downloads');
  mkdirSync(downloads);
  const lines = Object.entries(preferences(javaScript, downloads))
    .map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));

  const child = spawn(process.env.FIREFOX ?? 'firefox-esr',
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile, TZ: 'UTC' } });
  const address = await new Promise((done, failed) => {
    let said = '';
    child.stderr.on('data', (bytes) => {
      said += bytes;
      const found = said.match(/WebDriver BiDi listening on (ws:\/\/\S+)/);
      if (found) done(found[1]);
    });
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`firefox ended with ${code}: ${said}`)));
  });

  const socket = new WebSocket(`${address}/session`, { maxPayload: 1 << 28 });
  const waiting = new Map();
  const listeners = new Set();
  const faults = [];
  let last = 0;

  function note({ method, params }) {
    if (method === 'log.entryAdded' && params.level === 'error') faults.push(`script: ${params.text}`);
    // Leaving a page stops what it was still loading: that is no fault of the site.
    if (method === 'network.fetchError' && params.errorText !== 'NS_BINDING_ABORTED') faults.push(`failed: ${params.request.url} ${params.errorText}`);
    if (method === 'network.beforeRequestSent') {
      const { url } = params.request;
      if (![inside, 'data:', 'blob:', 'about:'].some((start) => url.startsWith(start))) faults.push(`outside: ${url}`);
    }
  }

  socket.on('message', (bytes) => {
    const message = JSON.parse(bytes);
    if (message.type === 'event') {
      note(message);
      for (const listener of [...listeners]) listener(message);
      return;
    }
    const { done, failed } = waiting.get(message.id) ?? {};
    waiting.delete(message.id);
    if (message.type === 'success') done?.(message.result);
    else failed?.(new Error(`${message.error}: ${message.message}`));
  });
  await new Promise((done, failed) => { socket.once('open', done); socket.once('error', failed); });

  /** Sends a command of the protocol and gives its result. */
  function command(method, params = {}) {
    const id = ++last;
    return new Promise((done, failed) => {
      waiting.set(id, { done, failed });
      socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** The first event of this name that fits. */
  function event(method, fits = () => true) {
    return new Promise((done) => {
      const listener = (message) => {
        if (message.method !== method || !fits(message.params)) return;
        listeners.delete(listener);
        done(message.params);
      };
      listeners.add(listener);
    });
  }

  await command('session.new', { capabilities: {} });
  await command('session.subscribe', { events: EVENTS });
  const tab = (await command('browsingContext.getTree')).contexts[0].context;
  // Beside the scripts of the page: works where these are switched off, and cannot be misled by them.
  const target = { context: tab, sandbox: 'tests' };

  function value(answer) {
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
    return answer.result.type === 'undefined' ? undefined : JSON.parse(answer.result.value);
  }

  const json = (given) => given.map((one) => ({ type: 'string', value: JSON.stringify(one) }));

  /**
   * Runs a function on the page; its arguments and its value travel as JSON. It gives its value at
   * once: where scripts are off, no promise is ever kept.
   */
  async function evaluate(work, ...given) {
    const functionDeclaration = `(...given) => JSON.stringify((${work})(...given.map((one) => JSON.parse(one))))`;
    return value(await command('script.callFunction', { functionDeclaration, arguments: json(given), target, awaitPromise: false }));
  }

  /** Runs an expression, also one that takes time, among the page's own scripts; only where these are on. */
  async function own(expression) {
    return value(await command('script.evaluate', {
      expression: `(async () => JSON.stringify(await (${expression})))()`, target: { context: tab }, awaitPromise: true,
    }));
  }

  async function element(selector) {
    const { nodes } = await command('browsingContext.locateNodes', { context: tab, locator: { type: 'css', value: selector }, maxNodeCount: 1 });
    if (!nodes.length) throw new Error(`no element ${selector}`);
    return { sharedId: nodes[0].sharedId };
  }

  /** Runs a function on the first element with this selector. */
  async function on(selector, work, ...given) {
    const functionDeclaration = `(node, ...given) => JSON.stringify((${work})(node, ...given.map((one) => JSON.parse(one))))`;
    const args = [await element(selector), ...json(given)];
    return value(await command('script.callFunction', { functionDeclaration, arguments: args, target, awaitPromise: false }));
  }

  /**
   * Waits until the page is drawn as it stands. What has the focus is brought into view with the next
   * frame, not at once: a page that is scrolled before that is scrolled back under the pointer. Without
   * scripts nothing can wait, and no field takes the focus.
   */
  async function drawn() {
    if (javaScript) await own('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))');
  }

  /** Clicks with the pointer on the middle of an element. */
  async function click(selector) {
    await drawn();
    await on(selector, (node) => node.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' }));
    const origin = { type: 'element', element: await element(selector) };
    await command('input.performActions', {
      context: tab,
      actions: [{ type: 'pointer', id: 'mouse', actions: [
        { type: 'pointerMove', x: 0, y: 0, origin }, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 },
      ] }],
    });
  }

  /** Types with the keyboard into what has the focus. */
  async function type(text) {
    const actions = [...text].flatMap((key) => [{ type: 'keyDown', value: key }, { type: 'keyUp', value: key }]);
    await command('input.performActions', { context: tab, actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Puts a value into a field at once, as the pickers of dates and lists do. */
  async function fill(selector, text) {
    await on(selector, (node, given) => {
      node.focus();
      node.value = given;
      node.dispatchEvent(new Event('input', { bubbles: true }));
      node.dispatchEvent(new Event('change', { bubbles: true }));
    }, text);
  }

  return {
    command, event, evaluate, own, on, click, type, fill, faults, downloads,
    open: (url) => command('browsingContext.navigate', { context: tab, url, wait: 'complete' }),
    reload: () => command('browsingContext.reload', { context: tab, wait: 'complete' }),
    url: () => evaluate(() => location.href),
    viewport: (width, height) => command('browsingContext.setViewport', { context: tab, viewport: { width, height } }),
    /** Does something that leads to another page and waits until it stands. */
    async follow(work) {
      const { subscription } = await command('session.subscribe', { events: ['browsingContext.load'], contexts: [tab] });
      const loaded = event('browsingContext.load');
      await work();
      await loaded;
      await command('session.unsubscribe', { subscriptions: [subscription] });
    },
    /** Whether an element is there and takes room. */
    visible: (selector) => evaluate((given) => [...document.querySelectorAll(given)].some((node) => node.checkVisibility() && node.getClientRects().length > 0), selector),
    count: (selector) => evaluate((given) => document.querySelectorAll(given).length, selector),
    texts: (selector) => evaluate((given) => [...document.querySelectorAll(given)].map((node) => node.textContent), selector),
    /** How far the page is wider than the window. */
    wider: () => evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    /** A picture of the window as bytes of a PNG. */
    async screenshot() {
      return Buffer.from((await command('browsingContext.captureScreenshot', { context: tab })).data, 'base64');
    },
    /** Does something that saves a file; gives its path. */
    async saved(work) {
      const ended = event('browsingContext.downloadEnd');
      await work();
      const { status, filepath } = await ended;
      if (status !== 'complete') throw new Error(`download: ${status}`);
      return filepath;
    },
    /**
     * Does something that offers a file which lies on disk already: Firefox asks the reader what to
     * do with it. Resolves when its copy begins.
     */
    async offered(work) {
      const began = new Promise((done) => { const watcher = watch(downloads, () => { watcher.close(); done(); }); });
      await work();
      await began;
    },
    async close() {
      socket.close();
      if (child.exitCode === null) {
        const gone = new Promise((done) => child.once('exit', done));
        child.kill();
        await gone;
      }
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

// The script of the treaty status page against the program, for many dates, on the handbook's own
// data and on a copy with partial dates, withdrawals and missing memberships.
// Run: cargo build && node --test tests/browser/status.test.mjs
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import vm from 'node:vm';

const repository = resolve(import.meta.dirname, '../..');
const program = process.env.HANDBOOK ?? join(repository, 'target/debug/handbook');
const rules = createRequire(import.meta.url)(join(repository, 'themes/default/scripts/status.js'));

function run(root, ...args) {
  return execFileSync(program, ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function copy() {
  const root = mkdtempSync(join(tmpdir(), 'handbook-status-'));
  for (const name of ['book.toml', 'anchors.tsv', 'content']) {
    cpSync(join(repository, name), join(root, name), { recursive: true });
  }
  return root;
}

function build(root) {
  run(root, 'build', '--as-of', '2026-11-22');
  const window = {};
  vm.runInNewContext(readFileSync(join(root, 'site/reference/treaty-status-data.js'), 'utf8'), { window });
  return JSON.parse(JSON.stringify(window.handbookTreatyStatus));
}

function compare(root, data, dates) {
  for (const date of dates) {
    const printed = JSON.parse(run(root, 'treaty-status', '--as-of', date, '--format', 'json'));
    const worked = data.instruments.map((instrument) => rules.asOf(data, instrument, date));
    assert.deepEqual(worked, printed.instruments, date);
  }
}

function near(dates) {
  const days = new Set(['1900-01-01', '2009-11-23', '2026-11-22', '2100-12-31', '2024-02-29']);
  for (const date of dates) {
    for (const shift of [-1, 0, 1]) {
      const day = new Date(`${date}T00:00:00Z`);
      day.setUTCDate(day.getUTCDate() + shift);
      days.add(day.toISOString().slice(0, 10));
    }
  }
  return [...days];
}

function dated(data) {
  const events = Object.values(data.entries).flatMap((state) => Object.values(state)).flatMap((one) => one.events);
  return events.map((event) => event.date);
}

test('the script and the program agree on the handbook itself', () => {
  const root = copy();
  try {
    const data = build(root);
    const dates = dated(data).filter((_, at) => at % 31 === 0);
    compare(root, data, near(dates));
    const day = data.instruments.map((instrument) => rules.asOf(data, instrument, '2009-11-23'));
    const sums = Object.fromEntries(day.map((one) => [one.instrument, one.sum]));
    assert.deepEqual([sums.untoc.consented, sums['tip-protocol'].consented, sums.amlat.consented], [8, 6, 8]);
    assert.deepEqual([sums.untoc.members, sums.amlat.seen], [10, 1]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('they agree where dates are partial, States withdraw and memberships are unknown', () => {
  const root = copy();
  const folder = join(root, 'content/reference/treaty-status');
  try {
    let count = 0;
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const text = readFileSync(path, 'utf8').replace(
        /kind: (\S+)\n( +)date: "(\d{4})-(\d\d)-(\d\d)"\n +precision: day/g,
        (whole, kind, indent, year, month, day) => {
          count += 1;
          if (count % 7 === 0) { return `kind: withdrawal\n${indent}date: "${year}-${month}-${day}"\n${indent}precision: day`; }
          if (count % 3 === 0) { return `kind: ${kind}\n${indent}date: "${year}"\n${indent}precision: year`; }
          if (count % 3 === 1) { return `kind: ${kind}\n${indent}date: "${year}-${month}"\n${indent}precision: month`; }
          return whole;
        });
      writeFileSync(path, text);
    }
    const states = join(root, 'content/reference/states.yaml');
    let joined = 0;
    writeFileSync(states, readFileSync(states, 'utf8')
      .replace(/event: joined\n( +)date: "(\d{4})-\d\d-\d\d"\n +precision: day/g, (whole, indent, year) => {
        joined += 1;
        return joined % 3 === 0 ? `event: joined\n${indent}date: "${year}"\n${indent}precision: year`
          : joined % 5 === 0 ? whole.replace('joined', 'left') : whole;
      }));
    const data = build(root);
    const dates = dated(data).filter((date, at) => date.length === 10 && at % 17 === 0);
    compare(root, data, near(dates).concat(['1967-03-01', '1997-12-30', '1997-12-31', '2000-12-15', '2003-12-31']));
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('dates that do not exist are refused', () => {
  for (const text of ['', '2009-13', '2009-02-30', '2009-2', 'soon', '2009-00', '2009-01-00']) {
    assert.equal(rules.days(text), null, text);
  }
  assert.deepEqual(rules.days('2012-02'), ['2012-02-01', '2012-02-29']);
  assert.deepEqual(rules.days('2009'), ['2009-01-01', '2009-12-31']);
});

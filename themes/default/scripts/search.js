/* Search without a server: the rules of the program's own search, over the files in search/.
   Loaded by the search page alone; needs no fetch, works from disk. No dependency.
   docs/formats/search-shards.md describes the files and this interface. */
(() => {
  'use strict';
  const me = document.currentScript;
  const packed = {}, loading = {}, data = {};

  /* ---- Files: each hands over one block, packed; blocks already in the page are not loaded ---- */
  window.handbookSearch = (name, length, text) => { packed[name] = [length, text]; };

  const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?_~()[]{}@%$#,';
  const VALUES = {};
  for (let i = 0; i < 85; i++) VALUES[DIGITS.charCodeAt(i)] = i;

  async function load(name) {
    if (!packed[name]) {
      const script = document.createElement('script');
      await new Promise((done, failed) => {
        script.onload = done;
        script.onerror = () => failed(new Error(name));
        script.src = me.src.replace(/[^/]*\/[^/]*$/, '') + 'search/' + name + '.js';
        document.head.append(script);
      });
      script.remove();
    }
    const [length, text] = packed[name];
    const bytes = new Uint8Array(text.length / 5 * 4);
    for (let i = 0, at = 0; i < text.length; at += 4) {
      let word = 0;
      for (const end = i + 5; i < end; i++) word = word * 85 + VALUES[text.charCodeAt(i)];
      bytes[at] = word >>> 24; bytes[at + 1] = word >>> 16; bytes[at + 2] = word >>> 8; bytes[at + 3] = word;
    }
    const stream = new Blob([bytes.subarray(0, length)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    data[name] = new Uint8Array(await new Response(stream).arrayBuffer());
    delete packed[name];
  }

  const fetched = (name) => loading[name] ??= load(name).catch((error) => { delete loading[name]; throw error; });
  const utf8 = (bytes) => new TextDecoder().decode(bytes);

  /* What an answer lacks is noted, loaded, and the answer is made again: first words, then postings, then texts. */
  let missing = [], level;
  let catalogue, tables, lengths, young, invisible, unspacedRanges;

  function block(directory, index, own, parse) {
    const entry = directory[index];
    if (!entry) return null;
    if (!entry[2]) {
      const bytes = data[entry[1]];
      if (!bytes) {
        if (!missing.length || own < level) { missing = []; level = own; }
        if (own === level) missing.push(entry[1]);
        return null;
      }
      entry[2] = parse(bytes);
      delete data[entry[1]];
    }
    return entry[2];
  }

  /* The last block that begins at or before a value. */
  function find(directory, value) {
    let from = 0, to = directory.length;
    while (from < to) {
      const middle = from + to >> 1;
      if (directory[middle][0] > value) to = middle; else from = middle + 1;
    }
    return from - 1;
  }

  const restored = (before, written) => before.slice(0, written.charCodeAt(0) - 48) + written.slice(1);

  function reader(bytes, at) {
    return () => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++];
        value |= (byte & 127) << shift;
        if (!(byte & 128)) return value;
      }
    };
  }

  /* ---- Words: the same as the program's, by character classes alone ---- */
  const MARK = /\p{M}/u, WORD = /[\p{L}\p{M}\p{N}]/u, ALPHABETIC = /^\p{Alphabetic}+$/u;
  const isWord = (c) => c !== undefined && WORD.test(c);
  const isUnspaced = (c) => unspacedRanges.test(c) && WORD.test(c);
  const ranges = (list) => new RegExp('[' + list.map((pair) => pair.map((code) => `\\u{${code.toString(16)}}`).join('-')).join('') + ']', 'u');
  const trim = (text) => text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');

  function lower(c) {
    if (c === 'ß' || c === 'ẞ') return 'ss';
    if (c === 'ς') return 'σ';
    const code = c.codePointAt(0), zero = code > 127 && tables.zeros.find((zero) => zero <= code && code < zero + 10);
    return zero ? String(code - zero) : c.toLowerCase();
  }

  /* Spellings that readers cannot tell apart are brought to one. */
  function respell(out, piece) {
    const last = out[out.length - 1], first = out[out.length - 2], c = piece.c;
    const ring = c === '\u0E32' ? '\u0E4D' : c === '\u0EB2' ? '\u0ECD' : '';
    const am = c === '\u0E32' ? '\u0E33' : '\u0EB3';
    if (ring && last?.c === ring) {
      last.c = am; last.to = piece.to;
    } else if (ring && first?.c === ring && /[\u0E48-\u0E4B\u0EC8-\u0ECB]/.test(last.c)) {
      first.c = last.c; last.c = am; last.from = first.from; first.to = last.to = piece.to;
    } else if (last?.c === '\u0EAB' && (c === '\u0E99' || c === '\u0EA1')) {
      last.c = c === '\u0E99' ? '\u0EDC' : '\u0EDD'; last.to = piece.to;
    } else {
      if (last?.c === '\u17D2' && c === '\u178A') piece.c = '\u178F';
      if (last?.c === '\u1025' && c === '\u103A') last.c = '\u1009';
      out.push(piece);
    }
  }

  function normal(text) {
    const out = [];
    let chunk = null, at = 0;
    const close = () => {
      if (chunk) for (const c of chunk.text.normalize('NFKC')) for (const d of lower(c)) respell(out, { c: d, from: chunk.from, to: chunk.to });
      chunk = null;
    };
    for (let c of text) {
      const from = at;
      at += c.length;
      if (c > '\x7f') {
        if (invisible.test(c)) continue;
        if (young.test(c)) c = ' ';
        else if (chunk && (MARK.test(c) || /[\u1160-\u11FF]/.test(c))) {
          chunk.text += c; chunk.to = at;
          continue;
        }
      }
      close();
      chunk = { text: c.replace(/[\u2018\u2019\u201B\u02BC\u00B4`\u2032]/, "'"), from, to: at };
    }
    close();
    return out;
  }

  /* Tokens: text, place in the original, whether a word or a cluster, whether the last of its run. */
  function tokens(text) {
    const pieces = normal(text), found = [];
    let start = -1, unspaced;
    const close = (end, last) => {
      if (start >= 0) {
        const own = pieces.slice(start, end);
        found.push({ text: own.map((piece) => piece.c).join(''), from: own[0].from, to: own[own.length - 1].to, word: !unspaced, last: unspaced && last });
      }
      start = -1;
    };
    const begin = (at, own) => { start = at; unspaced = own; };
    pieces.forEach(({ c }, at) => {
      const before = pieces[at - 1]?.c, next = pieces[at + 1]?.c;
      if (c === "'" && start >= 0 && !unspaced && isWord(before) && isWord(next) && !isUnspaced(next)) return;
      if (!WORD.test(c)) return close(at, true);
      const own = isUnspaced(c);
      if (start < 0) begin(at, own);
      else if (unspaced) {
        if (MARK.test(c) || /[\u17D2\u1039\u1A60]/.test(before) || c === '\u0E33' || c === '\u0EB3') return;
        close(at, !own);
        begin(at, own);
      } else if (own && !MARK.test(c)) { close(at, true); begin(at, true); }
      else if (at - start >= 64) { close(at, true); begin(at, false); }
    });
    close(pieces.length, true);
    return found;
  }

  const FOLDED = { đ: 'd', ð: 'd', ø: 'o', ł: 'l', ħ: 'h', ı: 'i', æ: 'ae', œ: 'oe', þ: 'th' };
  function fold(word) {
    let out = '', latin = false;
    for (const c of word) {
      if (MARK.test(c)) { if (!latin) out += c; continue; }
      latin = /\p{Script=Latin}/u.test(c);
      if (latin) out += FOLDED[c] ?? c.normalize('NFD').replace(/\p{M}/gu, '');
      else if (c !== "'") out += c;
    }
    return out;
  }

  const pair = (list, i) => list[i].word || list[i].last || !list[i + 1] ? list[i].text : list[i].text + list[i + 1].text;
  const follows = (list, i) => i > 0 && !list[i - 1].word && !list[i - 1].last;

  /* Citations of provisions and decisions. */
  function references(text, list) {
    const found = [];
    const gap = (i) => list[i] && list[i + 1] ? text.slice(list[i].to, list[i + 1].from) : '';
    const isNumber = (token) => token && token.word && /^[0-9][0-9a-z]{0,5}$/.test(token.text);
    const isProvision = (word) => tables.provisions.includes(word);
    const section = (text) => trim(text).endsWith('§');
    function provisionAt(i) {
      if (i === 0) return section(text.slice(0, list[0].from)) ? 0 : -1;
      const between = gap(i - 1);
      if (section(between)) return i;
      if (!/^[\p{White_Space}.\u200B]*$/u.test(between)) return -1;
      if (list[i - 1].word) return isProvision(list[i - 1].text) ? i - 1 : -1;
      for (let start = i - 1, word = ''; start >= Math.max(0, i - 6) && !list[start].word; start--) {
        word = list[start].text + word;
        if (isProvision(word)) return start;
      }
      return -1;
    }
    function part(end) {
      const between = gap(end - 1), token = list[end];
      if (!token) return -1;
      if (/^(\(|\)\(| \(|\) \()$/.test(between) && new TextEncoder().encode(token.text).length <= 5 && text[token.to] === ')') return end;
      return tables.parts.includes(token.text) && /^[,)]*$/.test(trim(between)) && isNumber(list[end + 1]) ? end + 1 : -1;
    }
    for (let i = 0; i < list.length;) {
      const [year, court, number] = list.slice(i, i + 3);
      if (number && /[[(]$/.test(text.slice(0, year.from)) && /^[\])]\p{White_Space}*$/u.test(gap(i)) && /^[0-9]{4}$/.test(year.text) &&
          /^[a-z]{2,8}$/.test(court.text) && !trim(gap(i + 1)) && /^[0-9]+$/.test(number.text)) {
        found.push({ start: i, end: i += 3, keys: [`[${year.text}]${court.text}${number.text}`] });
        continue;
      }
      let start = isNumber(list[i]) ? provisionAt(i) : -1;
      if (start < 0 && isNumber(list[i]) && list[i].text.length <= 3 && gap(i) === '(' && part(i + 1) === i + 1 && isNumber(list[i + 1])) start = i;
      if (start < 0) { i++; continue; }
      for (;;) {
        const keys = ['§' + list[i].text];
        let end = i + 1;
        for (let at; (at = part(end)) >= 0; end = at + 1) keys.push(`${keys[keys.length - 1]}(${list[at].text})`);
        found.push({ start, end, keys });
        const next = /^(and|or|to|và|dan|e)$/.test(list[end]?.text) ? end + 1 : /^[,;&–-]$/.test(trim(gap(end - 1))) ? end : -1;
        i = end;
        if (next < 0 || !isNumber(list[next])) break;
        start = i = next;
      }
    }
    return found;
  }

  /* ---- Lexicon and postings ---- */
  function readLexicon(bytes) {
    const entries = new Map();
    let form = '';
    for (const line of utf8(bytes).split('\n')) {
      if (!line) continue;
      const [own, key, documents, likelier] = line.split('\t');
      form = restored(form, own);
      entries.set(form, { key: key ? restored(form, key) : form, documents: parseInt(documents || 0, 36), likelier: likelier && restored(form, likelier) });
    }
    return entries;
  }

  const lexicon = (index) => block(catalogue.lexicon, index, 0, readLexicon);
  const entry = (form) => lexicon(find(catalogue.lexicon, form))?.get(form);

  /* The key of a word; that of its family where no passage has this form. */
  function keyOf(word) {
    const known = entry(word);
    if (known || missing.length) return known ? known.key : word;
    const plain = fold(word), tries = [plain];
    if (/^[a-z]+$/.test(plain)) {
      const spelt = plain.replace(/iz(?!.*iz)/, 'is');
      tries.push(spelt);
      const region = (from) => 2 + (/[aeiouy][^aeiouy]/.exec(spelt.slice(from))?.index ?? spelt.length) + from;
      const long = Math.max(3, Math.min(region(Math.min(region(0), spelt.length)), spelt.length));
      for (const [ending, least] of [...tables.endings.map((own) => [own, 3]), ...tables.long_endings.map((own) => [own, long])]) {
        const root = spelt.slice(0, -ending.length);
        if (root.length < least || !spelt.endsWith(ending)) continue;
        for (const instead of tables.instead) tries.push(root + instead);
        if (/(.)\1$/.test(root)) tries.push(root.slice(0, -1));
      }
    }
    for (const form of tries) {
      const found = entry(form);
      if (found) return found.key;
      if (missing.length) break;
    }
    return plain;
  }

  const keysOf = (list) => list.map((token, i) => token.word ? keyOf(token.text) : pair(list, i));

  function readPostings(bytes) {
    let at = 0, size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      size |= (byte & 127) << shift;
      if (!(byte & 128)) break;
    }
    const terms = new Map();
    let key = '', start = at + size;
    for (const line of utf8(bytes.subarray(at, start)).split('\n')) {
      if (!line) continue;
      const [own, length, ...forms] = line.split('\t');
      key = restored(key, own);
      const before = key;
      terms.set(key, { key, forms: forms.length ? forms.map((form) => restored(before, form)) : [key], bytes, at: start });
      start += parseInt(length, 36);
    }
    return terms;
  }

  function decode(term) {
    if (term.zones) return term;
    const { key } = term, next = reader(term.bytes, term.at), group = key[0] === '≈';
    const placed = key[0] !== '§' && key[0] !== '[' && !key.endsWith('\x01'), formed = group || term.forms.length > 1;
    const zone = () => ({ docs: [], starts: [0], at: [], form: [] });
    const positions = (into, count) => {
      for (let position = 0; count; count--) into.push(placed ? position += next() : 0);
    };
    const body = zone();
    for (let count = next(), doc = 0, total = 0; count; count--) {
      const first = next();
      total += first & 1 ? next() + 2 : 1;
      body.docs.push(doc += first >> 1);
      body.starts.push(total);
      doc++;
    }
    body.docs.forEach((_, row) => positions(body.at, body.starts[row + 1] - body.starts[row]));
    if (formed) body.at.forEach(() => body.form.push(next()));
    term.zones = [body, zone(), zone()];
    for (const list of term.zones.slice(1)) {
      for (let runs = next(), doc = 0; runs; runs--) {
        doc += next();
        const length = next() + 1, count = next() + 1, at = [], form = [];
        positions(at, count);
        if (formed) at.forEach(() => form.push(next()));
        for (let i = 0; i < length; i++) {
          list.docs.push(doc++);
          list.at.push(...at);
          list.form.push(...form);
          list.starts.push(list.at.length);
        }
      }
    }
    delete term.bytes;
    return term;
  }

  const postings = (index) => block(catalogue.postings, index, 1, readPostings);
  function termOf(key) {
    const found = postings(find(catalogue.postings, key))?.get(key);
    return found ? decode(found) : null;
  }

  /* A form: its term, its number there, and how often each passage has it. */
  function formOf(form) {
    const key = unspacedRanges.test(form.slice(0, 2)) && isUnspaced([...form][0]) ? form : entry(form)?.key;
    const term = key === undefined ? null : termOf(key), number = term ? term.forms.indexOf(form) : -1;
    if (number < 0) return null;
    term.counts ??= [];
    if (!term.counts[number]) {
      const counts = term.counts[number] = new Map();
      for (const { docs, starts, form } of term.zones) {
        docs.forEach((doc, row) => {
          let count = 0;
          for (let i = starts[row]; i < starts[row + 1]; i++) count += !form.length || form[i] === number;
          if (count) counts.set(doc, (counts.get(doc) ?? 0) + count);
        });
      }
    }
    return { term, number, counts: term.counts[number] };
  }

  const documentsOf = (form) => formOf(form)?.counts.size ?? 0;

  function row(list, doc) {
    let from = 0, to = list.docs.length;
    while (from < to) {
      const middle = from + to >> 1;
      if (list.docs[middle] < doc) from = middle + 1; else to = middle;
    }
    return list.docs[from] === doc ? from : -1;
  }

  /* Pairs in which a cluster stands first. */
  function pairsWith(cluster) {
    const found = [], { postings: directory } = catalogue;
    for (let i = Math.max(0, find(directory, cluster)); directory[i] && (directory[i][0] <= cluster || directory[i][0].startsWith(cluster)); i++) {
      for (const [key, term] of postings(i) ?? []) {
        if (key.startsWith(cluster) && term.forms.includes(key) && tokens(key)[0]?.text === cluster) found.push([key, documentsOf(key)]);
      }
    }
    return frequent(found, 2000);
  }

  const frequent = (found, most) => found.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most).map(([form]) => form);

  function completions(start) {
    const found = [], { lexicon: directory } = catalogue;
    if (missing.length) return found;
    for (let i = Math.max(0, find(directory, start)); directory[i] && (directory[i][0] <= start || directory[i][0].startsWith(start)); i++) {
      for (const [form, { documents }] of lexicon(i) ?? []) if (documents && form.startsWith(start)) found.push([form, documents]);
    }
    return frequent(found, 25);
  }

  /* Letters of a form as bits: a quick test that leaves few forms to compare in full. */
  function bits(form) {
    let mask = 0;
    for (let i = 0; i < form.length; i++) mask |= 1 << (form.charCodeAt(i) & 31);
    return mask;
  }
  const ones = (mask) => { let count = 0; for (; mask; mask &= mask - 1) count++; return count; };

  function correction(word) {
    const letters = [...word], most = letters.length >= 8 ? 2 : 1, mask = bits(word);
    if (missing.length || letters.length < 4 || !ALPHABETIC.test(word)) return null;
    let best = null;
    catalogue.lexicon.forEach((_, i) => {
      for (const [form, known] of lexicon(i) ?? []) {
        known.bits ??= bits(form);
        if (!known.documents || Math.abs(form.length - word.length) > 2 * most || ones(known.bits & ~mask) > most || ones(mask & ~known.bits) > most || !ALPHABETIC.test(form)) continue;
        const apart = distance(letters, [...form], most);
        if (form !== word && apart <= most && (!best || apart < best[0] || apart === best[0] && (known.documents > best[1] || known.documents === best[1] && form < best[2]))) best = [apart, known.documents, form];
      }
    });
    return best && best[2];
  }

  /* Insertions, deletions, changes and swaps of neighbours (optimal string alignment). */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = [], last = other.map((_, i) => i);
    last.push(other.length);
    for (let i = 1; i <= one.length; i++) {
      const now = [i];
      for (let j = 1; j <= other.length; j++) {
        now[j] = Math.min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) now[j] = Math.min(now[j], before[j - 2] + 1);
      }
      if (Math.min(...now) > most) return most + 1;
      [before, last] = [last, now];
    }
    return last[other.length];
  }

  /* Where tokens stand side by side as they are: for each passage, zone and start. */
  function occurrences(list) {
    const links = [];
    list.forEach((token, i) => {
      if (!token.word && token.last && follows(list, i)) return;
      const alone = !token.word && (token.last || i + 1 === list.length);
      links.push([i, alone ? pairsWith(token.text) : [pair(list, i)]]);
    });
    const weighed = links.map(([i, forms]) => [i, forms.map(formOf).filter(Boolean)]);
    if (weighed.some(([, forms]) => !forms.length)) return new Map();
    const weight = ([, forms]) => forms.reduce((sum, form) => sum + form.counts.size, 0);
    weighed.sort((a, b) => weight(a) - weight(b));
    let places = null;
    for (const [offset, forms] of weighed) {
      const found = new Map();
      for (const { term, number, counts } of forms) {
        for (const doc of places && places.size < counts.size ? places.keys() : counts.keys()) {
          const wanted = places?.get(doc);
          if (places && !wanted || !counts.has(doc)) continue;
          term.zones.forEach((list, zone) => {
            const at = row(list, doc);
            for (let i = list.starts[at]; at >= 0 && i < list.starts[at + 1]; i++) {
              const start = list.at[i] - offset;
              if (list.form.length && list.form[i] !== number || start < 0) continue;
              const place = start * 4 + zone;
              if (places && !wanted.has(place)) continue;
              if (!found.has(doc)) found.set(doc, new Set());
              found.get(doc).add(place);
            }
          });
        }
      }
      places = found;
    }
    return places ?? new Map();
  }

  /* ---- Queries ---- */
  const QUOTES = { '"': '"“”', '“': '“”"', '”': '“”"', '„': '“”"', '«': '»', '「': '」' };
  const BLANK = /[\p{White_Space}\p{Cc}]/u, ALPHANUMERIC = /[\p{Alphabetic}\p{N}]/u;
  const KEYS = { state: 0, kind: 1, lang: 2, language: 2, cites: 3, instrument: 3 };

  function parse(whole) {
    const letters = [...whole], query = { clauses: [], filters: [], notes: [], typing: false };
    const text = query.text = letters.slice(0, 512).join('');
    if (letters.length > 512) query.notes.push('cut');
    const split = (list) => {
      let run = [];
      for (const token of list) {
        run.push(token);
        if (token.word || token.last) { query.clauses.push({ tokens: run }); run = []; }
      }
      if (run.length) query.clauses.push({ tokens: run });
    };
    let plain = null, open = false, at = 0;
    const flush = () => {
      if (!plain) return;
      const own = text.slice(...plain), list = tokens(own);
      let done = 0;
      for (const { start, end, keys } of references(own, list)) {
        split(list.slice(done, start));
        query.clauses.push({ tokens: list.slice(start, done = end), reference: keys });
      }
      split(list.slice(done));
      plain = null;
    };
    const letter = (i) => i < text.length ? String.fromCodePoint(text.codePointAt(i)) : '';
    for (;;) {
      while (at < text.length && BLANK.test(text[at])) at++;
      if (at >= text.length) break;
      let excluded = false;
      if (text[at] === '-' || text[at] === '\u2212') {
        const next = letter(++at);
        excluded = ALPHANUMERIC.test(next) || next in QUOTES;
        if (!excluded) continue;
      }
      const close = QUOTES[text[at]], start = close ? at + 1 : at;
      let end = start;
      while (end < text.length && !(close ? close.includes(text[end]) : BLANK.test(text[end]) || text[end] in QUOTES)) end++;
      at = close ? end + 1 : end;
      const own = text.slice(start, end);
      open = false;
      if (close || excluded) {
        flush();
        const list = tokens(own);
        if (list.length) query.clauses.push({ tokens: list, phrase: !!close || list.length > 1, excluded });
        continue;
      }
      const [, key, value] = /^([^:]*):(.+)$/s.exec(own) ?? [];
      const column = Object.hasOwn(KEYS, key?.toLowerCase()) ? KEYS[key.toLowerCase()] : -1;
      if (column >= 0) { flush(); query.filters[column] = value; }
      else { plain = [plain ? plain[0] : start, end]; open = true; }
    }
    flush();
    const last = query.clauses[query.clauses.length - 1], shown = [...text];
    query.typing = open && ALPHANUMERIC.test(shown[shown.length - 1]) && !!last && !last.excluded && !last.reference && last.tokens[last.tokens.length - 1].word;
    const all = query.clauses.length;
    let phrases = 0, words = 0;
    query.clauses = query.clauses.filter((clause) => clause.phrase || clause.excluded ? ++phrases <= 16 : ++words <= 64);
    if (query.clauses.length < all) { query.typing = false; query.notes.push('too-many'); }
    query.empty = query.clauses.every((clause) => clause.excluded);
    return query;
  }

  /* Expressions with synonyms among the words of a query. */
  function mentions(list, expressions = catalogue.expressions) {
    const keys = keysOf(list), found = [];
    for (let start = 0; start < list.length; start++) {
      for (const { group, keys: wanted } of expressions) {
        const end = start + wanted.length;
        if (end <= list.length && wanted.every((key, i) => key === null || key === keys[start + i]) && !found.some((other) => other.start === start && other.end === end && other.group === group)) found.push({ start, end, group });
      }
    }
    return found.sort((a, b) => a.start - b.start || b.end - a.end || a.group - b.group);
  }

  function plan(query) {
    const plan = { atoms: [], groups: [], fewest: 2, wrong: [] };
    let list = [], begin = [0, 0], place = 0;
    const grouped = () => {
      let [next, first] = begin, done = 0;
      const single = (end) => { for (; next < end; next++) plan.groups.push({ start: next, end: next + 1, synonyms: [] }); };
      const all = list.length ? mentions(list) : [];
      for (const mention of all) {
        if (mention.start < done) continue;
        const inside = (atom) => {
          const at = atom.place - first;
          return at >= mention.start && at < mention.end && !(atom.role === 'pair' && at + 1 === mention.end && mention.end - mention.start > 1);
        };
        let start = next;
        while (start < plan.atoms.length && !inside(plan.atoms[start])) start++;
        if (start === plan.atoms.length) continue;
        let end = start;
        while (end < plan.atoms.length && inside(plan.atoms[end])) end++;
        single(start);
        plan.groups.push({ start, end, synonyms: all.filter((other) => other.start === mention.start && other.end === mention.end).map((other) => other.group) });
        next = end;
        done = mention.end;
      }
      single(plan.atoms.length);
      list = [];
    };
    query.clauses.forEach((clause, index) => {
      if (clause.excluded || clause.phrase) {
        grouped();
        begin = [plan.atoms.length, place += clause.excluded ? 0 : clause.tokens.length];
        return;
      }
      if (!list.length) begin = [plan.atoms.length, place];
      list.push(...clause.tokens);
      lookUp(clause, place, query.typing && index + 1 === query.clauses.length, plan);
      place += clause.tokens.length;
    });
    grouped();
    if (plan.groups.every(({ synonyms }) => !synonyms.length) && plan.atoms.every(({ role }) => role === 'function' || role === 'compound')) {
      for (const atom of plan.atoms) if (atom.role === 'function') atom.role = 'word';
    }
    return plan;
  }

  function lookUp({ tokens: list, reference }, place, unfinished, plan) {
    const atom = (role, key, at) => {
      const made = { role, keys: key === null ? [] : [[key, 1]], forms: [], place: at };
      plan.atoms.push(made);
      return made;
    };
    const [token] = list;
    if (reference) {
      const at = reference.findLastIndex(termOf), whole = reference.length - 1;
      atom('reference', null, place).keys.push([reference[at < 0 ? whole : at], at < 0 || at === whole ? 1 : 0.6]);
    } else if (list.length > 1) {
      plan.fewest = Math.min(plan.fewest, list.length - 1);
      for (let i = 0; i + 1 < list.length; i++) atom('pair', pair(list, i), place + i);
      for (let i = 0; i < list.length; i++) {
        for (let length = 3; length <= 10 && i + length <= list.length; length++) {
          const key = list.slice(i, i + length).map(({ text }) => text).join('') + '\x01';
          if (termOf(key)) atom('compound', key, place + i);
        }
      }
    } else if (!token.word) {
      plan.fewest = 1;
      atom('pair', null, place).forms = pairsWith(token.text).map((form) => [form, 1]);
    } else {
      const key = keyOf(token.text), own = atom(tables.function_words.includes(token.text) ? 'function' : 'word', key, place);
      own.exact = token.text;
      if (/^[0-9]{4}$/.test(token.text) && token.text >= 2400 && token.text <= 2643) own.keys.push([String(token.text - 543), 0.7]);
      if (!termOf(key)) {
        let forms = unfinished ? completions(token.text) : [], weight = 0.7;
        if (!forms.length) {
          const better = correction(token.text);
          weight = 0.5;
          if (better) { plan.unknown = true; plan.wrong.push([token.text, better]); forms = [better]; }
        }
        own.forms = forms.map((form) => [form, weight]);
      } else if (!unfinished) {
        const better = entry(token.text)?.likelier;
        if (better) plan.wrong.push([token.text, better]);
      }
    }
  }

  /* ---- Ranking: BM25F of stems, with exact forms, neighbours and the whole query ---- */
  const ROLES = { word: 1, function: 0.1, pair: 0.5, compound: 0.375, reference: 1.5 };
  const WORDS = [1.6, 0.75], PAIRS = [0.9, 0.65], ZONES = [1, 1.5, 2], EXACT = 0.3, MARKED = 0.6, OUTSIDE = 0.5, LEAST = 0.1, PREFERRED = 2, OPEN = 0.7;
  const counts = (role) => role !== 'function' && role !== 'compound';

  /* Browsers' own logarithms differ in the last bit. */
  function logarithm(number) {
    let halvings = 0;
    for (; number >= 2; number /= 2) halvings++;
    const ratio = (number - 1) / (number + 1), square = ratio * ratio;
    let sum = 0;
    for (let odd = 33; odd > 0; odd -= 2) sum = sum * square + 2 / odd;
    return halvings * Math.LN2 + ratio * sum;
  }

  const idf = (documents) => logarithm(1 + (lengths.length - documents + 0.5) / (documents + 0.5));
  const saturated = (doc, count, [k1, b]) => count * (k1 + 1) / (count + k1 * (1 - b + b * lengths[doc]));

  function rank(query) {
    const size = lengths.length, floats = () => new Float64Array(size);
    const ranking = { scores: floats(), cover: floats(), whole: 0, allowed: null, idfs: [], plan: plan(query) };
    const values = floats(), score = floats(), cover = floats();
    let touched = [], summed = new Set();
    const add = (doc, value) => { if (!values[doc]) touched.push(doc); values[doc] += value; };
    const inside = new Uint8Array(size), seen = new Set();
    const addKey = (key, weight, counted) => {
      const term = termOf(key);
      if (term) for (const zone of [2, 1, 0]) {
        const { docs, starts } = term.zones[zone], own = ZONES[zone] * weight;
        for (let i = 0; i < docs.length; i++) {
          add(docs[i], own * (starts[i + 1] - starts[i]));
          if (counted && !zone) inside[docs[i]] = 1;
        }
      }
    };
    const addForm = (form, weight, counted) => formOf(form)?.counts.forEach((count, doc) => {
      add(doc, weight * count);
      if (counted) inside[doc] = 1;
    });
    const drain = (each) => {
      for (const doc of touched) { each(doc, values[doc]); values[doc] = 0; }
      touched = [];
    };
    const sum = (doc, more, rest) => { summed.add(doc); score[doc] += more; cover[doc] += rest; };
    for (const group of ranking.plan.groups) {
      let whole = 0, fresh = 0;
      for (const atom of ranking.plan.atoms.slice(group.start, group.end)) {
        /* What is said twice is not asked for twice. */
        const own_key = atom.keys[0] && atom.role + ' ' + atom.keys[0][0];
        if (seen.has(own_key)) { ranking.idfs.push(0); continue; }
        if (own_key) seen.add(own_key);
        fresh++;
        for (const [key, weight] of atom.keys) addKey(key, weight, counts(atom.role));
        for (const [form, weight] of atom.forms) addForm(form, weight, counts(atom.role));
        const own = idf(touched.length), weight = ROLES[atom.role], share = counts(atom.role) ? Math.max(own, LEAST) : 0;
        const constants = atom.role === 'pair' || atom.role === 'compound' ? PAIRS : WORDS;
        ranking.idfs.push(own);
        whole += share;
        drain((doc, count) => sum(doc, own * weight * saturated(doc, count, constants), share));
        if (atom.exact) {
          addForm(atom.exact, 1);
          const exact = idf(touched.length) * weight * (/^[\0-\x7f]*$/.test(atom.exact) ? EXACT : MARKED);
          drain((doc, count) => sum(doc, exact * saturated(doc, count, WORDS), 0));
        }
      }
      /* An expression of words of grammar alone is meant as a whole. */
      const grammar = !whole;
      for (const synonym of fresh ? group.synonyms : []) {
        addKey('≈' + synonym, 1, true);
        const own = idf(touched.length), weight = own * 0.8;
        if (grammar) whole = Math.max(whole, own);
        drain((doc, count) => sum(doc, Math.max(weight * saturated(doc, count, WORDS) - score[doc], 0), Math.max(whole - cover[doc], 0)));
      }
      ranking.whole += whole;
      for (const doc of summed) {
        ranking.scores[doc] += score[doc]; ranking.cover[doc] += cover[doc];
        score[doc] = cover[doc] = 0;
      }
      summed = new Set();
    }
    for (let doc = 0; doc < size; doc++) if (!inside[doc]) ranking.scores[doc] *= OUTSIDE;
    const list = query.clauses.flatMap((clause) => clause.tokens);
    if (list.length > 1 && !query.clauses.some((clause) => clause.phrase || clause.excluded)) {
      let weight = 0;
      ranking.plan.atoms.forEach(({ role }, i) => { if (role !== 'compound') weight += ranking.idfs[i] * (role === 'pair' ? 0.5 : 1); });
      for (const [doc, starts] of occurrences(list)) ranking.scores[doc] += weight * saturated(doc, starts.size, WORDS);
    }
    for (const { tokens: list, phrase, excluded } of query.clauses) {
      if (!phrase && !excluded) continue;
      const found = occurrences(list);
      ranking.allowed ??= new Uint8Array(size).fill(1);
      if (excluded) {
        for (const doc of found.keys()) ranking.allowed[doc] = 0;
        continue;
      }
      const weight = idf(found.size);
      ranking.whole += weight;
      ranking.allowed.forEach((_, doc) => { if (!found.has(doc)) ranking.allowed[doc] = 0; });
      for (const [doc, starts] of found) {
        ranking.scores[doc] += weight * (1 + EXACT) * saturated(doc, starts.size, WORDS);
        ranking.cover[doc] += weight;
      }
    }
    const number = trim(query.text).toLowerCase();
    if (number) catalogue.numbers.forEach((own, doc) => {
      if (own.toLowerCase() !== number) return;
      ranking.scores[doc] += 10000;
      ranking.cover[doc] = Math.max(ranking.whole, 1);
    });
    return ranking;
  }

  const better = (a, b) => b.score - a.score || a.doc - b.doc;

  /* Raises the first candidates in which words of the query stand side by side. */
  function near({ plan, idfs }, candidates) {
    const words = plan.atoms.map((atom, i) => ({ ...atom, idf: idfs[i] })).filter(({ role }) => role === 'word');
    const first = candidates.slice(0, 100);
    if (words.length < 2) return candidates;
    const places = words.map(({ keys }) => keys.map(([key]) => termOf(key)?.zones[0]).filter(Boolean));
    const at = (zones, doc) => zones.flatMap((zone) => { const own = row(zone, doc); return own < 0 ? [] : zone.at.slice(zone.starts[own], zone.starts[own + 1]); });
    for (let i = 1; i < words.length; i++) {
      const apart = words[i].place - words[i - 1].place, weight = Math.min(words[i - 1].idf, words[i].idf);
      for (const candidate of first) {
        let least = Infinity;
        const to = at(places[i], candidate.doc);
        if (to.length) for (const one of at(places[i - 1], candidate.doc)) for (const other of to) least = Math.min(least, Math.abs(other - one - apart));
        candidate.score += least === 0 ? weight : least <= 3 ? weight * 0.2 : 0;
      }
    }
    return first.sort(better).concat(candidates.slice(100));
  }

  /* ---- Snippets ---- */
  const row0 = (zone, doc, each) => {
    const own = row(zone, doc);
    for (let i = zone.starts[own]; own >= 0 && i < zone.starts[own + 1]; i++) each(i);
  };

  function marksOf(query, { plan, idfs }) {
    const marks = { keys: new Map(), letters: new Set(), groups: new Set(plan.groups.flatMap((group) => group.synonyms)), references: new Set(), fewest: plan.fewest };
    plan.atoms.forEach((atom, i) => {
      if (atom.role === 'reference') for (const [key] of atom.keys) marks.references.add(key);
      else if (atom.role !== 'compound') {
        const weight = atom.role === 'function' ? 0.01 : Math.max(idfs[i], 0.01);
        const mark = (key) => { if (!marks.keys.has(key)) marks.keys.set(key, weight); };
        for (const [key] of atom.keys) mark(key);
        if (atom.role !== 'pair') for (const [form] of atom.forms) mark(keyOf(form));
      }
    });
    for (const { tokens: list, phrase, excluded } of query.clauses) {
      if (excluded) continue;
      keysOf(list).forEach((key, i) => {
        const ends = !list[i].word && list[i].last;
        if (ends && !follows(list, i)) marks.letters.add(list[i].text);
        else if (phrase && !ends && !marks.keys.has(key)) marks.keys.set(key, 1);
      });
      if (phrase && list.some(({ word }) => !word)) marks.fewest = 1;
    }
    return marks;
  }

  const letters = (text) => { let count = 0; for (const _ of text) count++; return count; };

  function snippet(doc, text, inner, marks) {
    const list = tokens(text), weights = new Map(), found = [];
    for (const [key, weight] of marks.keys) {
      const term = termOf(key);
      if (term) row0(term.zones[0], doc, (i) => { if (term.forms[term.zones[0].form[i] ?? 0]) weights.set(term.zones[0].at[i], weight); });
    }
    for (let i = 0; i < list.length;) {
      const { word, text: own, from, to } = list[i];
      if (word || marks.letters.has(own)) {
        const weight = word ? weights.get(i) : 1;
        if (weight !== undefined) found.push({ from, to, weight });
        i++;
        continue;
      }
      let end = i, weight = 0;
      while (list[end] && !list[end].word && !list[end].last && weights.has(end)) weight += weights.get(end++);
      if (end > i && end - i >= marks.fewest) found.push({ from, to: list[end].to, weight });
      i = Math.max(end, i + 1);
    }
    const whole = (start, end) => found.push({ from: list[start].from, to: list[end - 1].to, weight: 1 });
    for (const group of marks.groups) {
      const zone = termOf('≈' + group)?.zones[0];
      if (zone) row0(zone, doc, (i) => whole(zone.at[i], zone.at[i] + zone.form[i]));
    }
    if (marks.references.size) for (const { start, end, keys } of references(text, list)) if (keys.some((key) => marks.references.has(key))) {
      /* A citation with the bracket that opens or closes it. */
      let { from } = list[start], { to } = list[end - 1], open = 0, unopened = false;
      for (const letter of text.slice(from, to)) {
        if ('(['.includes(letter)) open++;
        else if (')]'.includes(letter)) { if (open) open--; else unopened = true; }
      }
      if (unopened && '(['.includes(text[from - 1] || ' ')) from--;
      if (open && ')]'.includes(text[to] || ' ')) to++;
      found.push({ from, to, weight: 1 });
    }
    found.sort((a, b) => a.from - b.from || b.to - a.to);
    const [start, end] = letters(text) <= 300 ? [0, text.length] : cut(text, inner, best(text, found));
    const parts = [], push = (from, to, marked) => { if (from < to) parts.push({ text: text.slice(from, to), marked }); };
    const more = () => parts.push({ text: '…', marked: false });
    let at = start;
    if (start) more();
    for (const mark of found) {
      const from = Math.max(mark.from, at), to = Math.min(mark.to, end);
      if (from >= to) continue;
      push(at, from, false);
      push(from, at = to, true);
    }
    push(at, end, false);
    if (end < text.length) more();
    return parts;
  }

  /* Where the stretch begins that holds the most of what was searched for. */
  function best(text, found) {
    let most = 0, at = found[0]?.from ?? 0;
    found.forEach((mark, i) => {
      let worth = 0;
      const seen = new Set();
      for (const other of found.slice(i)) {
        if (letters(text.slice(mark.from, other.to)) > 240) break;
        const word = text.slice(other.from, other.to);
        worth += seen.has(word) ? other.weight * 0.1 : other.weight;
        seen.add(word);
      }
      if (worth > most) { most = worth; at = mark.from; }
    });
    return at;
  }

  function cut(text, inner, start) {
    const set = new Set([0, text.length]);
    let at = 0;
    for (const distance of inner ?? []) set.add(at += distance);
    for (const { index } of text.matchAll(/(?<=\p{White_Space})\P{White_Space}/gu)) set.add(index);
    const breaks = [...set].sort((a, b) => a - b), pieces = breaks.length - 1;
    const size = (piece) => letters(text.slice(breaks[piece], breaks[piece + 1]));
    let first = 0;
    while (first < pieces && breaks[first + 1] <= start) first++;
    let from = first, length = 0;
    while (from > 0 && length < 48) length += size(--from);
    let to = from;
    length = 0;
    while (to < pieces && (length < 240 || to <= first)) length += size(to++);
    while (to === pieces && from > 0 && length < 240) length += size(--from);
    return [breaks[from], breaks[to]];
  }

  /* ---- Answers ---- */
  const stageOf = (share) => share >= 0.999 ? 'all' : share >= 0.6 ? 'most' : 'some';

  function readTexts(bytes) {
    let last = [];
    return JSON.parse(utf8(bytes)).map((own) => last = own.map((value, i) => i > 1 && i < 5 && value === 0 ? last[i] : value));
  }

  function hit({ doc, score, share }, marks) {
    const { texts } = catalogue, index = find(texts, doc), rows = block(texts, index, 2, readTexts);
    if (!rows) return null;
    const [anchor, text, page, title, headings, inner] = rows[doc - texts[index][0]];
    const value = (column) => column.names[column.sets[column.of[doc]][0]] ?? null;
    return {
      number: catalogue.numbers[doc], page_title: title, headings, address: anchor ? `${page}#${anchor}` : page,
      state: value(catalogue.columns[0]), kind: value(catalogue.columns[1]), score, stage: stageOf(share), snippet: snippet(doc, text, inner, marks),
    };
  }

  function admitted(...all) {
    const tests = all.flatMap((filters) => filters.map((value, i) => [value, i])).filter(([value]) => value).map(([value, i]) => {
      const wanted = value.toLowerCase(), deep = wanted.includes(':'), column = catalogue.columns[i === 3 && deep ? 4 : i];
      const fits = column.names.map((name) => {
        const own = name.toLowerCase();
        return own === wanted || deep && own.startsWith(wanted + '(');
      });
      const sets = column.sets.map((set) => set.some((name) => fits[name]));
      return (doc) => sets[column.of[doc]];
    });
    return (doc) => tests.every((test) => test(doc));
  }

  /* What a passage's score is multiplied by: more where it is about a State to which the query points, less where nothing was established. */
  function preference(query) {
    const list = query.clauses.filter(({ excluded }) => !excluded).flatMap((clause) => clause.tokens);
    const wanted = mentions(list, catalogue.pointers).map(({ group }) => catalogue.states[group]);
    const [states, , , , , standing] = catalogue.columns;
    const about = states.sets.map((set) => set.some((name) => wanted.includes(states.names[name])));
    return (doc) => about[states.of[doc]] ? PREFERRED : !wanted.length && standing.sets[standing.of[doc]].length ? OPEN : 1;
  }

  function facets(candidates) {
    return catalogue.columns.slice(0, 4).map(({ names, sets, of }) => {
      const counts = new Map();
      for (const { doc } of candidates) for (const name of sets[of[doc]]) counts.set(name, (counts.get(name) ?? 0) + 1);
      return [...counts].map(([name, count]) => ({ id: names[name], count })).sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
    });
  }

  function answer(query, filters, offset, limit) {
    const found = { query: query.text, stage: 'none', total: 0, hits: [], near: [], facets: { state: [], kind: [], instrument: [], language: [] }, suggestion: null, notes: [...query.notes] };
    if (query.empty || !lengths.length) return found;
    const ranking = rank(query), wrong = new Map(ranking.plan.wrong.reverse()), admits = admitted(query.filters, filters);
    found.unknown = ranking.plan.unknown;
    if (wrong.size) {
      let text = '', done = 0;
      for (const { text: own, from, to } of tokens(query.text)) {
        if (wrong.has(own)) { text += query.text.slice(done, from) + wrong.get(own); done = to; }
      }
      found.suggestion = trim(text + query.text.slice(done));
    }
    const candidates = [], factor = preference(query);
    let most = 0;
    for (let doc = 0; doc < lengths.length; doc++) {
      if (!(ranking.cover[doc] > 0) || ranking.allowed && !ranking.allowed[doc] || !admits(doc)) continue;
      const share = ranking.cover[doc] / ranking.whole;
      most = Math.max(most, share);
      candidates.push({ doc, share, score: ranking.scores[doc] * factor(doc) });
    }
    if (!candidates.length) return found;
    found.stage = stageOf(most);
    const floor = found.stage === 'all' ? 0.999 : most * 0.3, met = candidates.filter(({ share }) => share >= floor);
    found.total = met.length;
    const [state, kind, language, instrument] = facets(met);
    found.facets = { state, kind, instrument, language };
    const marks = marksOf(query, ranking);
    const page = (list, from, count) => count > 0 && from < list.length ? near(ranking, list.sort(better)).slice(from, from + count).map((candidate) => hit(candidate, marks)) : [];
    found.hits = page(met, offset, limit);
    if (found.total < 10 && !offset) found.near = page(candidates.filter(({ share }) => share < floor), 0, Math.min(10, limit) - found.total);
    return found;
  }

  function attempt(query, filters, offset, limit) {
    let found = answer(query, filters, offset, limit);
    if (found.unknown && !missing.length) {
      const better = answer(parse(found.suggestion), filters, offset, limit);
      if (better.stage !== 'none') found = { ...better, query: query.text, suggestion: found.suggestion, notes: [...found.notes, 'corrected'] };
    }
    if (found.stage === 'none' && query.clauses.some(({ phrase, excluded }) => phrase && !excluded)) {
      const clauses = query.clauses.flatMap((clause) => {
        if (!clause.phrase || clause.excluded) return [clause];
        const runs = [[]];
        for (const token of clause.tokens) {
          runs[runs.length - 1].push(token);
          if (token.word || token.last) runs.push([]);
        }
        return runs.filter((run) => run.length).map((run) => ({ tokens: run }));
      });
      found = answer({ ...query, clauses, typing: false }, filters, offset, limit);
      if (found.stage !== 'none') found.notes.push('no-such-phrase');
    }
    delete found.unknown;
    if (query.empty) found.notes.push('nothing-asked');
    return found;
  }

  function setUp(all) {
    if (all.format !== 3) throw new Error('format');
    tables = all.tables;
    young = ranges(tables.young);
    invisible = ranges(tables.invisible);
    unspacedRanges = ranges(tables.unspaced);
    const own = all.lengths.map((code) => {
      let power = 1;
      for (let i = code % 16; i; i--) power *= 1.0442737824274138;
      return power * 2 ** (code >> 4) - 1;
    });
    const mean = Math.max(own.reduce((sum, length) => sum + length, 0) / Math.max(own.length, 1), 1);
    lengths = own.map((length) => length / mean);
    catalogue = all;
  }

  async function ready() {
    if (catalogue) return;
    await fetched('catalogue');
    if (!catalogue) setUp(JSON.parse(utf8(data.catalogue)));
  }

  /* The answer to a query, as docs/formats/search-api.md describes it. Filters: state, kind, language, instrument. */
  window.handbookFind = async (text, filters = {}, offset = 0, limit = 10) => {
    await ready();
    const query = parse(text), own = [filters.state, filters.kind, filters.language, filters.instrument];
    for (;;) {
      missing = [];
      const found = attempt(query, own, offset, limit);
      if (!missing.length) return found;
      await Promise.all(missing.map(fetched));
    }
  };

  /* What both engines must agree on, for the tests. */
  window.handbookFind.analyse = async (text) => {
    await ready();
    const list = tokens(text);
    return [list.map((token) => [token.text, token.word ? 0 : token.last ? 2 : 1]), list.map((_, i) => pair(list, i)), list.map((token) => fold(token.text)), references(text, list).flatMap(({ keys }) => keys)];
  };
})();

/* Search without a server: the rules of the program's own search, over the files in search/.
   Loaded by the search page alone; needs no fetch, works from disk. No dependency.
   docs/formats/search-shards.md describes the files and this interface. */
(() => {
  'use strict';
  const me = document.currentScript;
  const packed = {}, loading = {}, data = {};

  /* ---- Files: each hands over one block, packed; blocks already in the page are not loaded ---- */
  window.handbookSearch = (name, length, text) => { packed[name] = [length, text]; };

  async function load(name) {
    if (!packed[name]) {
      const script = document.createElement('script');
      await new Promise((done, failed) => {
        script.onload = done;
        script.onerror = () => failed(new Error(name));
        script.src = new URL(`../search/${name}.js`, me.src);
        document.head.append(script);
      });
    }
    const [length, text] = packed[name];
    const view = new DataView(new ArrayBuffer(text.length / 5 * 4));
    for (let i = 0, word = 0; i < text.length;) {
      const code = text.charCodeAt(i++);
      word = word * 85 + (code < 40 ? [20,, 52, 56, 22][code - 33] : code - 40);
      if (i % 5 === 0) { view.setUint32(i / 5 * 4 - 4, word); word = 0; }
    }
    const stream = new Blob([view]).slice(0, length).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    data[name] = new Uint8Array(await new Response(stream).arrayBuffer());
    delete packed[name];
  }

  const fetched = (name) => loading[name] ??= load(name).catch((error) => { delete loading[name]; throw error; });
  const utf8 = (bytes) => new TextDecoder().decode(bytes);

  /* What an answer lacks is noted, loaded, and the answer is made again: first words, then postings, then texts. */
  let missing = [], catalogue, lengths, directories;
  /* What the program knows of words, characters and weights: see `tables` in docs/formats/search-shards.md. */
  let FUNCTION_WORDS, PROVISIONS, PARTS, SPELLINGS, LOWER, FOLDED, POWERS, ENDINGS, LONG_ENDINGS, INSTEAD, QUOTES, COLUMNS, WORD, EXTENDING, JOINED, ALPHABETIC, ALPHANUMERIC, UNSPACED, INVISIBLE, YOUNG, APOSTROPHE, TONED, BLANK, NUMBER, DECISION, DOTTED, FURTHER;

  function block(level, index) {
    const entry = directories[level][index];
    if (!entry) return [];
    if (!entry[2]) {
      const bytes = data[entry[1]];
      if (!bytes) {
        (missing[level] ??= []).push(entry[1]);
        return [];
      }
      entry[2] = READERS[level](bytes);
    }
    return entry[2];
  }

  /* The last block that begins at or before a value. */
  const find = (level, value) => directories[level].findLastIndex(([first]) => first <= value);

  /* What is filed under a text. */
  const under = (level, text) => {
    const found = block(level, find(level, text));
    return found.get?.(text);
  };

  /* All that is filed under texts with this start, in their order. */
  function* starting(level, start) {
    const directory = directories[level];
    for (let i = find(level, start); directory[i] && (directory[i][0] <= start || directory[i][0].startsWith(start)); i++) {
      for (const own of block(level, i)) if (own[0].startsWith(start)) yield own;
    }
  }

  const restored = (before, written) => written ? before.slice(0, written.charCodeAt(0) - 48) + written.slice(1) : before;

  /* Lines of fields: a text after the one before, and what is said of it. */
  function entries(bytes, of) {
    let text = '';
    return new Map(utf8(bytes).split('\n').map((line) => {
      const [own, ...fields] = line.split('\t');
      return [text = restored(text, own), of(text, fields)];
    }));
  }

  let bytes, at;
  function next() {
    let value = 0;
    do value = value << 7 | bytes[at] & 127; while (bytes[at++] & 128);
    return value;
  }

  /* ---- Words: the same as the program's, by character classes alone ---- */
  const trim = (text) => text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');

  /* Spellings that readers cannot tell apart are brought to one. */
  function respell(out, piece) {
    const last = out.at(-1), first = out.at(-2), two = SPELLINGS[last?.c + piece.c], apart = SPELLINGS[first?.c + piece.c];
    if (two?.length < 2) {
      last.c = two; last.to = piece.to;
    } else if (apart && TONED.test(first.c + last.c)) {
      first.c = last.c; last.c = apart; last.from = first.from; first.to = last.to = piece.to;
    } else {
      if (two) [last.c, piece.c] = two;
      out.push(piece);
    }
  }

  function normal(text) {
    const out = [];
    let chunk = null, at = 0;
    const close = () => {
      if (chunk) for (const c of chunk.text.normalize('NFKC')) for (const d of LOWER[c] ?? c.toLowerCase()) respell(out, { c: d, from: chunk.from, to: chunk.to });
      chunk = null;
    };
    for (let c of text) {
      const from = at;
      at += c.length;
      if (c > '\x7f') {
        if (INVISIBLE.test(c)) continue;
        if (YOUNG.test(c)) c = ' ';
        else if (chunk && EXTENDING.test(c)) {
          chunk.text += c; chunk.to = at;
          continue;
        }
      }
      close();
      chunk = { text: c.replace(APOSTROPHE, "'"), from, to: at };
    }
    close();
    return out;
  }

  /* Tokens: text, place in the original, kind: 0 a word, 1 a cluster, 2 the last cluster of its run. */
  function tokens(text) {
    const pieces = normal(text), found = [];
    let start = -1, unspaced;
    const close = (end, last, more, next) => {
      if (start >= 0) {
        const own = pieces.slice(start, end);
        found.push({ text: own.map(({ c }) => c).join(''), from: own[0].from, to: own.at(-1).to, kind: unspaced ? 1 + last : 0 });
      }
      start = more ? end : -1;
      unspaced = next;
    };
    pieces.forEach(({ c }, at) => {
      const before = pieces[at - 1]?.c, next = pieces[at + 1]?.c, own = UNSPACED.test(c), joined = JOINED.test(before + c);
      if (c === "'" && start >= 0 && !unspaced && WORD.test(before) && next && WORD.test(next) && !UNSPACED.test(next)) return;
      if (!WORD.test(c)) close(at, true);
      else if (start >= 0 && unspaced) {
        if (!joined) close(at, !own, true, own);
      } else if (start < 0 || own && !/\p{M}/u.test(c) || at - start >= 64) close(at, true, true, own);
    });
    close(pieces.length, true);
    return found;
  }

  const fold = (word) => word.replace(/(\p{Script=Latin})\p{M}*|'/gu, (_, c) => c ? FOLDED[c] ?? c.normalize('NFD').replace(/\p{M}/gu, '') : '');

  const pair = (list, i) => list[i].text + (list[i].kind === 1 && list[i + 1]?.text || '');
  const follows = (list, i) => list[i - 1]?.kind === 1;

  /* Citations of provisions and decisions. */
  function references(text, list) {
    const found = [];
    const gap = (i) => list[i] && list[i + 1] ? text.slice(list[i].to, list[i + 1].from) : '';
    const isNumber = (token) => token && !token.kind && NUMBER.test(token.text);
    const isProvision = (word) => PROVISIONS.includes(word);
    const section = (text) => trim(text).endsWith('§');
    function provisionAt(i) {
      if (i === 0) return section(text.slice(0, list[0].from)) ? 0 : -1;
      const between = gap(i - 1);
      if (section(between)) return i;
      if (!DOTTED.test(between)) return -1;
      if (!list[i - 1].kind) return isProvision(list[i - 1].text) ? i - 1 : -1;
      for (let start = i - 1, word = ''; start >= Math.max(0, i - 6) && list[start].kind; start--) {
        word = list[start].text + word;
        if (isProvision(word)) return start;
      }
      return -1;
    }
    function part(end) {
      const between = gap(end - 1), token = list[end];
      if (!token) return -1;
      if (/^\)? ?\($/.test(between) && new Blob([token.text]).size <= 5 && text[token.to] === ')') return end;
      return PARTS.includes(token.text) && /^[,)]*$/.test(trim(between)) && isNumber(list[end + 1]) ? end + 1 : -1;
    }
    for (let i = 0; i < list.length;) {
      const [year, court, number] = list.slice(i, i + 3);
      if (number && DECISION.test([text[year.from - 1], year.text, gap(i), court.text, gap(i + 1), number.text].join('\n'))) {
        found.push({ start: i, end: i += 3, keys: [`[${year.text}]${court.text}${number.text}`] });
        continue;
      }
      let start = isNumber(list[i]) ? provisionAt(i) : -1;
      if (start < 0 && isNumber(list[i]) && list[i].text.length <= 3 && gap(i) === '(' && part(i + 1) === i + 1 && isNumber(list[i + 1])) start = i;
      if (start < 0) { i++; continue; }
      for (;;) {
        const keys = ['§' + list[i].text];
        let end = i + 1;
        for (let at; (at = part(end)) >= 0; end = at + 1) keys.push(`${keys.at(-1)}(${list[at].text})`);
        found.push({ start, end, keys });
        const next = FURTHER.includes(list[end]?.text) ? end + 1 : /^[,;&–-]$/.test(trim(gap(end - 1))) ? end : -1;
        i = end;
        if (next < 0 || !isNumber(list[next])) break;
        start = i = next;
      }
    }
    return found;
  }

  /* ---- Lexicon and postings ---- */
  const entry = (form) => under(0, form);

  /* The key of a word; that of its family where no passage has this form. */
  function keyOf(word) {
    const plain = fold(word), tries = [word, plain];
    if (/^[a-z]+$/.test(plain)) {
      const spelt = plain.replace(/iz(?!.*iz)/, 'is'), long = /^(.*?[aeiouy][^aeiouy]){2}/.exec(spelt)?.[0].length ?? spelt.length;
      tries.push(spelt);
      for (const [endings, least] of [[ENDINGS, 3], [LONG_ENDINGS, Math.max(3, long)]]) for (const ending of endings) {
        const root = spelt.slice(0, -ending.length);
        if (root.length < least || !spelt.endsWith(ending)) continue;
        for (const instead of INSTEAD) tries.push(root + instead);
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

  const keysOf = (list) => list.map((token, i) => token.kind ? pair(list, i) : keyOf(token.text));

  const READERS = [
    (bytes) => entries(bytes, (form, [key, documents, likelier]) => ({ key: restored(form, key), documents: parseInt(documents, 36) || 0, likelier: likelier && restored(form, likelier) })),
    (own) => {
      bytes = own;
      at = 0;
      let start = next() + at;
      return entries(bytes.subarray(at, start), (key, [length, ...forms]) => {
        const term = { key, bytes: own, at: start, forms: forms.map((form) => restored(key, form)) };
        start += parseInt(length, 36);
        return term;
      });
    },
    (bytes) => {
      let last;
      return JSON.parse(utf8(bytes)).map((own) => last = own.map((value, i) => i > 1 && i < 5 && value === 0 ? last[i] : value));
    },
  ];

  /* A key: for text, headings and title the passages that have it, with positions and numbers of forms. */
  function termOf(key) {
    const term = under(1, key);
    if (term && !term.zones) {
      const placed = !/^[§[]|\x01$/.test(key), formed = key[0] === '≈' || term.forms.length > 1;
      ({ bytes, at } = term);
      term.zones = [0, 1, 2].map((zone) => {
        const found = new Map(), runs = [];
        for (let left = next(), doc = 0; left; left--) {
          const first = next(), count = first & 1 ? next() + 2 : 1, run = { at: Array(count).fill(0), form: Array(count).fill(0) };
          doc += first >> 1;
          for (let length = zone && next(); length >= 0; length--) found.set(doc++, run);
          runs.push(run);
        }
        if (placed) for (const { at } of runs) at.forEach((_, i) => { at[i] = next() + (at[i - 1] ?? 0); });
        if (formed) for (const { form } of runs) form.forEach((_, i) => { form[i] = next(); });
        return found;
      });
    }
    return term;
  }

  /* A form: its term, its number there, and how often each passage has it. */
  function formOf(form) {
    const term = termOf(UNSPACED.test(form) ? form : entry(form)?.key ?? ''), number = term ? term.forms.indexOf(form) : -1;
    if (number < 0) return null;
    term.counts ??= [];
    return term.counts[number] ??= term.zones.reduce((found, zone) => {
      zone.forEach(({ form }, doc) => {
        const count = form.filter((own) => own === number).length;
        if (count) found.counts.set(doc, (found.counts.get(doc) ?? 0) + count);
      });
      return found;
    }, { term, number, counts: new Map() });
  }

  const frequent = (found, most) => found.sort((a, b) => b[1] - a[1]).slice(0, most).map(([form]) => form);

  /* Pairs in which a cluster stands first. */
  function pairsWith(cluster) {
    const found = [];
    for (const [key, { forms }] of starting(1, cluster)) if (forms.includes(key) && tokens(key)[0]?.text === cluster) found.push([key, formOf(key).counts.size]);
    return frequent(found, 2000);
  }

  function completions(start) {
    const found = [];
    if (!missing.length) for (const [form, { documents }] of starting(0, start)) if (documents) found.push([form, documents]);
    return frequent(found, 25);
  }

  function correction(word) {
    const letters = [...word], most = letters.length >= 8 ? 2 : 1;
    let best = null, least = (most + 1) * 1e9 - 1e8;
    if (missing.length || letters.length < 4 || !ALPHABETIC.test(word)) return best;
    for (const [form, { documents }] of starting(0, '')) {
      if (!documents || form === word || Math.abs(form.length - word.length) > 2 * most) continue;
      const other = [...form];
      /* Insertions, deletions, changes and swaps of neighbours (optimal string alignment). */
      const apart = (i, j, most) => {
        while (i < letters.length && letters[i] === other[j]) { i++; j++; }
        const one = letters.length - i, two = other.length - j;
        return !one || !two ? one + two : !most || Math.abs(one - two) > most ? 9 : 1 + Math.min(
          apart(i + 1, j, most - 1), apart(i, j + 1, most - 1), apart(i + 1, j + 1, most - 1),
          letters[i] === other[j + 1] && letters[i + 1] === other[j] ? apart(i + 2, j + 2, most - 1) : 9);
      };
      const worth = apart(0, 0, most) * 1e9 - documents;
      if (worth < least && ALPHABETIC.test(form)) { best = form; least = worth; }
    }
    return best;
  }

  /* Where tokens stand side by side as they are: for each passage, zone and start. */
  function occurrences(list) {
    const links = [];
    list.forEach(({ kind, text }, i) => {
      if (kind < 2 || !follows(list, i)) links.push([i, (kind > 1 || kind && !list[i + 1] ? pairsWith(text) : [pair(list, i)]).map(formOf).filter(Boolean)]);
    });
    const weight = ([, forms]) => forms.reduce((sum, { counts }) => sum + counts.size, 0);
    let places;
    for (const [offset, forms] of links.sort((a, b) => weight(a) - weight(b))) {
      const found = new Map();
      for (const { term, number, counts } of forms) {
        for (const doc of (places ?? counts).keys()) if (counts.has(doc)) term.zones.forEach((list, zone) => {
          const own = list.get(doc);
          own?.at.forEach((at, i) => {
            const place = (at - offset) * 4 + zone;
            if (own.form[i] !== number || place < 0 || places && !places.get(doc).has(place)) return;
            if (!found.has(doc)) found.set(doc, new Set());
            found.get(doc).add(place);
          });
        });
      }
      places = found;
    }
    return places ?? new Map();
  }

  /* ---- Queries ---- */
  /* Words one by one, and runs of clusters. */
  const split = (list) => {
    const found = [];
    list.forEach((token, i) => follows(list, i) ? found.at(-1).tokens.push(token) : found.push({ tokens: [token] }));
    return found;
  };

  function parse(whole) {
    const letters = [...whole], query = { clauses: [], filters: [], notes: [], typing: false };
    const text = query.text = letters.slice(0, 512).join('');
    if (letters.length > 512) query.notes.push('cut');
    let plain = null, open = false, at = 0;
    const flush = () => {
      if (!plain) return;
      const own = text.slice(...plain), list = tokens(own);
      let done = 0;
      for (const { start, end, keys } of references(own, list)) {
        query.clauses.push(...split(list.slice(done, start)), { tokens: list.slice(start, done = end), reference: keys });
      }
      query.clauses.push(...split(list.slice(done)));
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
      const column = COLUMNS[key?.toLowerCase()];
      if (column >= 0) { flush(); query.filters[column] = value; }
      else { plain = [plain ? plain[0] : start, end]; open = true; }
    }
    flush();
    const last = query.clauses.at(-1);
    query.typing = open && ALPHANUMERIC.test(letters[Math.min(511, letters.length - 1)]) && last && !last.excluded && !last.reference && !last.tokens.at(-1).kind;
    const all = query.clauses.length;
    let phrases = 0, words = 0;
    query.clauses = query.clauses.filter((clause) => clause.phrase || clause.excluded ? ++phrases <= 16 : ++words <= 64);
    if (query.clauses.length < all) { query.typing = false; query.notes.push('too-many'); }
    query.empty = query.clauses.every((clause) => clause.excluded);
    return query;
  }

  const PLAIN = 0, FUNCTION = 1, PAIR = 2, COMPOUND = 3, REFERENCE = 4;

  /* Expressions with synonyms among the words of a query. */
  function mentions(list, expressions = catalogue.expressions) {
    const keys = keysOf(list), found = {};
    list.forEach((_, start) => {
      for (const { group, keys: wanted } of expressions) {
        const end = start + wanted.length;
        if (wanted.every((key, i) => start + i in keys && (key ?? keys[start + i]) === keys[start + i])) found[[start, end, group]] = { start, end, group };
      }
    });
    return Object.values(found).sort((a, b) => a.start - b.start || b.end - a.end || a.group - b.group);
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
          return at >= mention.start && at < mention.end && !(atom.role === PAIR && at + 1 === mention.end && mention.end - mention.start > 1);
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
    if (plan.groups.every(({ synonyms }) => !synonyms.length) && plan.atoms.every(({ role }) => role === FUNCTION || role === COMPOUND)) {
      for (const atom of plan.atoms) if (atom.role === FUNCTION) atom.role = PLAIN;
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
      atom(REFERENCE, null, place).keys.push([reference[at < 0 ? whole : at], at < 0 || at === whole ? 1 : 0.6]);
    } else if (list.length > 1) {
      plan.fewest = Math.min(plan.fewest, list.length - 1);
      for (let i = 0; i + 1 < list.length; i++) atom(PAIR, pair(list, i), place + i);
      for (let i = 0; i < list.length; i++) {
        for (let length = 3; length <= 10 && i + length <= list.length; length++) {
          const key = list.slice(i, i + length).map(({ text }) => text).join('') + '\x01';
          if (termOf(key)) atom(COMPOUND, key, place + i);
        }
      }
    } else if (token.kind) {
      plan.fewest = 1;
      atom(PAIR, null, place).forms = pairsWith(token.text).map((form) => [form, 1]);
    } else {
      const key = keyOf(token.text), own = atom(FUNCTION_WORDS.includes(token.text) ? FUNCTION : PLAIN, key, place);
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
  const ROLES = [1, 0.1, 0.5, 0.375, 1.5];
  const WORDS = [1.6, 0.75], PAIRS = [0.9, 0.65], ZONES = [1, 1.5, 2], EXACT = 0.3, MARKED = 0.6, OUTSIDE = 0.5, LEAST = 0.1, PREFERRED = 3, NOTHING = 0.6, UNNUMBERED = 0.6;
  const counts = (role) => role !== FUNCTION && role !== COMPOUND;

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
    const ranking = { scores: floats(), cover: floats(), whole: 0, idfs: [], plan: plan(query) };
    const inside = new Set(), seen = new Set();
    let values, touched;
    const add = (doc, value) => { touched += !values[doc]; values[doc] += value; };
    const gather = (keys, forms, counted) => {
      values = floats();
      touched = 0;
      for (const [key, weight] of keys) {
        const zones = termOf(key)?.zones;
        if (zones) for (const zone of [2, 1, 0]) zones[zone].forEach(({ at }, doc) => {
          add(doc, ZONES[zone] * weight * at.length);
          if (counted && !zone) inside.add(doc);
        });
      }
      for (const [form, weight] of forms) formOf(form)?.counts.forEach((count, doc) => {
        add(doc, weight * count);
        if (counted) inside.add(doc);
      });
      return idf(touched);
    };
    for (const group of ranking.plan.groups) {
      const score = floats(), cover = floats();
      const sum = (each) => values.forEach((count, doc) => { if (count) each(doc, count); });
      let whole = 0, fresh = 0;
      for (const atom of ranking.plan.atoms.slice(group.start, group.end)) {
        /* What is said twice is not asked for twice. */
        const { role, keys, exact } = atom, known = keys[0] && role + ' ' + keys[0][0];
        if (seen.has(known)) { ranking.idfs.push(0); continue; }
        if (known) seen.add(known);
        fresh++;
        const own = gather(keys, atom.forms, counts(role)), weight = ROLES[role], share = counts(role) ? Math.max(own, LEAST) : 0;
        const constants = role === PAIR || role === COMPOUND ? PAIRS : WORDS;
        ranking.idfs.push(own);
        whole += share;
        sum((doc, count) => { score[doc] += own * weight * saturated(doc, count, constants); cover[doc] += share; });
        if (exact) {
          const own = gather([], [[exact, 1]]) * weight * (/^[\0-\x7f]*$/.test(exact) ? EXACT : MARKED);
          sum((doc, count) => { score[doc] += own * saturated(doc, count, WORDS); });
        }
      }
      /* An expression of words of grammar alone is meant as a whole. */
      const grammar = !whole;
      if (fresh) for (const synonym of group.synonyms) {
        const own = gather([['≈' + synonym, 1]], [], true);
        if (grammar) whole = Math.max(whole, own);
        const weight = own * 0.8;
        sum((doc, count) => { score[doc] += Math.max(weight * saturated(doc, count, WORDS) - score[doc], 0); cover[doc] += Math.max(whole - cover[doc], 0); });
      }
      ranking.whole += whole;
      score.forEach((own, doc) => { ranking.scores[doc] += own; ranking.cover[doc] += cover[doc]; });
    }
    ranking.scores.forEach((_, doc, scores) => { if (!inside.has(doc)) scores[doc] *= OUTSIDE; });
    const list = query.clauses.flatMap((clause) => clause.tokens);
    if (list.length > 1 && !query.clauses.some((clause) => clause.phrase || clause.excluded)) {
      let weight = 0;
      ranking.plan.atoms.forEach(({ role }, i) => { if (role !== COMPOUND) weight += ranking.idfs[i] * (role === PAIR ? 0.5 : 1); });
      for (const [doc, starts] of occurrences(list)) ranking.scores[doc] += weight * saturated(doc, starts.size, WORDS);
    }
    for (const { tokens: list, phrase, excluded } of query.clauses) {
      if (!phrase && !excluded) continue;
      const found = occurrences(list), weight = idf(found.size);
      ranking.cover.forEach((_, doc, cover) => { if (found.has(doc) === !!excluded) cover[doc] = -Infinity; });
      if (excluded) continue;
      ranking.whole += weight;
      for (const [doc, starts] of found) {
        ranking.scores[doc] += weight * (1 + EXACT) * saturated(doc, starts.size, WORDS);
        ranking.cover[doc] += weight;
      }
    }
    const number = trim(query.text).toLowerCase();
    if (number) catalogue.numbers.forEach((own, doc) => {
      if (own.toLowerCase() !== number || ranking.cover[doc] < 0) return;
      ranking.scores[doc] += 10000;
      ranking.cover[doc] = Math.max(ranking.whole, 1);
    });
    return ranking;
  }

  const better = (a, b) => b.score - a.score || a.doc - b.doc;

  /* Raises the first candidates in which words of the query stand side by side. */
  function near({ plan, idfs }, candidates) {
    const words = plan.atoms.map((atom, i) => ({ ...atom, idf: idfs[i] })).filter(({ role }) => role === PLAIN);
    const first = candidates.slice(0, 100);
    if (words.length < 2) return candidates;
    const places = words.map(({ keys }) => keys.map(([key]) => termOf(key)?.zones[0]).filter(Boolean));
    const at = (zones, doc) => zones.flatMap((zone) => zone.get(doc)?.at ?? []);
    for (let i = 1; i < words.length; i++) {
      const apart = words[i].place - words[i - 1].place, weight = Math.min(words[i - 1].idf, words[i].idf);
      for (const candidate of first) {
        let least = Infinity;
        const to = at(places[i], candidate.doc);
        for (const one of at(places[i - 1], candidate.doc)) for (const other of to) least = Math.min(least, Math.abs(other - one - apart));
        candidate.score += least === 0 ? weight : least <= 3 ? weight * 0.2 : 0;
      }
    }
    return first.sort(better).concat(candidates.slice(100));
  }

  /* ---- Snippets ---- */
  function marksOf(query, { plan, idfs }) {
    const marks = { keys: new Map(), letters: new Set(), groups: new Set(plan.groups.flatMap((group) => group.synonyms)), references: new Set(), fewest: plan.fewest };
    plan.atoms.forEach((atom, i) => {
      if (atom.role === REFERENCE) for (const [key] of atom.keys) marks.references.add(key);
      else if (atom.role !== COMPOUND) {
        const weight = atom.role === FUNCTION ? 0.01 : Math.max(idfs[i], 0.01);
        const mark = (key) => { if (!marks.keys.has(key)) marks.keys.set(key, weight); };
        for (const [key] of atom.keys) mark(key);
        if (atom.role !== PAIR) for (const [form] of atom.forms) mark(keyOf(form));
      }
    });
    for (const { tokens: list, phrase, excluded } of query.clauses) {
      if (excluded) continue;
      keysOf(list).forEach((key, i) => {
        if (list[i].kind < 2) { if (phrase && !marks.keys.has(key)) marks.keys.set(key, 1); }
        else if (!follows(list, i)) marks.letters.add(list[i].text);
      });
      if (phrase && list.some(({ kind }) => kind)) marks.fewest = 1;
    }
    return marks;
  }

  const letters = (text) => [...text].length;

  function snippet(doc, text, inner, marks) {
    const list = tokens(text), weights = [], found = [];
    for (const [key, weight] of marks.keys) {
      const term = termOf(key), own = term?.zones[0].get(doc);
      own?.at.forEach((at, i) => { if (term.forms[own.form[i]]) weights[at] = weight; });
    }
    for (let i = 0; i < list.length;) {
      const { kind, text: own, from, to } = list[i];
      let end = i, weight = 0;
      if (!kind || marks.letters.has(own)) {
        weight = kind ? 1 : weights[i];
        if (weight) found.push({ from, to, weight });
      } else {
        while (list[end]?.kind === 1 && weights[end]) weight += weights[end++];
        if (end > i && end - i >= marks.fewest) found.push({ from, to: list[end].to, weight });
      }
      i = Math.max(end, i + 1);
    }
    const whole = (start, end) => found.push({ from: list[start].from, to: list[end - 1].to, weight: 1 });
    for (const group of marks.groups) {
      const own = termOf('≈' + group)?.zones[0].get(doc);
      own?.at.forEach((at, i) => whole(at, at + own.form[i]));
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

  function hit({ doc, score, share }, marks) {
    const index = find(2, doc), [anchor, text, page, title, headings, inner] = block(2, index)[doc - directories[2][index][0]] ?? [];
    if (!page) return null;
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
    const kinds = standing.sets.map(([name]) => ({ entry: UNNUMBERED, open: wanted.length ? 1 : NOTHING })[standing.names[name]] ?? 1);
    return (doc) => kinds[standing.of[doc]] * (about[states.of[doc]] ? PREFERRED : 1);
  }

  function facets(candidates) {
    const [state, kind, language, instrument] = catalogue.columns.map(({ names, sets, of }) => {
      const counts = new Map();
      for (const { doc } of candidates) for (const name of sets[of[doc]]) counts.set(name, (counts.get(name) ?? 0) + 1);
      return [...counts].map(([name, count]) => ({ id: names[name], count })).sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
    });
    return { state, kind, instrument, language };
  }

  function answer(query, filters, offset, limit) {
    const found = { query: query.text, stage: 'none', total: 0, hits: [], near: [], facets: facets([]), suggestion: null, notes: [...query.notes] };
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
      if (!(ranking.cover[doc] > 0) || !admits(doc)) continue;
      const share = ranking.cover[doc] / ranking.whole;
      most = Math.max(most, share);
      candidates.push({ doc, share, score: ranking.scores[doc] * factor(doc) });
    }
    if (!candidates.length) return found;
    found.stage = stageOf(most);
    const floor = found.stage === 'all' ? 0.999 : most * 0.3, met = candidates.filter(({ share }) => share >= floor);
    found.total = met.length;
    found.facets = facets(met);
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
        return split(clause.tokens);
      });
      found = answer({ ...query, clauses, typing: false }, filters, offset, limit);
      if (found.stage !== 'none') found.notes.push('no-such-phrase');
    }
    delete found.unknown;
    if (query.empty) found.notes.push('nothing-asked');
    return found;
  }

  function setUp(all) {
    if (all.format !== 4) throw new Error('format');
    catalogue = all;
    directories = [all.lexicon, all.postings, all.texts];
    [FUNCTION_WORDS, PROVISIONS, PARTS, FURTHER, SPELLINGS, LOWER, FOLDED, POWERS, ENDINGS, LONG_ENDINGS, INSTEAD, QUOTES, COLUMNS] = all.tables;
    [WORD, EXTENDING, JOINED, ALPHABETIC, ALPHANUMERIC, UNSPACED, INVISIBLE, YOUNG, APOSTROPHE, TONED, BLANK, NUMBER, DECISION, DOTTED] = all.patterns.map((own) => new RegExp(own, 'u'));
    for (const zero of all.zeros) for (let i = 10; i--;) LOWER[String.fromCodePoint(zero + i)] = `${i}`;
    const own = all.lengths.map((code) => POWERS[code % 16] * 2 ** (code >> 4) - 1);
    const mean = Math.max(own.reduce((sum, length) => sum + length, 0) / Math.max(own.length, 1), 1);
    lengths = own.map((length) => length / mean);
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
      await Promise.all(missing.find(Boolean).map(fetched));
    }
  };

  /* What both engines must agree on, for the tests. */
  window.handbookFind.analyse = async (text) => {
    await ready();
    const list = tokens(text);
    return [list.map((token) => [token.text, token.kind]), list.map((_, i) => pair(list, i)), list.map((token) => fold(token.text)), references(text, list).flatMap(({ keys }) => keys)];
  };
})();

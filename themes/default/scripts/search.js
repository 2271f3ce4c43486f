/* Search without a server: the rules of the program's own search, over the files in search/.
   Loaded by the search page alone; needs no fetch, works from disk. No dependency.
   docs/formats/search-shards.md describes the files and this interface. */
(() => {
  'use strict';
  const me = document.currentScript;
  const packed = {}, loading = {}, data = {};

  /* ---- Files: each hands over one block, packed; blocks already in the page are not loaded ---- */
  window.handbookSearch = (name, ...own) => { packed[name] = own; };

  async function load(name) {
    if (!packed[name]) {
      const script = document.createElement('script');
      await new Promise((done, failed) => {
        script.onload = done;
        script.onerror = failed;
        script.src = new URL(`../search/${name}.js`, me.src);
        document.head.append(script);
      });
    }
    const [length, text] = packed[name];
    const bytes = new Uint8Array(length);
    for (let i = 0, at = 0, held = 0, bits = 0; i < text.length;) {
      const code = text.charCodeAt(i++);
      held = held << 15 | code - (code < 0xac00 ? 0x3400 : 0x3c00);
      for (bits += 15; bits > 7;) bytes[at++] = held >> (bits -= 8);
    }
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    data[name] = new Uint8Array(await new Response(stream).arrayBuffer());
    delete packed[name];
    if (name === 'catalogue') setUp(JSON.parse(utf8(data[name])));
  }

  const fetched = (name) => loading[name] ??= load(name).catch((error) => { delete loading[name]; throw error; });
  const utf8 = (bytes) => new TextDecoder().decode(bytes);

  /* What an answer lacks is noted, loaded, and the answer is made again: first words, then postings, then texts. */
  let missing = [], catalogue, lengths, ratios, numbers, directories;
  /* What the program knows of words, characters and weights: see `tables` in docs/formats/search-shards.md. */
  let FUNCTION_WORDS, PROVISIONS, PARTS, SPELLINGS, LOWER, FOLDED, POWERS, ENDINGS, INSTEAD, COLUMNS, CHUNK, TOKEN, QUERY, INVISIBLE, YOUNG, APOSTROPHE, MARGINS, MARKED_LETTER, ALPHABETIC, ALPHANUMERIC, UNSPACED, TONED, NUMBER, DECISION, DOTTED, OPENING, NARROWING, MARGIN, BUDDHIST, LATIN, REGION, DOUBLED, FURTHER;

  function block(level, index) {
    const entry = directories[level][index];
    if (!entry) return [];
    if (!entry[2]) {
      const bytes = data[entry[1]];
      if (!bytes) {
        missing.push(entry[1]);
        return [];
      }
      entry[2] = READERS[level](bytes);
    }
    return entry[2];
  }

  /* How many of a list, whose first fit, do. */
  function fitting(list, fits) {
    let low = 0;
    for (let high = list.length; low < high;) {
      const middle = low + high >> 1;
      if (fits(list[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /* The last block that begins at or before a value. */
  const find = (level, value) => fitting(directories[level], (own) => own[0] <= value) - 1;

  /* What is filed under a text. */
  const under = (level, text) => {
    return block(level, find(level, text)).get?.(text);
  };

  /* All that is filed under texts with this start, in their order. */
  function* starting(level, begin) {
    const directory = directories[level];
    for (let i = find(level, begin); directory[i] && (directory[i][0] <= begin || directory[i][0].startsWith(begin)); i++) {
      for (const own of block(level, i)) if (own[0].startsWith(begin)) yield own;
    }
  }

  const restored = (before, written) => written ? before.slice(0, written.charCodeAt() - 48) + written.slice(1) : before;

  /* Lines of fields: a text after the one before, and what is said of it. */
  function entries(bytes, of) {
    let text = '';
    return new Map(utf8(bytes).split('\n').map((line) => {
      const [own, ...fields] = line.split('\t');
      return [text = restored(text, own), of(text, fields)];
    }));
  }

  /* Numbers of seven bits a byte, the highest first. */
  function unpacked(bytes) {
    const found = new Uint32Array(bytes.length);
    for (let at = 0, count = 0, value = 0; at < bytes.length; at++) {
      value = value << 7 | bytes[at] & 127;
      if (bytes[at] < 128) { found[count++] = value; value = 0; }
    }
    return found;
  }

  /* ---- Words: the same as the program's, by character classes alone ---- */
  const trim = (text) => text.replace(MARGINS, '');

  /* Spellings that readers cannot tell apart are brought to one. */
  function respell(out, piece) {
    const last = out.at(-1), first = out.at(-2), two = SPELLINGS[last?.c + piece.c], apart = SPELLINGS[first?.c + piece.c];
    if (two?.length < 2) {
      last.c = two; last.until = piece.until;
    } else if (apart && TONED.test(first.c + last.c)) {
      first.c = last.c; last.c = apart; last.since = first.since; first.until = last.until = piece.until;
    } else {
      if (two) [last.c, piece.c] = two;
      out.push(piece);
    }
  }

  /* The units of a text in normal form, each with where it came from. */
  function normal(text) {
    const out = [];
    for (const { 0: own, 1: plain, index } of text.matchAll(CHUNK)) {
      const whole = own.replace(INVISIBLE, '').replace(YOUNG, ' ').replace(APOSTROPHE, "'").normalize('NFKC');
      const units = plain ? whole.toLowerCase() : [...whole].map((c) => LOWER[c] ?? c.toLowerCase()).join('');
      for (let i = 0; i < units.length; i++) {
        const piece = { c: units[i], since: index + (plain ? i : 0), until: index + (plain ? i + 1 : own.length) };
        if (plain) out.push(piece);
        else respell(out, piece);
      }
    }
    return out;
  }

  /* Tokens: text, place in the original, kind: 0 a word, 1 a cluster, 2 the last cluster of its run. */
  function tokens(text) {
    const pieces = normal(text);
    return [...pieces.map(({ c }) => c).join('').matchAll(TOKEN)].map(({ 0: text, 1: cluster, 2: next, index }) => (
      { text, since: pieces[index].since, until: pieces[index + text.length - 1].until, kind: cluster ? next ? 1 : 2 : 0 }));
  }

  const fold = (word) => word.replace(MARKED_LETTER, (_, c) => c ? FOLDED[c] ?? [...c.normalize('NFD')][0] : '');

  const pair = (list, i) => list[i].text + (list[i].kind === 1 && list[i + 1]?.text || '');
  const follows = (list, i) => list[i - 1]?.kind === 1;

  /* Citations of provisions and decisions. */
  function references(text, list) {
    const found = [];
    const gap = (i) => text.slice(list[i]?.until ?? 0, list[i + 1]?.since);
    const isNumber = (token) => token && !token.kind && NUMBER.test(token.text);
    const isProvision = (word) => PROVISIONS.includes(word);
    const section = (text) => trim(text).endsWith('§');
    function provisionAt(i) {
      const between = gap(i - 1);
      if (section(between)) return i;
      if (DOTTED.test(between)) for (let begin = i, word = ''; begin-- > Math.max(0, i - 6) && (list[begin].kind || begin === i - 1);) {
        word = list[begin].text + word;
        if (isProvision(word)) return begin;
      }
      return -1;
    }
    function part(past) {
      const between = gap(past - 1), { text: own, until } = list[past] ?? {};
      if (OPENING.test(between) && new Blob([own]).size <= 5 && text[until] === ')') return past;
      return PARTS.includes(own) && /^[,)]*$/.test(trim(between)) && isNumber(list[past + 1]) ? past + 1 : -1;
    }
    for (let i = 0; i < list.length;) {
      const [year, court, number] = list.slice(i, i + 3);
      if (number && DECISION.test([text[year.since - 1], year.text, gap(i), court.text, gap(i + 1), number.text].join('\n'))) {
        found.push({ begin: i, past: i += 3, keys: [`[${year.text}]${court.text}${number.text}`] });
        continue;
      }
      let begin = isNumber(list[i]) ? provisionAt(i) : -1;
      if (begin < 0 && isNumber(list[i]) && list[i].text.length <= 3 && gap(i) === '(' && part(i + 1) === i + 1 && isNumber(list[i + 1])) begin = i;
      if (begin < 0) { i++; continue; }
      for (;;) {
        const keys = ['§' + list[i].text];
        let past = i + 1;
        for (let at; (at = part(past)) >= 0; past = at + 1) keys.push(`${keys.at(-1)}(${list[at].text})`);
        found.push({ begin, past, keys });
        const next = FURTHER.includes(list[past]?.text) ? past + 1 : /^[,;&–-]$/.test(trim(gap(past - 1))) ? past : -1;
        i = past;
        if (next < 0 || !isNumber(list[next])) break;
        begin = i = next;
      }
    }
    return found;
  }

  /* ---- Lexicon and postings ---- */
  const entry = (form) => under(0, form);

  /* The key of a word; that of its family where no passage has this form. */
  function keyOf(word) {
    const plain = fold(word), tries = [word, plain];
    if (LATIN.test(plain)) {
      const spelt = plain.replace(/iz(?!.*iz)/, 'is'), long = REGION.exec(spelt)?.[0].length ?? spelt.length;
      tries.push(spelt);
      for (const [ending, far] of ENDINGS) {
        const root = spelt.slice(0, -ending.length);
        if (root.length < Math.max(3, far * long) || !spelt.endsWith(ending)) continue;
        for (const instead of INSTEAD) tries.push(root + instead);
        if (DOUBLED.test(root)) tries.push(root.slice(0, -1));
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
    (bytes) => {
      const head = bytes.findIndex((byte) => byte < 128) + 1;
      let begin = head + unpacked(bytes.subarray(0, head))[0];
      return entries(bytes.subarray(head, begin), (key, [length, ...variants]) => (
        { key, bytes: bytes.subarray(begin, begin += parseInt(length, 36)), variants: variants.map((form) => restored(key, form)) }));
    },
    (bytes) => {
      let last;
      return JSON.parse(utf8(bytes)).map((own) => last = own.map((value, i) => i > 1 && i < 5 && value === 0 ? last[i] : value));
    },
  ];

  /* A key: for text, headings and title the passages that have it, and for each from where to where its
     positions and numbers of forms stand, beyond `at` and `form` of the numbers of the key. */
  function termOf(key) {
    const term = under(1, key);
    if (term && !term.zones) {
      const placed = !/^[§[]|\x01$/.test(key), formed = key[0] === '≈' || term.variants.length > 1, raw = unpacked(term.bytes);
      let next = 0;
      term.zones = [0, 1, 2].map((zone) => {
        const docs = [], since = [], until = [];
        let doc = 0, total = 0;
        for (let left = raw[next++]; left--;) {
          const first = raw[next++], begin = total;
          total += first & 1 ? raw[next++] + 2 : 1;
          doc += first >> 1;
          for (let length = zone && raw[next++]; length-- >= 0;) { docs.push(doc++); since.push(begin); until.push(total); }
        }
        const at = next, form = at + placed * total;
        next = form + formed * total;
        return { raw, docs, since, until, at, form: formed && form };
      });
    }
    return term;
  }

  /* What is done with each place in a row of a zone, and in a passage. */
  function walk({ raw, since, until, at, form }, row, work) {
    for (let i = since[row], place = 0; i < until[row]; i++) work(place += raw[at + i], form ? raw[form + i] : 0);
  }
  function places(zone, doc, work) {
    const row = fitting(zone.docs, (own) => own < doc);
    if (zone.docs[row] === doc) walk(zone, row, work);
  }

  /* Sums by passage: what was added is taken out before another is begun. */
  let sums, touched = [];
  function add(doc, value) {
    if (!sums[doc] && value) touched.push(doc);
    sums[doc] += value;
  }
  /* The sums, how rare that is, and the passages in whose own text it stands. */
  function drained(inside = touched) {
    const found = { docs: touched, counts: touched.map((doc) => sums[doc]), inside, idf: idf(touched.length) };
    for (const doc of touched) sums[doc] = 0;
    touched = [];
    return found;
  }
  function tally({ zones }, worth, inside) {
    zones.forEach((own, zone) => own.docs.forEach((doc, row) => add(doc, worth(own, row, zone))));
    return drained(inside);
  }

  /* How often, weighed by zone, a key stands in each passage. */
  function weighed(key) {
    const term = termOf(key);
    return term && (term.own ??= tally(term, ({ since, until }, row, zone) => ZONES[zone] * (until[row] - since[row]), term.zones[0].docs));
  }

  /* A form: its term and its number there. */
  function formAt(form) {
    const term = termOf(UNSPACED.test(form) ? form : entry(form)?.key ?? ''), number = term?.variants.indexOf(form);
    return number >= 0 && { term, number };
  }

  /* And how often each passage has it. */
  function formOf(form) {
    const own = formAt(form), { term, number } = own;
    return own && ((term.counts ??= [])[number] ??= {
      ...own,
      ...tally(term, (zone, row) => {
        let count = zone.form ? 0 : zone.until[row] - zone.since[row];
        if (zone.form) walk(zone, row, (_, form) => { count += form === number; });
        return count;
      }),
    });
  }

  const frequent = (found, most) => found.sort((a, b) => b[1] - a[1]).slice(0, most).map(([form]) => form);

  /* Pairs in which a cluster stands first. */
  function pairsWith(cluster) {
    const found = [];
    for (const [key, { variants }] of starting(1, cluster)) if (variants.includes(key) && tokens(key)[0]?.text === cluster) found.push([key, formOf(key).docs.length]);
    return frequent(found, 2000);
  }

  function completions(begin) {
    const found = [];
    if (!missing.length) for (const [form, { documents }] of starting(0, begin)) if (documents) found.push([form, documents]);
    return frequent(found, 25);
  }

  /* How many letters are inserted, deleted, changed or swapped with their neighbour (optimal string alignment). */
  function apart(one, other, i, j, most) {
    while (i < one.length && one[i] === other[j]) { i++; j++; }
    const left = one.length - i, right = other.length - j;
    return !left || !right ? left + right : !most-- || Math.abs(left - right) > most + 1 ? 9 : 1 + Math.min(
      apart(one, other, i + 1, j, most), apart(one, other, i, j + 1, most), apart(one, other, i + 1, j + 1, most),
      one[i] === other[j + 1] && one[i + 1] === other[j] ? apart(one, other, i + 2, j + 2, most) : 9);
  }

  let spelt;
  function correction(word, most, fewest) {
    let best, least = most * 1e9 + 9e8;
    if (missing.length || word.length < 4 || !ALPHABETIC.test(word)) return best;
    const all = spelt ?? [...starting(0, '')].filter(([form, { documents }]) => documents && ALPHABETIC.test(form));
    if (missing.length) return best;
    for (const [form, { documents }] of spelt = all) {
      const worth = documents < fewest || form === word ? least : apart(word, form, 0, 0, most) * 1e9 - documents;
      if (worth < least) { best = form; least = worth; }
    }
    return best;
  }

  /* Whether a form stands at a place of a zone, asked in the order of passages. */
  function standing({ term, number }, zone) {
    const own = term.zones[zone];
    let row = 0;
    return (doc, place) => {
      let found;
      while (own.docs[row] < doc) row++;
      if (own.docs[row] === doc) walk(own, row, (at, form) => { found ||= at === place && form === number; });
      return found;
    };
  }

  /* Where tokens stand side by side as they are: how often in each passage. */
  function occurrences(list) {
    const links = [], found = new Map();
    list.forEach(({ kind, text }, offset) => {
      if (kind > 1 && follows(list, offset)) return;
      const own = kind > 1 || kind && !list[offset + 1] ? pairsWith(text) : [pair(list, offset)];
      /* Words of grammar come last: they stand nearly everywhere, and are not even unpacked where the others do not fit. */
      links.push({ offset, own, documents: FUNCTION_WORDS.includes(text) ? 1e9 : own.reduce((sum, form) => sum + (formOf(form)?.docs?.length ?? 0), 0) });
    });
    const [first, ...others] = links.sort((a, b) => a.documents - b.documents);
    const forms = ({ own }) => own.map(formAt).filter(Boolean);
    /* The rarest leads. */
    if (first) for (const zone of [0, 1, 2]) for (const { term, number } of forms(first)) {
      const own = term.zones[zone], stands = [];
      own.docs.forEach((doc, row) => walk(own, row, (at, form) => {
        if (form === number && others.every((other, i) => (stands[i] ??= forms(other).map((form) => standing(form, zone))).some((own) => own(doc, at + other.offset - first.offset)))) found.set(doc, (found.get(doc) ?? 0) + 1);
      }));
    }
    return found;
  }

  /* ---- Queries ---- */
  /* Words one by one, and runs of clusters. */
  const split = (list) => {
    const found = [];
    list.forEach((token, i) => follows(list, i) ? found.at(-1).tokens.push(token) : found.push({ tokens: [token] }));
    return found;
  };

  function parse(whole) {
    const letters = [...whole].slice(0, 512), text = letters.join(''), query = { text, clauses: [], filters: [], notes: text < whole ? ['cut'] : [] };
    let plain, open;
    const flush = () => {
      if (!plain) return;
      const own = text.slice(...plain), list = tokens(own);
      let done = 0;
      for (const { begin, past, keys } of references(own, list)) {
        query.clauses.push(...split(list.slice(done, begin)), { tokens: list.slice(begin, done = past), reference: keys });
      }
      query.clauses.push(...split(list.slice(done)));
      plain = null;
    };
    for (const { index, 0: { length }, 1: excluded, 2: one, 3: two, 4: three, 5: word } of text.matchAll(QUERY)) {
      const quoted = one ?? two ?? three, [, key, value] = NARROWING.exec(word) ?? [], column = COLUMNS[key?.toLowerCase()];
      open = false;
      if (quoted != null || excluded) {
        flush();
        const list = tokens(quoted ?? word);
        if (list.length) query.clauses.push({ tokens: list, strict: true, quoted: quoted != null || list.length > 1, excluded });
      } else if (column >= 0) {
        flush();
        query.filters[column] = value;
      } else {
        plain = [plain ? plain[0] : index, index + length];
        open = true;
      }
    }
    flush();
    const last = query.clauses.at(-1), all = query.clauses.length;
    let phrases = 0, words = 0;
    query.clauses = query.clauses.filter(({ strict }) => strict ? ++phrases <= 16 : ++words <= 64);
    if (query.clauses.length < all) query.notes.push('too-many');
    else query.typing = open && ALPHANUMERIC.test(letters.at(-1)) && last && !last.excluded && !last.reference && !last.tokens.at(-1).kind;
    query.empty = query.clauses.every((clause) => clause.excluded);
    return query;
  }

  /* Those before FUNCTION a passage should have. */
  const PLAIN = 0, PAIR = 1, REFERENCE = 2, FUNCTION = 3, COMPOUND = 4;

  /* Expressions with synonyms among the words of a query. */
  function mentions(list, expressions = catalogue.expressions) {
    const keys = keysOf(list), found = {};
    list.forEach((_, begin) => {
      for (const { group, keys: wanted } of expressions) {
        const past = begin + wanted.length;
        if (wanted.every((key, i) => begin + i in keys && (key ?? keys[begin + i]) === keys[begin + i])) found[[begin, past, group]] = { begin, past, group };
      }
    });
    return Object.values(found).sort((a, b) => a.begin - b.begin || b.past - a.past || a.group - b.group);
  }

  function planOf(query) {
    const plan = { atoms: [], groups: [], fewest: 2, wrong: [] };
    let list = [], begin = [0, 0], place = 0;
    const grouped = () => {
      let [next, first] = begin, done = 0;
      const single = (past) => { for (; next < past; next++) plan.groups.push({ begin: next, past: next + 1, synonyms: [] }); };
      const all = list.length ? mentions(list) : [];
      for (const mention of all) {
        if (mention.begin < done) continue;
        const inside = (atom) => {
          const at = atom.place - first;
          return at >= mention.begin && at < mention.past && !(atom.role === PAIR && at + 1 === mention.past && mention.past - mention.begin > 1);
        };
        const begin = plan.atoms.findIndex((atom, i) => i >= next && inside(atom));
        if (begin < 0) continue;
        let past = begin;
        while (plan.atoms[past] && inside(plan.atoms[past])) past++;
        single(begin);
        plan.groups.push({ begin, past, synonyms: all.filter((other) => other.begin === mention.begin && other.past === mention.past).map((other) => other.group) });
        next = past;
        done = mention.past;
      }
      single(plan.atoms.length);
      list = [];
    };
    query.clauses.forEach((clause, index) => {
      if (clause.strict) {
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
    if (plan.groups.every(({ synonyms }) => !synonyms.length) && plan.atoms.every(({ role }) => role >= FUNCTION)) {
      for (const atom of plan.atoms) if (atom.role === FUNCTION) atom.role = PLAIN;
    }
    return plan;
  }

  function lookUp({ tokens: list, reference }, place, unfinished, plan) {
    const atom = (role, keys, place) => {
      const made = { role, keys, variants: [], place };
      plan.atoms.push(made);
      return made;
    };
    const [token] = list;
    if (reference) {
      const at = reference.findLastIndex(termOf), whole = reference.length - 1;
      atom(REFERENCE, [[reference[at < 0 ? whole : at], at < 0 || at === whole ? 1 : 0.6]], place);
    } else if (list.length > 1) {
      plan.fewest = Math.min(plan.fewest, list.length - 1);
      for (let i = 0; i + 1 < list.length; i++) atom(PAIR, [[pair(list, i), 1]], place + i);
      for (let i = 0; i < list.length; i++) {
        for (let length = 3; length <= 10 && i + length <= list.length; length++) {
          const key = list.slice(i, i + length).map(({ text }) => text).join('') + '\x01';
          if (termOf(key)) atom(COMPOUND, [[key, 1]], place + i);
        }
      }
    } else if (token.kind) {
      plan.fewest = 1;
      atom(PAIR, [], place).variants = pairsWith(token.text).map((form) => [form, 1]);
    } else {
      const key = keyOf(token.text), own = atom(FUNCTION_WORDS.includes(token.text) ? FUNCTION : PLAIN, [[key, 1]], place);
      own.exact = token.text;
      if (own.role === FUNCTION) return under(1, key);
      if (BUDDHIST.test(token.text)) own.keys.push([String(token.text - 543), 0.7]);
      const known = entry(token.text);
      let variants = unfinished ? known?.documents ? [0] : completions(token.text) : [], weight = 0.7;
      if (!termOf(key)) {
        if (!variants.length) {
          const better = correction(token.text, token.text.length < 8 ? 1 : 2);
          weight = 0.5;
          if (better) { plan.unknown = true; plan.wrong.push([token.text, better]); variants = [better]; }
        }
        own.variants = variants.map((form) => [form, weight]);
      } else if (!variants.length) {
        const better = known?.documents ? known.likelier : correction(token.text, 1, 20);
        if (better && keyOf(better) !== key) plan.wrong.push([token.text, better]);
      }
    }
  }

  /* ---- Ranking: BM25F of stems, with exact forms, neighbours and the whole query ---- */
  const ROLES = [1, 0.5, 1.5, 0, 0.375];
  const PAIRS = [0.9, 0.65], ZONES = [1, 1.5, 2], EXACT = 0.4, MARKED = 0.6, OUTSIDE = 0.5, LEAST = 0.1, PREFERRED = 3, NOTHING = 0.6, UNNUMBERED = 0.6;

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
  const saturated = (doc, count, k1 = 1.5, b = 0.75) => count * (k1 + 1) / (count + k1 * (1 - b + b * ratios[lengths[doc]]));

  /* Of the last query: score of each passage, weight of the query's words that it has, weight of all of them, and of each atom. */
  let scores, cover, whole, idfs, floats;

  /* Adds what a group of atoms gives; after the last it counts less where no text has any of it. */
  function settle(score, covered, inside) {
    if (!missing.length) for (let doc = lengths.length; doc--;) {
      scores[doc] += score[doc];
      if (inside && !inside[doc]) scores[doc] *= OUTSIDE;
      cover[doc] += covered[doc];
      score[doc] = covered[doc] = 0;
    }
  }

  function rank(query, { atoms, groups }) {
    const [score, covered, inside] = floats, seen = new Set();
    [, , , scores, cover] = floats.map((own) => own.fill(0));
    whole = 0;
    idfs = [];
    const gather = (keys, variants, counted) => {
      const all = [...keys.map(([key, weight]) => [weighed(key), weight]), ...variants.map(([form, weight]) => [formOf(form), weight])].filter(([own]) => own);
      if (counted) for (const [own] of all) for (const doc of own.inside) inside[doc] = 1;
      if (all[0]?.[1] === 1 && !all[1]) return all[0][0];
      for (const [own, weight] of all) own.docs.forEach((doc, i) => add(doc, weight * own.counts[i]));
      return drained();
    };
    for (const group of groups) {
      let most = 0, fresh = 0;
      for (const { role, keys, exact, variants } of atoms.slice(group.begin, group.past)) {
        /* What is said twice is not asked for twice. */
        const known = keys[0] && role + keys[0][0];
        if (seen.has(known)) { idfs.push(0); continue; }
        if (known) seen.add(known);
        fresh++;
        /* In most passages; looked at in phrases only. */
        if (role === FUNCTION) { idfs.push(0); continue; }
        const own = gather(keys, variants, role < FUNCTION), share = role < FUNCTION ? Math.max(own.idf, LEAST) : 0;
        const put = ({ docs, counts, idf }, factor, share, k1, b) => docs.forEach((doc, i) => {
          score[doc] += idf * ROLES[role] * factor * saturated(doc, counts[i], k1, b);
          covered[doc] += share;
        });
        idfs.push(own.idf);
        most += share;
        put(own, 1, share, ...role === PAIR || role === COMPOUND ? PAIRS : []);
        if (exact) put(gather([], [[exact, 1]]), /^[\0-\x7f]*$/.test(exact) ? EXACT : MARKED, 0);
      }
      /* An expression of words of grammar alone is meant as a whole. */
      const grammar = !most;
      if (fresh) for (const synonym of group.synonyms) {
        const { docs, counts, idf } = gather([['≈' + synonym, 1]], [], true), weight = idf * 0.8;
        if (grammar) most = Math.max(most, idf);
        docs.forEach((doc, i) => { score[doc] += Math.max(weight * saturated(doc, counts[i]) - score[doc], 0); covered[doc] += Math.max(most - covered[doc], 0); });
      }
      whole += most;
      settle(score, covered, group === groups.at(-1) && inside);
    }
    const list = query.clauses.flatMap((clause) => clause.tokens);
    if (list.length > 1 && !query.clauses.some(({ strict }) => strict)) {
      let weight = 0;
      atoms.forEach(({ role }, i) => { if (role !== COMPOUND) weight += idfs[i] * (role === PAIR ? 0.5 : 1); });
      for (const [doc, starts] of occurrences(list)) scores[doc] += weight * saturated(doc, starts);
    }
    for (const { tokens: list, strict, excluded } of query.clauses) {
      if (!strict) continue;
      const found = occurrences(list), weight = idf(found.size);
      cover.forEach((_, doc) => { if (found.has(doc) === !!excluded) cover[doc] = -Infinity; });
      if (excluded) continue;
      whole += weight;
      for (const [doc, starts] of found) {
        scores[doc] += weight * (1 + EXACT) * saturated(doc, starts);
        cover[doc] += weight;
      }
    }
    const number = trim(query.text).toLowerCase();
    for (let at = 0; number && (at = numbers.indexOf(`\0${number}\0`, at) + 1);) {
      const doc = numbers.slice(0, at).split('\0').length - 2;
      if (cover[doc] < 0) continue;
      scores[doc] += 10000;
      cover[doc] = Math.max(whole, 1);
    }
  }

  const better = (a, b) => scores[b] - scores[a] || a - b;

  /* The best of many, in order. */
  function top(list, most) {
    let found = [], last;
    for (const doc of list) if (!(better(last, doc) < 0)) {
      if (found.push(doc) > 2 * most) last = (found = found.sort(better).slice(0, most)).at(-1);
    }
    return found.sort(better).slice(0, most);
  }

  /* Raises the first candidates in which words of the query stand side by side. */
  function near({ atoms }, candidates) {
    const words = atoms.map(({ role, keys, place }, i) => ({ role, place, idf: idfs[i], zones: keys.map(([key]) => termOf(key)?.zones[0]).filter(Boolean) })).filter(({ role }) => role === PLAIN);
    const first = candidates.slice(0, 100);
    for (const doc of first) words.reduce((before, word) => {
      let least = 9;
      word.at = [];
      for (const zone of word.zones) places(zone, doc, (at) => word.at.push(at));
      if (before) {
        for (const one of before.at) for (const other of word.at) least = Math.min(least, Math.abs(other - one - word.place + before.place));
        scores[doc] += Math.min(before.idf, word.idf) * (least ? least <= 3 ? 0.1 : 0 : 0.5);
      }
      return word;
    }, 0);
    return first.sort(better).concat(candidates.slice(100));
  }

  /* ---- Snippets ---- */
  function marksOf(query, plan) {
    const marks = { keys: new Map(), letters: new Set(), groups: new Set(plan.groups.flatMap((group) => group.synonyms)), fewest: plan.fewest };
    plan.atoms.forEach(({ role, keys, variants }, i) => {
      if (role >= FUNCTION) return;
      if (role === REFERENCE) marks.cited = true;
      const mark = (key) => { if (!marks.keys.has(key)) marks.keys.set(key, Math.max(idfs[i], 0.01)); };
      for (const [key] of keys) mark(key);
      if (role !== PAIR) for (const [form] of variants) mark(keyOf(form));
    });
    for (const { tokens: list, quoted, excluded } of query.clauses) {
      if (excluded) continue;
      keysOf(list).forEach((key, i) => {
        if (list[i].kind < 2) { if (quoted && !marks.keys.has(key)) marks.keys.set(key, 1); }
        else if (!follows(list, i)) marks.letters.add(list[i].text);
      });
      if (quoted && list.some(({ kind }) => kind)) marks.fewest = 1;
    }
    return marks;
  }

  function snippet(doc, text, inner, marks) {
    const list = tokens(text), weights = [], found = [];
    for (const [key, weight] of marks.keys) {
      const term = termOf(key);
      if (term) places(term.zones[0], doc, (at, form) => { if (term.variants[form]) weights[at] = weight; });
    }
    for (let i = 0; i < list.length;) {
      const { kind, text: own, since, until } = list[i];
      let past = i, weight = 0;
      if (!kind || marks.letters.has(own)) {
        weight = kind ? 1 : weights[i];
        if (weight) found.push({ since, until, weight });
      } else {
        while (list[past]?.kind === 1 && weights[past]) weight += weights[past++];
        if (past > i && past - i >= marks.fewest) found.push({ since, until: list[past].until, weight });
      }
      i = Math.max(past, i + 1);
    }
    const mark = (begin, past) => found.push({ since: list[begin].since, until: list[past - 1].until, weight: 1 });
    for (const group of marks.groups) {
      const term = termOf('≈' + group);
      if (term) places(term.zones[0], doc, (at, length) => mark(at, at + length));
    }
    if (marks.cited) for (const { begin, past, keys } of references(text, list)) if (keys.some((key) => marks.keys.has(key))) {
      /* A citation with the bracket that opens or closes it. */
      let { since } = list[begin], { until } = list[past - 1], open = 0, least = 0;
      for (const letter of text.slice(since, until)) least = Math.min(least, open += '(['.includes(letter) - ')]'.includes(letter));
      if (least < 0 && '(['.includes(text[since - 1])) since--;
      if (open > least && ')]'.includes(text[until])) until++;
      found.push({ since, until, weight: 1 });
    }
    found.sort((a, b) => a.since - b.since || b.until - a.until);
    const [begin, past] = part(text, inner, found);
    const parts = [], push = (text, marked) => parts.push({ text, marked });
    let at = begin;
    push(begin ? '…' : '', false);
    for (const mark of found) {
      const since = Math.max(mark.since, at), until = Math.min(mark.until, past);
      if (since >= until) continue;
      push(text.slice(at, since), false);
      push(text.slice(since, at = until), true);
    }
    push(text.slice(at, past), false);
    push(past < text.length ? '…' : '', false);
    return parts.filter(({ text }) => text);
  }

  /* The stretch that holds the most of what was searched for. */
  function part(text, inner, found) {
    const size = text.length, pairs = [...text.matchAll(/[\ud800-\udbff]/g)].map(({ index }) => index);
    const length = (since, until) => until - since - pairs.filter((at) => at >= since && at < until).length;
    if (length(0, size) <= 300) return [0, size];
    let most = 0, begin = found[0]?.since ?? 0;
    found.forEach(({ since }, i) => {
      let worth = 0;
      const seen = new Set();
      for (; i < found.length && length(since, found[i].until) <= 240; i++) {
        const word = text.slice(found[i].since, found[i].until);
        worth += seen.has(word) ? found[i].weight * 0.1 : found[i].weight;
        seen.add(word);
      }
      if (worth > most) { most = worth; begin = since; }
    });
    let at = 0;
    const breaks = inner?.map((distance) => at += distance);
    const step = (at, by) => {
      do at += by; while (at > 0 && at < size && !breaks?.includes(at) && !MARGIN.test(text.slice(at - 1, at + 2)));
      return at;
    };
    const first = step(begin + 1, -1);
    let since = first;
    while (since > 0 && length(since, first) < 48) since = step(since, -1);
    let until = since;
    while (until < size && (length(since, until) < 240 || until <= first)) until = step(until, 1);
    while (until === size && since > 0 && length(since, until) < 240) since = step(since, -1);
    return [since, until];
  }

  /* ---- Answers ---- */
  const stageOf = (share) => share >= 0.999 ? 'all' : share >= 0.6 ? 'most' : 'some';

  function hit({ doc, score, stage }, marks) {
    const index = find(2, doc), [anchor, text, page, title, headings, inner] = block(2, index)[doc - directories[2][index][0]] ?? [];
    if (!page) return null;
    const value = (column) => column.names[column.sets[column.of[doc]][0]] ?? null;
    return {
      number: catalogue.numbers[doc], page_title: title, headings, address: anchor ? `${page}#${anchor}` : page,
      state: value(catalogue.columns[0]), kind: value(catalogue.columns[1]), score, stage, snippet: snippet(doc, text, inner, marks),
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

  function facets(docs) {
    const [state, kind, language, instrument] = catalogue.columns.slice(0, 4).map(({ names, sets, of }) => {
      const tally = sets.map(() => 0), counts = names.map((id) => ({ id, count: 0 }));
      for (const doc of docs) tally[of[doc]]++;
      sets.forEach((set, i) => { for (const name of set) counts[name].count += tally[i]; });
      return counts.filter(({ count }) => count).sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
    });
    return { state, kind, instrument, language };
  }

  /* The answer; where a word was corrected, of what it was corrected to. */
  function answer(query, filters, offset, limit, again) {
    const found = { query: query.text, stage: 'none', total: 0, hits: [], near: [], facets: facets([]), suggestion: null, notes: [...query.notes] };
    if (query.empty || !lengths.length) return found;
    const plan = planOf(query), wrong = new Map(plan.wrong.reverse()), docs = [];
    if (wrong.size) {
      let text = '', done = 0;
      for (const { text: own, since, until } of tokens(query.text)) {
        if (wrong.has(own)) { text += query.text.slice(done, since) + wrong.get(own); done = until; }
      }
      found.suggestion = trim(text + query.text.slice(done));
    }
    if (plan.unknown && !again) {
      const better = answer(parse(found.suggestion), filters, offset, limit, true);
      if (better.total) return { ...better, query: query.text, suggestion: found.suggestion, notes: [...found.notes, 'corrected'] };
    }
    rank(query, plan);
    if (missing.length) return found;
    const admits = admitted(query.filters, filters), factor = preference(query);
    for (let doc = lengths.length; doc--;) if (cover[doc] > 0 && admits(doc)) {
      scores[doc] *= factor(doc);
      docs.push(doc);
    }
    const most = docs.reduce((most, doc) => Math.max(most, cover[doc]), 0) / whole;
    if (!most) return found;
    found.stage = stageOf(most);
    const floor = most < 0.999 ? most * 0.3 : 0.999, met = docs.filter((doc) => cover[doc] / whole >= floor);
    found.total = met.length;
    found.facets = facets(met);
    found.marks = marksOf(query, plan);
    const page = (list, since, count) => count > 0 && since < list.length ? near(plan, top(list, Math.max(since + count, 100))).slice(since, since + count).map((doc) => ({ doc, score: scores[doc], stage: stageOf(cover[doc] / whole) })) : [];
    found.hits = page(met, offset, limit);
    if (found.total < 10 && !offset) found.near = page(docs.filter((doc) => cover[doc] / whole < floor), 0, Math.min(10, limit) - found.total);
    return found;
  }

  function attempt(query, filters, offset, limit) {
    let found = answer(query, filters, offset, limit);
    if (found.stage === 'none' && query.clauses.some(({ quoted, excluded }) => quoted && !excluded)) {
      const clauses = query.clauses.flatMap((clause) => !clause.quoted || clause.excluded ? [clause] : split(clause.tokens));
      found = answer({ ...query, clauses, typing: false }, filters, offset, limit, true);
      if (found.stage !== 'none') found.notes.push('no-such-phrase');
    }
    if (query.empty) found.notes.push('nothing-asked');
    return found;
  }

  function setUp(all) {
    if (all.format !== 5) throw all;
    catalogue = all;
    directories = [all.lexicon, all.postings, all.texts];
    [FUNCTION_WORDS, PROVISIONS, PARTS, FURTHER, SPELLINGS, LOWER, FOLDED, POWERS, ENDINGS, INSTEAD, COLUMNS] = all.tables;
    [CHUNK, TOKEN, QUERY, INVISIBLE, YOUNG, APOSTROPHE, MARGINS, MARKED_LETTER, ALPHABETIC, ALPHANUMERIC, UNSPACED, TONED, NUMBER, DECISION, DOTTED, OPENING, NARROWING, MARGIN, BUDDHIST, LATIN, REGION, DOUBLED] = all.patterns.map((own, i) => new RegExp(own, i < 8 ? 'gu' : 'u'));
    for (const zero of all.zeros) for (let i = 10; i--;) LOWER[String.fromCodePoint(zero + i)] = `${i}`;
    lengths = all.lengths;
    const table = Array.from({ length: 256 }, (_, code) => POWERS[code % 16] * 2 ** (code >> 4) - 1);
    let sum = 0;
    for (const code of lengths) sum += table[code];
    ratios = table.map((length) => length / Math.max(sum / lengths.length, 1));
    numbers = `\0${all.numbers.join('\0')}\0`.toLowerCase();
    [sums, ...floats] = Array.from({ length: 6 }, () => new Float64Array(lengths.length));
  }

  /* The answer to a query, as docs/formats/search-api.md describes it. Filters: state, kind, language, instrument. */
  window.handbookFind = async (text, filters = {}, offset = 0, limit = 10) => {
    await fetched('catalogue');
    const query = parse(text), own = [filters.state, filters.kind, filters.language, filters.instrument];
    const complete = async (work) => {
      missing = [];
      const done = work();
      return missing.length ? Promise.all(missing.map(fetched)).then(() => complete(work)) : done;
    };
    const { marks, ...found } = await complete(() => attempt(query, own, offset, limit));
    [found.hits, found.near] = await complete(() => [found.hits, found.near].map((list) => list.map((own) => hit(own, marks))));
    return found;
  };

  /* Loads all files, so that nothing more is needed of where they come from. */
  window.handbookFind.ahead = async () => {
    await fetched('catalogue');
    await Promise.all(directories.flat().map(([, name]) => fetched(name)));
  };

  /* What both engines must agree on, for the tests: after a first search. */
  window.handbookFind.analyse = (text) => {
    const list = tokens(text);
    return [list.map(({ text, kind }, i) => [text, kind, pair(list, i), fold(text)]), references(text, list).flatMap(({ keys }) => keys)];
  };
})();

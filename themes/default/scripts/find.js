/* The search page without a server: asks search.js and shows what it found. On a page that a server
   made it stands by: it loads the files of the search ahead, and searches where the server is gone.
   The words of the interface stand in the page, in attributes of #results. */
(function () {
  'use strict';
  var results = document.getElementById('results');
  var form = document.querySelector('form.big');
  if (!results || !form || !window.handbookFind) {
    return;
  }
  var SHOWN = 10, LAST = 100, words = results.dataset;
  var field = form.elements.q, state = chosen('state'), kind = chosen('kind');
  var beside = document.querySelector('.facets'), status = document.getElementById('search-status');
  var asked = 0, gone = false, answered = false, waiting;

  /* What may be chosen; a page of a server offers no choice of one. */
  function chosen(name) {
    return form.elements[name] || { name: name, value: '', options: [], addEventListener: function () {} };
  }

  /* Languages that a script most likely stands for; as the pages have them. */
  var SCRIPTS = {
    ja: '[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}]*[\\p{sc=Hira}\\p{sc=Kana}][\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}]*',
    th: 'Thai', lo: 'Laoo', km: 'Khmr', my: 'Mymr', zh: 'Hani', ko: 'Hang', ta: 'Taml', hi: 'Deva', bn: 'Beng', ar: 'Arab', he: 'Hebr', el: 'Grek'
  };
  var FOREIGN = new RegExp(Object.keys(SCRIPTS).map(function (language) {
    var letters = SCRIPTS[language], one = '\\p{sc=' + letters + '}';
    return '(?<' + language + '>' + (letters[0] === '[' ? letters : one + '(?:[\\p{sc=Zyyy}\\p{sc=Zinh}]*' + one + ')*\\p{M}*') + ')';
  }).join('|'), 'gu');

  /* A text with what is in another language in elements that say so. */
  function tagged(text) {
    var parts = [], done = 0;
    text.replace(FOREIGN, function (found) {
      var groups = arguments[arguments.length - 1], at = arguments[arguments.length - 3];
      var language = Object.keys(groups).find(function (name) { return groups[name]; });
      if (language === document.documentElement.lang) { return; }
      parts.push(text.slice(done, at), make('span', language === 'ar' || language === 'he' ? { lang: language, dir: 'rtl' } : { lang: language }, [found]));
      done = at + found.length;
    });
    return parts.concat(text.slice(done)).filter(Boolean);
  }

  function make(name, attributes, children) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    (children || []).forEach(function (child) { if (child) { element.append(child); } });
    return element;
  }

  function note(id) {
    return make('p', { class: 'stage' }, [results.getAttribute('data-note-' + id) || id]);
  }

  /* The address of a search like this one, with some of it changed. */
  function address(change) {
    var now = { q: field.value, state: state.value, kind: kind.value, lang: choice('lang'), cites: choice('cites') };
    var wanted = new URLSearchParams();
    Object.keys(change).forEach(function (key) { now[key] = change[key]; });
    Object.keys(now).forEach(function (key) { if (now[key]) { wanted.set(key, now[key]); } });
    return '?' + wanted;
  }

  function choice(name) {
    return new URLSearchParams(location.search).get(name) || '';
  }

  function named(select, id) {
    var option = Array.prototype.find.call(select.options, function (option) { return option.value === id; });
    return option ? option.textContent : id;
  }

  function called(kind, id) {
    return results.getAttribute('data-' + kind + '-' + id) || id;
  }

  function entry(hit) {
    var where = make('p', { class: 'where' }, [
      hit.number && make('span', { class: 'number' }, [hit.number]), hit.number && ' ',
      make('a', { href: hit.address }, tagged(hit.page_title))
    ]);
    hit.headings.forEach(function (heading) { where.append(' ', make('span', { class: 'heading' }, tagged(heading))); });
    var snippet = make('p', { class: 'snippet' });
    hit.snippet.forEach(function (part) {
      snippet.append.apply(snippet, part.marked ? [make('mark', {}, tagged(part.text))] : tagged(part.text));
    });
    return make('li', {}, [where, snippet, hit.number && make('p', { class: 'alike' }, [
      make('a', { href: address({ q: 'related:' + hit.number, page: '' }) }, [words.alike, make('span', { class: 'unseen' }, [': ' + hit.number])])
    ])]);
  }

  function list(kind, hits, start) {
    return make(kind, kind === 'ol' ? { class: 'hits', start: start } : { class: 'hits' }, hits.map(entry));
  }

  function facet(title, all, name, chosen, values, label) {
    return values.length === 0 ? [] : [make('h3', {}, [title]), make('ul', {}, values.map(function (value) {
      var mine = chosen.toLowerCase() === value.id.toLowerCase(), tally = make('span', { class: 'tally' }, [String(value.count)]);
      var change = { page: '' };
      change[name] = mine ? '' : value.id;
      return make('li', {}, mine ?
        [make('span', { class: 'chosen' }, [label(value.id), ' ', tally]), ' ', make('a', { href: address(change) }, [all])] :
        [make('a', { href: address(change) }, [label(value.id), ' ', tally])]);
    }))];
  }

  function show(answer, page) {
    var from = (page - 1) * SHOWN + 1, to = from + answer.hits.length - 1;
    var shown = answer.notes.map(note), counted = '';
    if (answer.suggestion) {
      shown.push(make('p', { class: 'suggestion' }, [words.didYouMean + ' ', make('a', { href: address({ q: answer.suggestion }) }, [answer.suggestion]), '?']));
    }
    if (answer.stage === 'most' || answer.stage === 'some') {
      shown.push(make('p', { class: 'stage' }, [words[answer.stage]]));
    }
    if (answer.hits.length) {
      counted = answer.total === 1 ? words.one : answer.total + ' ' + words.hits + (answer.total > answer.hits.length ? ', ' + from + '–' + to + ' ' + words.shown : '');
      shown.push(list('ol', answer.hits, from));
      if (answer.near.length) {
        shown.push(make('h2', {}, [words.near]), list('ul', answer.near));
      }
      shown.push(turn(answer, page, to));
    } else if (state.value || kind.value || choice('lang') || choice('cites')) {
      counted = words.narrowed;
      shown.push(make('p', {}, [make('a', { href: address({ state: '', kind: '', lang: '', cites: '' }) }, [words.everywhere])]));
    } else if (answer.notes.indexOf('nothing-asked') < 0) {
      counted = words.none;
      shown.push(make('p', {}, [words.help]));
    }
    status.textContent = counted;
    results.replaceChildren.apply(results, shown.filter(Boolean));
    var facets = answer.facets;
    var lists = [].concat(
      facet(words.state, words.allStates, 'state', state.value, facets.state, named.bind(null, state)),
      facet(words.kind, words.allKinds, 'kind', kind.value, facets.kind, named.bind(null, kind)),
      facet(words.instrument, words.allInstruments, 'cites', choice('cites'), facets.instrument.slice(0, 8), called.bind(null, 'cited')),
      facet(words.language, words.allLanguages, 'lang', choice('lang'), facets.language, called.bind(null, 'lang'))
    );
    if (!beside) { return; }
    beside.hidden = !lists.length;
    beside.replaceChildren.apply(beside, lists.length ? [make('h2', { id: 'facets-title' }, [words.narrow])].concat(lists) : []);
  }

  function turn(answer, page, to) {
    var earlier = page > 1, later = to < answer.total && page < LAST;
    function step(kind, rel, number, title) {
      return make('a', { class: kind, rel: rel, href: address({ page: number }) }, [make('span', { class: 'title' }, [title])]);
    }
    return (earlier || later) && make('nav', { class: 'turn', 'aria-label': words.pages }, [
      earlier && step('previous', 'prev', page - 1, words.earlier), later && step('next', 'next', page + 1, words.later)
    ]);
  }

  function ask(page) {
    var mine = asked += 1, text = field.value;
    if (!text.trim()) {
      status.textContent = '';
      if (beside) { beside.hidden = true; }
      results.replaceChildren(make('p', {}, [words.start]));
      return;
    }
    /* What stands here is for those without scripts; the first answer may take a moment. */
    if (!answered) { results.replaceChildren(make('p', {}, [words.searching])); }
    var filters = { state: state.value, kind: kind.value, language: choice('lang'), instrument: choice('cites') };
    var named = /^\s*related:\s*(\S+)\s*$/i.exec(text);
    (named ? alike(named[1]) : handbookFind(text, filters, (page - 1) * SHOWN, SHOWN)).then(function (answer) {
      if (mine !== asked) { return; }
      answered = true;
      if (gone) { answer.notes.unshift('server-gone'); }
      if (page > 1 && !answer.hits.length) { ask(1); } else { show(answer, page); }
    }, function () {
      if (mine !== asked) { return; }
      status.textContent = words.broken;
      results.replaceChildren();
    });
  }

  /* The paragraphs most like one: those nearest to its own words. */
  function alike(number) {
    return handbookFind(number, {}, 0, 1).then(function (own) {
      var hit = own.hits[0];
      if (!hit || hit.number.toLowerCase() !== number.toLowerCase()) { return Object.assign(own, { hits: [], near: [], total: 0, stage: 'none' }); }
      var text = hit.snippet.map(function (part) { return part.text; }).join('').replace(/[…"“”„«»「」:]|(^|\s)[-−–]+/g, ' ');
      return handbookFind(text, {}, 0, SHOWN).then(function (found) {
        var others = found.hits.concat(found.near).filter(function (other) { return other.address !== hit.address; }).slice(0, 5);
        return Object.assign(found, { hits: others, near: [], total: others.length, stage: 'all', suggestion: null, notes: ['related'] });
      });
    });
  }

  function read() {
    var given = new URLSearchParams(location.search);
    field.value = given.get('q') || '';
    [state, kind].forEach(function (select) { select.value = given.get(select.name) || ''; });
    ask(Math.min(Math.max(parseInt(given.get('page'), 10) || 1, 1), LAST));
  }

  /* On a page of a server: what leads to another search asks first whether the server is there. */
  function standBy(event, query) {
    event.preventDefault();
    fetch(words.server, { method: 'HEAD', cache: 'no-store' }).then(function () { location.assign(query); }, function () {
      gone = true;
      history.pushState(null, '', query);
      read();
    });
  }

  if (words.server) {
    handbookFind.ahead().catch(function () { /* the server answers by itself */ });
    document.addEventListener('submit', function (event) {
      if (event.target.elements.q) { standBy(event, '?' + new URLSearchParams(new FormData(event.target))); }
    });
    document.addEventListener('click', function (event) {
      var link = event.target.closest && event.target.closest('a[href^="?"], a[href^="search?"]');
      if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { standBy(event, link.getAttribute('href').replace(/^search/, '')); }
    });
    window.addEventListener('popstate', function () { if (gone) { read(); } });
    return;
  }

  var given = new URLSearchParams(location.search);
  field.value = given.get('q') || field.value;
  [state, kind].forEach(function (select) {
    var wanted = (given.get(select.name) || '').toLowerCase();
    var option = Array.prototype.find.call(select.options, function (option) { return option.value.toLowerCase() === wanted; });
    if (option) { select.value = option.value; }
    select.addEventListener('change', function () { ask(1); });
  });
  form.querySelector('.choices').hidden = false;
  /* Whoever enters the field will search: what every search needs is loaded meanwhile. */
  field.addEventListener('focus', function () { handbookFind('').catch(function () { /* said when asked */ }); }, { once: true });
  /* While the reader types the page follows; Enter makes an address that can be kept. */
  field.addEventListener('input', function () {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120, 1);
  });
  ask(Math.min(Math.max(parseInt(given.get('page'), 10) || 1, 1), LAST));
}());

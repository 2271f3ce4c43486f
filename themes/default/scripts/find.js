/* The search page without a server: asks search.js and shows what it found.
   The words of the interface stand in the page, in attributes of #results. */
(function () {
  'use strict';
  var results = document.getElementById('results');
  var form = document.querySelector('form.big');
  if (!results || !form || !window.handbookFind) {
    return;
  }
  var SHOWN = 10, LAST = 100, words = results.dataset;
  var field = form.elements.q, state = form.elements.state, kind = form.elements.kind;
  var beside = document.getElementById('facets'), status = document.getElementById('search-status');
  var asked = 0, waiting;

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
      make('a', { href: hit.address }, [hit.page_title])
    ]);
    hit.headings.forEach(function (heading) { where.append(' ', make('span', { class: 'heading' }, [heading])); });
    return make('li', {}, [where, make('p', { class: 'snippet' }, hit.snippet.map(function (part) {
      return part.marked ? make('mark', {}, [part.text]) : part.text;
    }))]);
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
      beside.hidden = true;
      results.replaceChildren(make('p', {}, [words.start]));
      return;
    }
    var filters = { state: state.value, kind: kind.value, language: choice('lang'), instrument: choice('cites') };
    handbookFind(text, filters, (page - 1) * SHOWN, SHOWN).then(function (answer) {
      if (mine !== asked) { return; }
      if (page > 1 && !answer.hits.length) { ask(1); } else { show(answer, page); }
    }, function () {
      if (mine !== asked) { return; }
      status.textContent = words.broken;
      results.replaceChildren();
    });
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
  /* While the reader types the page follows; Enter makes an address that can be kept. */
  field.addEventListener('input', function () {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120, 1);
  });
  ask(Math.min(Math.max(parseInt(given.get('page'), 10) || 1, 1), LAST));
}());

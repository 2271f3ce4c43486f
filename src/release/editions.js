/* Which editions there are, and what came of each paragraph. Frozen pages of every
   edition load this file; it is the only thing about them that changes. Plain ES5,
   works from files. */
(function () {
  'use strict';
  var list = /*EDITIONS*/null;
  var script = document.currentScript || document.querySelector('script[data-edition]');
  var note = document.getElementById('edition-status');
  if (!list || !script || !note) { return; }
  var root = script.getAttribute('src').replace(/editions\.js$/, '');
  var page = script.getAttribute('data-page');
  var own = find(script.getAttribute('data-edition'));
  var current = find(list.current);
  if (!own) { return; }

  function find(id) {
    for (var at = 0; at < list.editions.length; at += 1) {
      if (list.editions[at].id === id) { return list.editions[at]; }
    }
    return null;
  }

  /* A sentence of the theme, with what stands in its gaps. */
  function word(key) {
    var said = list.words[key] || '';
    for (var gap = 1; gap < arguments.length; gap += 1) {
      var value = arguments[gap];
      said = said.split('{}');
      said = said[0] + (said.length > 1 ? value + said.slice(1).join('{}') : '');
    }
    return said;
  }

  function name(edition) {
    return edition.draft ? word('the-draft', edition.id, edition.date) : word('the-edition', edition.id, edition.date);
  }

  function add(words) { note.appendChild(document.createTextNode(words)); }

  function link(words, href) {
    var anchor = document.createElement('a');
    anchor.href = href;
    anchor.appendChild(document.createTextNode(words));
    note.appendChild(anchor);
  }

  function at(path, hash) { return root + 'e/' + current.id + '/' + path + hash; }

  function has(object, key) { return Object.prototype.hasOwnProperty.call(object, key); }

  /* What came of the paragraph that the reader looks at. */
  function paragraph(rows) {
    var id = location.hash.slice(1);
    var fate = has(rows, id) ? rows[id] : null;
    if (!/^p-/.test(id)) {
      link(word('read-page'), at(page, ''));
    } else if (!fate) {
      link(word('read-paragraph'), at(page, '#' + id));
    } else if (fate[0] === 'repealed') {
      add(word('paragraph-repealed') + ' ');
      link(word('read-that-page'), at(page, ''));
    } else {
      add((fate[0] === 'replaced' ? word('paragraph-replaced', fate[1])
        : fate[0] === 'moved' ? word('paragraph-moved', fate[1])
        : fate[0] === 'changed' ? word('paragraph-changed', fate[1])
        : word('paragraph-moved-changed', fate[1])) + ' ');
      link(word('read-it'), at(fate[2], '#' + fate[3]));
    }
    add('.');
  }

  /* What came of this page in the edition that holds, and the way there. */
  function there() {
    var rows = has(own.pages, page) ? own.pages[page] : undefined;
    if (rows === null) {
      add(word('page-gone') + ' ');
      link(word('first-page'), at('index.html', ''));
      add('.');
    } else if (rows === undefined) {
      link(word('read-page'), at(page, ''));
      add('.');
    } else {
      var said = word('page-same');
      for (var id in rows) {
        if (!has(rows, id)) { continue; }
        if (rows[id][0] !== 'moved') { said = word('page-changed'); break; }
        said = word('page-renumbered');
      }
      add(said + ' ');
      paragraph(rows);
    }
  }

  /* Which edition holds, and the way to it. */
  function holds() {
    var said = word('holds').split('{}');
    add(' ' + said[0]);
    link(name(current), root + 'e/' + current.id + '/' + 'index.html');
    add(said.slice(1).join(''));
  }

  function show() {
    while (note.firstChild) { note.removeChild(note.firstChild); }
    var mine = own.draft ? word('draft', own.id, own.date) : word('edition', own.id, own.date);
    var status = own.draft ? 'draft' : 'current';
    if (own.withdrawn) {
      status = 'withdrawn';
      add(word('withdrawn', mine, own.withdrawn[0], own.withdrawn[1]) + ' ');
      if (current && own !== current) {
        add(word('holds', name(current)) + ' ');
        there();
      }
    } else if (own.unsigned) {
      status = 'unsigned';
      add(word('unsigned', mine, own.unsigned[0], own.unsigned[1]));
      if (current) { holds(); }
    } else if (current && own.serial < current.serial) {
      status = 'superseded';
      add((own.draft ? word('draft-superseded', mine, name(current)) : word('superseded', mine, name(current))) + ' ');
      there();
    } else if (own.draft) {
      add(word('not-adopted', mine));
      if (current && own.serial > current.serial) { holds(); }
    } else {
      add(word('current', mine));
    }
    add(' ');
    link(word('all'), root + 'editions.html');
    add('.');
    note.className = 'edition-status ' + status;
  }

  show();
  window.addEventListener('hashchange', show);
}());

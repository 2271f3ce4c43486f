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
  if (!own || !current) { return; }

  function find(id) {
    for (var at = 0; at < list.editions.length; at += 1) {
      if (list.editions[at].id === id) { return list.editions[at]; }
    }
    return null;
  }

  function name(edition) {
    return (edition.draft ? 'draft edition ' : 'edition ') + edition.id + ' (' + edition.date + ')';
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
      link('Read this page there', at(page, ''));
    } else if (!fate) {
      link('Read this paragraph there', at(page, '#' + id));
    } else if (fate[0] === 'repealed') {
      add('This paragraph was repealed. ');
      link('Read the page there', at(page, ''));
    } else {
      add(fate[0] === 'replaced' ? 'This paragraph was replaced by ' + fate[1] + '. '
        : 'This paragraph ' + (/moved/.test(fate[0]) ? 'is now ' + fate[1] : 'is still ' + fate[1]) +
          (/changed/.test(fate[0]) ? '; its words have changed. ' : '; its words are the same. '));
      link('Read it there', at(fate[2], '#' + fate[3]));
    }
    add('.');
  }

  /* What came of this page in the edition that holds, and the way there. */
  function there() {
    var rows = has(own.pages, page) ? own.pages[page] : undefined;
    if (rows === null) {
      add('This page is not in it. ');
      link('Go to its first page', at('index.html', ''));
      add('.');
    } else if (rows === undefined) {
      link('Read this page there', at(page, ''));
      add('.');
    } else {
      var said = 'The paragraphs of this page did not change. ';
      for (var id in rows) {
        if (!has(rows, id)) { continue; }
        if (rows[id][0] !== 'moved') { said = 'This page changed. '; break; }
        said = 'The words of this page did not change; paragraphs have other numbers. ';
      }
      add(said);
      paragraph(rows);
    }
  }

  function show() {
    while (note.firstChild) { note.removeChild(note.firstChild); }
    var mine = name(own).charAt(0).toUpperCase() + name(own).slice(1);
    var status = own.draft ? 'draft' : 'current';
    if (own.withdrawn) {
      status = 'withdrawn';
      add(mine + ' was withdrawn on ' + own.withdrawn[0] + ': ' + own.withdrawn[1] + ' ');
      if (own !== current) {
        add('What holds is ' + name(current) + '. ');
        there();
      }
    } else if (own.serial < current.serial) {
      status = 'superseded';
      add(mine + (own.draft ? ', not adopted' : '') + ' was superseded by ' + name(current) + '. ');
      there();
    } else if (own.draft) {
      add(mine + ', not adopted.');
      if (own.serial > current.serial) {
        add(' What holds is ');
        link(name(current), root + 'e/' + current.id + '/' + 'index.html');
        add('.');
      }
    } else {
      add(mine + ', the current edition.');
    }
    add(' ');
    link('All editions', root + 'editions.html');
    add('.');
    note.className = 'edition-status ' + status;
  }

  show();
  window.addEventListener('hashchange', show);
}());

/* The edition switch: every text of the handbook at the place where the reader is. Lands on the
   same paragraph, through what became of it from one text to the next. Plain ES5, works from files. */
(function () {
  'use strict';
  var all = /*TEXTS*/null;
  var script = document.currentScript || document.querySelector('script[data-edition]');
  if (!all || !script) { return; }
  var root = script.getAttribute('src').replace(/editions\.js$/, '');
  var page = script.getAttribute('data-page');
  var own = find(script.getAttribute('data-edition'));
  if (own < 0 || all.texts.length < 2) { return; }

  function find(id) {
    for (var at = 0; at < all.texts.length; at += 1) {
      if (all.texts[at].id === id) { return at; }
    }
    return -1;
  }

  function has(object, key) { return Object.prototype.hasOwnProperty.call(object, key); }

  /* Whether another text has this page. */
  function there(to) {
    var is = true;
    var at;
    for (at = own; at < to; at += 1) { is = follow(is, all.steps[at].came, all.steps[at].gone); }
    for (at = own - 1; at >= to; at -= 1) { is = follow(is, all.steps[at].gone, all.steps[at].came); }
    return is;
  }

  function follow(is, came, gone) {
    return is ? gone.indexOf(page) < 0 : came.indexOf(page) >= 0;
  }

  function row(step, anchor) {
    var rows = all.steps[step].rows;
    return has(rows, anchor) ? rows[anchor] : null;
  }

  /* Where a paragraph of one text is in another. `first` and `last` are what it was on the side of the
     first step and is on that of the last; null where nothing became of it. */
  function seek(anchor, place, from, to) {
    var found = { anchor: anchor, page: place[0], number: place[1], first: null, last: null, heir: false, gone: '', ahead: to > from };
    var ahead = found.ahead;
    for (var at = ahead ? from : from - 1; ahead ? at < to : at >= to; at += ahead ? 1 : -1) {
      var told = row(at, found.anchor);
      if (!told) { continue; }
      var before = told[ahead ? 0 : 1];
      var after = told[ahead ? 1 : 0];
      if (!after) {
        var heir = told[2] && row(at, told[2]);
        after = heir && heir[ahead ? 1 : 0];
        if (!after) { found.gone = ahead ? 'repealed' : 'later'; return found; }
        found.anchor = told[2];
        found.heir = true;
      }
      if (before && !found.first) { found.first = before; }
      found.last = after;
      found.page = after[0];
      found.number = after[1];
    }
    return found;
  }

  /* The same for an address on this page, which may be that of a note: the paragraph went elsewhere, or
     was lost before this text came. Where it was lost, what stands in its place is sought. */
  function place(id, to) {
    for (var at = own - 1; at >= 0; at -= 1) {
      var told = row(at, id);
      if (!told) { continue; }
      if (told[1]) { return seek(id, told[1], own, to); }
      var back = false;
      for (var next = own; next < to; next += 1) { back = back || row(next, id) !== null; }
      if (back || to <= at) { break; }
      var heir = told[2] && row(at, told[2]);
      var found = seek(told[2], (heir && heir[1]) || [page, ''], at + 1, to);
      found.heir = true;
      found.ahead = true;
      if (!heir || !heir[1]) { found.gone = 'repealed'; }
      return found;
    }
    return seek(id, [page, ''], own, to);
  }

  /* A sentence of the theme, with what stands in its gap. */
  function word(key, gap) {
    var said = all.words[key] || '';
    return gap === undefined ? said : said.replace('{}', function () { return gap; });
  }

  function words(found) {
    if (found.gone === 'repealed') { return word('repealed'); }
    if (found.gone) { return word('later'); }
    if (found.heir) { return found.ahead ? word('replaced', found.number) : word('instead', found.number); }
    if (!found.last) { return word('same'); }
    if (!found.first) { return word('as', found.number); }
    var away = found.first[0] !== found.last[0];
    var changed = found.first[2] !== found.last[2];
    if (away) { return changed ? word('page-changed', found.number) : word('page-same', found.number); }
    if (found.first[1] !== found.last[1]) { return changed ? word('as-changed', found.number) : word('as-same', found.number); }
    return changed ? word('changed') : word('same');
  }

  function link(parent, said, href) {
    var anchor = document.createElement('a');
    anchor.href = root + href;
    anchor.appendChild(document.createTextNode(said));
    parent.appendChild(anchor);
  }

  function say(parent, said) { parent.appendChild(document.createTextNode(said)); }

  function line(to) {
    var item = document.createElement('li');
    var text = all.texts[to];
    if (to === own) {
      var strong = document.createElement('strong');
      var here = word('here').split('{}');
      say(strong, text.words);
      say(item, here[0]);
      item.appendChild(strong);
      say(item, here.slice(1).join(''));
      return item;
    }
    var near = all.steps[Math.max(0, to < own ? to : to - 1)].folder;
    var id = location.hash.slice(1);
    var found = /^p-[a-z2-7]{6}$/.test(id) && document.getElementById(id) ? place(id, to) : null;
    if (found && !found.gone) {
      link(item, text.words, text.folder + found.page + '#' + found.anchor);
      say(item, ': ' + words(found));
    } else if (there(to)) {
      link(item, text.words, text.folder + page);
      if (found) { say(item, ': ' + words(found)); }
    } else {
      link(item, text.words, near + 'index.html');
      say(item, ': ' + word('see', found ? words(found) : word('no-page')));
    }
    var told = found && Math.abs(to - own) === 1 ? row(Math.min(to, own), id) : null;
    if (told) {
      say(item, ' (');
      link(item, word('what'), near + (told[1] || told[0])[0] + '#' + id);
      say(item, ')');
    }
    return item;
  }

  /* Where the page does not bring the switch, as the pages of an edition do not. */
  function made() {
    var note = document.getElementById('edition-status');
    if (!note) { return null; }
    var box = document.createElement('details');
    box.id = 'edition-switch';
    box.className = 'edition-switch';
    var summary = document.createElement('summary');
    say(summary, word('title'));
    box.appendChild(summary);
    box.appendChild(document.createElement('ul'));
    note.parentNode.insertBefore(box, note.nextSibling);
    return box;
  }

  var box = document.getElementById('edition-switch') || made();
  var list = box && box.querySelector('ul');
  if (!list) { return; }

  function show() {
    while (list.firstChild) { list.removeChild(list.firstChild); }
    for (var to = all.texts.length - 1; to >= 0; to -= 1) { list.appendChild(line(to)); }
  }

  show();
  window.addEventListener('hashchange', show);
}());

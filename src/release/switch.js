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

  /* Where a paragraph is in another text. `side` is what it was on the side of the step that the
     reader comes from: null where it is not there. */
  function seek(anchor, to) {
    var found = { anchor: anchor, page: page, number: '', first: null, last: null, heir: false, gone: '' };
    var ahead = to > own;
    for (var at = ahead ? own : own - 1; ahead ? at < to : at >= to; at += ahead ? 1 : -1) {
      var rows = all.steps[at].rows;
      var row = has(rows, found.anchor) ? rows[found.anchor] : null;
      if (!row) { continue; }
      var from = row[ahead ? 0 : 1];
      var into = row[ahead ? 1 : 0];
      if (!into) {
        var heir = row[2] && rows[row[2]] && rows[row[2]][ahead ? 1 : 0];
        if (!heir) { found.gone = ahead ? 'repealed' : 'later'; return found; }
        found.anchor = row[2];
        found.heir = true;
        into = heir;
      }
      if (from && !found.first) { found.first = from; }
      found.last = into;
      found.page = into[0];
      found.number = into[1];
    }
    return found;
  }

  /* A sentence of the theme, with what stands in its gap. */
  function word(key, gap) {
    var said = all.words[key] || '';
    return gap === undefined ? said : said.replace('{}', function () { return gap; });
  }

  function words(found, to) {
    if (found.gone === 'repealed') { return word('repealed'); }
    if (found.gone) { return word('later'); }
    if (found.heir) { return to > own ? word('replaced', found.number) : word('instead', found.number); }
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
    var found = /^p-[a-z2-7]{6}$/.test(id) && document.getElementById(id) ? seek(id, to) : null;
    if (found && !found.gone) {
      link(item, text.words, text.folder + found.page + '#' + found.anchor);
      say(item, ': ' + words(found, to));
    } else if (there(to)) {
      link(item, text.words, text.folder + page);
      if (found) { say(item, ': ' + words(found, to)); }
    } else {
      link(item, text.words, near + 'index.html');
      say(item, ': ' + word('see', found ? words(found, to) : word('no-page')));
    }
    if (found && Math.abs(to - own) === 1 && has(all.steps[Math.min(to, own)].rows, id)) {
      var row = all.steps[Math.min(to, own)].rows[id];
      say(item, ' (');
      link(item, word('what'), near + (row[1] || row[0])[0] + '#' + id);
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

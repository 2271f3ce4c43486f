/* The handbook as one file: search and routes. Search asks search.js, whose files are in the document.
   The sheets of routes are packed in the document, and the one that is asked for
   (#route/xa-xb.html#kind) is put together and shown. Both need a browser of 2023 or later; without
   it, the browser's own "Find in page" and the annexes serve. */
(function () {
  'use strict';
  var host = document.currentScript;
  var area = document.getElementById('search');
  if (!area || !window.handbookFind) { return; }
  var form = area.querySelector('form');
  var field = form.querySelector('input');
  var results = area.querySelector('.results');
  var asked = 0;

  /* Whoever enters the field will search: what every search needs is unpacked meanwhile. */
  field.addEventListener('focus', function () { window.handbookFind('').catch(function () { /* said when asked */ }); }, { once: true });

  /* A word of the interface, from this script's own element. */
  function word(key) { return host.getAttribute('data-word-' + key) || ''; }

  function element(name, kind, words) {
    var made = document.createElement(name);
    if (kind) { made.className = kind; }
    if (words) { made.textContent = words; }
    return made;
  }

  /* An address of the site as a place in this document. */
  function here(address) {
    var parts = address.split('#');
    var page = document.querySelector('article[data-page="' + CSS.escape(parts[0]) + '"]');
    var start = page ? page.getAttribute('aria-labelledby') : 'top';
    var ids = parts[1] ? [parts[1], start + '--' + parts[1]] : [];
    for (var i = 0; i < ids.length; i += 1) {
      if (document.getElementById(ids[i])) { return '#' + ids[i]; }
    }
    return '#' + start;
  }

  function entry(hit) {
    var item = element('li');
    var where = element('p', 'where');
    var link = element('a', '', hit.page_title);
    var snippet = element('p', 'snippet');
    if (hit.number) {
      where.appendChild(element('span', 'number', hit.number));
      where.appendChild(document.createTextNode(' '));
    }
    link.href = here(hit.address);
    where.appendChild(link);
    hit.headings.forEach(function (heading) {
      where.appendChild(document.createTextNode(' '));
      where.appendChild(element('span', 'heading', heading));
    });
    hit.snippet.forEach(function (part) {
      snippet.appendChild(part.marked ? element('mark', '', part.text) : document.createTextNode(part.text));
    });
    item.appendChild(where);
    item.appendChild(snippet);
    return item;
  }

  function list(hits, name) {
    var made = element(name, 'hits');
    hits.forEach(function (hit) { made.appendChild(entry(hit)); });
    return made;
  }

  function show(found, offset) {
    var more;
    if (!offset) {
      results.textContent = '';
      results.appendChild(element('p', 'count', found.total === 1 ? word('one-hit') : found.total + ' ' + word('hits')));
      if (found.suggestion) {
        results.appendChild(element('p', 'suggestion', word('did-you-mean') + ' ' + found.suggestion + '?'));
      }
      if (found.hits.length && found.stage !== 'all') {
        results.appendChild(element('p', 'stage', word(found.stage === 'most' ? 'stage-most' : 'stage-some')));
      }
    } else {
      results.removeChild(results.lastChild);
    }
    results.appendChild(list(found.hits, 'ol'));
    if (found.near.length && !offset) {
      results.appendChild(element('h3', '', word('near')));
      results.appendChild(list(found.near, 'ul'));
    }
    if (offset + found.hits.length < found.total) {
      more = element('button', '', word('later'));
      more.type = 'button';
      more.addEventListener('click', function () { find(offset + found.hits.length); });
      results.appendChild(more);
    }
  }

  function find(offset) {
    var own = asked += 1;
    window.handbookFind(field.value, {}, offset, 10).then(function (found) {
      if (own === asked) { show(found, offset); }
    }, function () {
      results.textContent = word('too-old');
    });
  }

  form.addEventListener('submit', function (event) {
    event.preventDefault();
    if (field.value.trim()) { find(0); }
  });
  form.hidden = false;
  area.querySelector('.without').hidden = true;
}());
(function () {
  'use strict';
  var host = document.currentScript;
  var packed = document.getElementById('route-sheets');
  var place = document.getElementById('route-sheet');
  if (!packed || !place) { return; }
  var sheets = null;

  function say(words) {
    place.textContent = words;
    place.hidden = false;
    place.scrollIntoView();
  }

  function unpack(then) {
    if (sheets) { then(); return; }
    if (typeof DecompressionStream !== 'function') {
      say(host.getAttribute('data-word-no-route'));
      return;
    }
    var text = atob(packed.textContent.trim());
    var bytes = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i += 1) { bytes[i] = text.charCodeAt(i); }
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    new Response(stream).text().then(function (json) {
      sheets = JSON.parse(json);
      then();
    });
  }

  function show() {
    var asked = /^#route\/([a-z0-9-]+)\.html(?:#(.+))?$/.exec(location.hash);
    if (!asked) { return; }
    unpack(function () {
      var pieces = sheets.sheets[asked[1]];
      if (!pieces) { return; }
      place.innerHTML = pieces.map(function (piece) { return sheets.pieces[piece]; }).join('');
      place.hidden = false;
      var from = (asked[2] && document.getElementById('route--' + asked[2])) || place;
      from.scrollIntoView();
      place.focus({ preventScroll: true });
    });
  }

  var links = document.querySelectorAll('a[data-route]');
  for (var i = 0; i < links.length; i += 1) {
    links[i].setAttribute('href', links[i].getAttribute('data-route'));
  }
  window.addEventListener('hashchange', show);
  show();
}());

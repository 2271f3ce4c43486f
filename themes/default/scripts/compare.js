/* Narrows the comparison of States to chosen States and topics. The choice stands in the address
   (#states=XA,XB&topics=one,two), so that it can be sent or kept. Everything comes from the table on
   the page. Plain ES5, no dependency, works from files. */
(function () {
  'use strict';
  /* Words stand on the page; in a document that holds every page, on the script itself. */
  var own = document.currentScript;
  var host = own && !own.src ? own : document.getElementById('text');
  var region = document.querySelector('.compare');
  var place = document.getElementById('compare-form');
  if (!region || !place) { return; }

  /* A word of the interface, from the element that the page put it on. */
  function word(key, parts) {
    var filled = 0;
    return (host.getAttribute('data-word-' + key) || '').replace(/\{\}/g, function () {
      filled += 1;
      return [].concat(parts)[filled - 1];
    });
  }

  function list(nodes) { return Array.prototype.slice.call(nodes); }

  var table = region.querySelector('table');
  var heads = list(table.querySelectorAll('thead th[data-state]'));
  var groups = list(table.tBodies).map(function (body) {
    return { body: body, head: body.querySelector('.group th'), rows: list(body.querySelectorAll('tr[data-topic]')) };
  });
  var boxes = { states: [], topics: [] };
  var say, counts = {};

  function words(node) { return node.textContent.replace(/\s+/g, ' ').trim(); }

  function box(kind, value, label) {
    var outer = document.createElement('label');
    var input = document.createElement('input');
    input.type = 'checkbox';
    input.value = value;
    input.checked = true;
    outer.appendChild(input);
    outer.appendChild(document.createTextNode(' ' + label));
    boxes[kind].push(input);
    return outer;
  }

  function choice(kind, title) {
    var details = document.createElement('details');
    var summary = document.createElement('summary');
    var count = document.createElement('span');
    var all = document.createElement('button');
    var none = document.createElement('button');
    summary.appendChild(document.createTextNode(title + ': '));
    summary.appendChild(count);
    counts[kind] = count;
    details.appendChild(summary);
    [[all, word('all'), true], [none, word('none'), false]].forEach(function (entry) {
      entry[0].type = 'button';
      entry[0].textContent = entry[1];
      entry[0].setAttribute('aria-label', entry[1] + ' ' + title.toLowerCase());
      entry[0].addEventListener('click', function () {
        boxes[kind].forEach(function (input) { input.checked = entry[2]; });
        apply(true);
      });
      details.appendChild(entry[0]);
    });
    return details;
  }

  function fieldset(title, labels) {
    var outer = document.createElement('fieldset');
    var legend = document.createElement('legend');
    legend.textContent = title;
    outer.appendChild(legend);
    labels.forEach(function (label) { outer.appendChild(label); });
    return outer;
  }

  function build() {
    var form = document.createElement('form');
    var states = choice('states', word('states'));
    var topics = choice('topics', word('topics'));
    states.appendChild(fieldset(word('which-states'), heads.map(function (head) {
      return box('states', head.getAttribute('data-state'), words(head));
    })));
    groups.forEach(function (group) {
      topics.appendChild(fieldset(words(group.head), group.rows.map(function (row) {
        return box('topics', row.getAttribute('data-topic'), words(row.querySelector('th')));
      })));
    });
    say = document.createElement('p');
    say.className = 'unseen';
    say.setAttribute('role', 'status');
    form.appendChild(states);
    form.appendChild(topics);
    form.appendChild(say);
    form.addEventListener('submit', function (event) { event.preventDefault(); });
    form.addEventListener('change', function () { apply(true); });
    place.appendChild(form);
    place.hidden = false;
  }

  function chosen(kind) {
    return boxes[kind].filter(function (input) { return input.checked; }).map(function (input) { return input.value; });
  }

  /* All of a kind is the rule and needs no word in the address; none is written as an empty list. */
  function address() {
    return ['states', 'topics'].filter(function (kind) {
      return chosen(kind).length !== boxes[kind].length;
    }).map(function (kind) { return kind + '=' + chosen(kind).join(','); }).join('&');
  }

  function mine(hash) { return /^#(states|topics)=/.test(hash); }

  function read() {
    var asked = {};
    if (mine(location.hash)) {
      location.hash.slice(1).split('&').forEach(function (part) {
        var at = part.indexOf('=');
        var value = part.slice(at + 1);
        try { value = decodeURIComponent(value); } catch (bad) { /* as it is */ }
        asked[part.slice(0, at)] = value.split(',');
      });
    }
    ['states', 'topics'].forEach(function (kind) {
      var known = boxes[kind].filter(function (input) { return asked[kind] && asked[kind].indexOf(input.value) >= 0; });
      // A choice of which nothing is known here shows all rather than an empty table.
      var all = !asked[kind] || (!known.length && asked[kind].join('') !== '');
      boxes[kind].forEach(function (input) { input.checked = all || known.indexOf(input) >= 0; });
    });
  }

  function write() {
    var hash = address();
    if (('#' + hash) === location.hash || (!hash && !mine(location.hash))) { return; }
    try {
      history.replaceState(null, '', hash ? '#' + hash : location.pathname + location.search);
    } catch (refused) {
      location.replace('#' + hash);
    }
  }

  function apply(write_address) {
    var states = chosen('states');
    var topics = chosen('topics');
    list(table.querySelectorAll('[data-state]')).forEach(function (cell) {
      cell.hidden = states.indexOf(cell.getAttribute('data-state')) < 0;
    });
    groups.forEach(function (group) {
      var left = group.rows.filter(function (row) {
        row.hidden = topics.indexOf(row.getAttribute('data-topic')) < 0;
        return !row.hidden;
      });
      group.body.hidden = !left.length;
      group.head.colSpan = states.length + 1;
    });
    counts.states.textContent = word('of', [states.length, heads.length]);
    counts.topics.textContent = word('of', [topics.length, boxes.topics.length]);
    region.className = region.className.replace(/ few\b/, '') + (states.length <= 3 ? ' few' : '');
    if (write_address) {
      say.textContent = word('shown', [states.length, topics.length]);
      write();
    }
  }

  build();
  read();
  apply(false);
  window.addEventListener('hashchange', function () {
    if (mine(location.hash) || !location.hash) {
      read();
      apply(false);
    }
  });
}());

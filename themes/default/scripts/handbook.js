/* Comforts for readers: copy a paragraph's citation, keep ticks, "/" for search.
   Nothing here is needed to read. Plain ES5, no dependency, works from files. */
(function () {
  'use strict';
  var doc = document;
  var host = doc.currentScript;

  /* A word of the interface, from the element that the page put it on. */
  function word(key, parts) {
    var filled = 0;
    return (host.getAttribute('data-word-' + key) || '').replace(/\{\}/g, function () {
      filled += 1;
      return [].concat(parts)[filled - 1];
    });
  }

  function meta(name) {
    var element = doc.querySelector('meta[name="' + name + '"]');
    return element ? element.getAttribute('content') : '';
  }

  function closest(element, selector) {
    var matches = Element.prototype.matches || Element.prototype.webkitMatchesSelector;
    while (element && element.nodeType === 1 && !matches.call(element, selector)) {
      element = element.parentNode;
    }
    return element && element.nodeType === 1 ? element : null;
  }

  /* The address that a reader elsewhere can open: the published one, else this
     page's own when it came from a server; a path on this computer helps nobody. */
  function address(id) {
    var site = meta('handbook-address');
    if (site) {
      return site.replace(/\/$/, '') + '/' + meta('handbook-path') + '#' + id;
    }
    var local = /^(localhost|127\.|\[::1\])/.test(location.host);
    if (/^https?:$/.test(location.protocol) && !local) {
      return location.href.replace(/#.*$/, '') + '#' + id;
    }
    return '#' + id;
  }

  function citation(unit) {
    return meta('handbook-citation') + ', para. ' + number(unit) + ', ' + address(unit.id);
  }

  function number(unit) {
    var link = unit.querySelector('.number');
    return link ? link.textContent.replace(/\s+/g, '') : '';
  }

  /* ---- One button that follows the reader from paragraph to paragraph ---- */
  var status, button, current, past;

  function say(words) {
    status.textContent = '';
    setTimeout(function () { status.textContent = words; }, 50);
  }

  var icon = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5.5 5.5v-4h9v9h-4M1.5 5.5h9v9h-9z" ' +
    'fill="none" stroke="currentColor" stroke-width="1.4"/></svg><span></span>';

  var clock = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM8 4v4l2.5 2" ' +
    'fill="none" stroke="currentColor" stroke-width="1.4"/></svg><span></span>';

  function wide() {
    return !window.matchMedia || matchMedia('(min-width: 56.25rem)').matches;
  }

  /* In the margin of a wide page it disturbs nothing; on a narrow one it takes
     a line of its own, so there only a chosen paragraph gets it. */
  function place(unit) {
    if (!unit || unit === current || doc.activeElement === button || (past && doc.activeElement === past) || !number(unit)) {
      return;
    }
    current = unit;
    label(word('copy'), false);
    button.setAttribute('aria-label', word('copy-of', number(unit)));
    if (wide()) {
      var link = unit.querySelector('.number');
      link.parentNode.insertBefore(button, link.nextSibling);
    } else {
      unit.appendChild(button);
    }
    if (past) {
      past.href = meta('handbook-history') + '#' + unit.id;
      past.title = word('history-of', number(unit));
      past.setAttribute('aria-label', past.title);
      button.parentNode.insertBefore(past, button.nextSibling);
    }
  }

  function label(words, done) {
    button.lastChild.textContent = words;
    button.className = done ? 'copy done' : 'copy';
  }

  function follow(event) {
    if (wide() && event.target.nodeType === 1) {
      place(closest(event.target, '.unit'));
    }
  }

  function placeTarget() {
    var id = location.hash.slice(1);
    var unit = id && doc.getElementById(id);
    if (unit && /(^| )unit( |$)/.test(unit.className)) {
      place(unit);
    }
  }

  /* For browsers and pages (files, plain http) without the clipboard interface. */
  function copyBySelection(text) {
    var area = doc.createElement('textarea');
    var done = false;
    area.value = text;
    area.className = 'unseen';
    area.setAttribute('readonly', '');
    doc.body.appendChild(area);
    area.select();
    try { done = doc.execCommand('copy'); } catch (refused) { done = false; }
    doc.body.removeChild(area);
    button.focus();
    return done;
  }

  function copy() {
    var text = citation(current);
    function report(done) {
      label(word(done ? 'copied' : 'copy'), done);
      say(word(done ? 'copied-this' : 'not-copied', text));
    }
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText(text).then(
        function () { report(true); },
        function () { report(copyBySelection(text)); }
      );
    } else {
      report(copyBySelection(text));
    }
  }

  function prepareCitations() {
    if (!meta('handbook-citation') || !doc.querySelector('.unit .number')) {
      return;
    }
    status = doc.createElement('p');
    status.className = 'unseen';
    status.setAttribute('role', 'status');
    doc.getElementById('text').appendChild(status);
    button = doc.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.innerHTML = icon;
    button.addEventListener('click', copy);
    button.title = word('copy');
    if (meta('handbook-history')) {
      past = doc.createElement('a');
      past.className = 'past';
      past.innerHTML = clock;
      past.lastChild.textContent = word('history');
    }
    doc.addEventListener('mouseover', follow);
    doc.addEventListener('focusin', follow);
    window.addEventListener('hashchange', placeTarget);
    placeTarget();
  }

  /* ---- Ticks stay on this computer; private windows may forbid it ---- */
  function prepareTicks() {
    var key = 'handbook:' + meta('handbook-citation') + ':';
    var boxes = doc.querySelectorAll('.task-box');
    function remember(event) {
      try {
        if (event.target.checked) {
          localStorage.setItem(key + event.target.id, '1');
        } else {
          localStorage.removeItem(key + event.target.id);
        }
      } catch (refused) { /* the tick still shows */ }
    }
    for (var i = 0; i < boxes.length; i += 1) {
      try {
        if (localStorage.getItem(key + boxes[i].id)) { boxes[i].checked = true; }
      } catch (refused) { /* start unticked */ }
      boxes[i].addEventListener('change', remember);
    }
  }

  /* ---- "/" goes to the search field ---- */
  function prepareSearchKey() {
    doc.addEventListener('keydown', function (event) {
      var name = event.target && event.target.nodeName;
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey ||
          /^(INPUT|TEXTAREA|SELECT)$/.test(name)) {
        return;
      }
      var fields = doc.querySelectorAll('input[name="q"]');
      for (var i = fields.length - 1; i >= 0; i -= 1) {
        if (fields[i].offsetParent !== null) {
          event.preventDefault();
          fields[i].focus();
          return;
        }
      }
    });
  }

  /* ---- The contents beside the text open at the current page ---- */
  function showCurrent() {
    var list = doc.getElementById('contents');
    var here = list && list.querySelector('[aria-current]');
    var below = here && here.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom;
    if (below > 0 && list.scrollHeight > list.clientHeight) {
      list.scrollTop = below + list.clientHeight / 2;
    }
  }

  prepareCitations();
  showCurrent();
  prepareTicks();
  prepareSearchKey();
}());

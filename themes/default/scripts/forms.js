/* Model forms: fields to write in, what applies, what is missing, a draft as text or .docx.
   Nothing leaves the device. Without this script the page is a list for paper.
   Plain ES5, no dependency, works from files; data of the annexes in forms-data.js, the words of
   the draft in draft.js, the writer of .docx in docx.js. */
(function () {
  'use strict';
  var doc = document;
  /* Words stand on the page; in a document that holds every page, on the script itself. */
  var own = doc.currentScript;
  var host = own && !own.src ? own : doc.getElementById('text');
  var root = doc.getElementById('model-form');
  if (!root) {
    return;
  }
  var data = window.handbookForms || { book: {}, states: {} };
  var FORM = root.getAttribute('data-form');
  var KEY = 'handbook-form:' + (data.book.short || '') + ':' + FORM;
  var YES = 'yes';
  var NO = 'no';
  var draft = empty();
  var keeping = true;
  var fields = [];
  var dates = [];
  var status, bar, lists;

  /* A word of the interface, from the element that the page put it on. */
  function word(key, parts) {
    var filled = 0;
    return (host.getAttribute('data-word-' + key) || '').replace(/\{\}/g, function () {
      filled += 1;
      return [].concat(parts)[filled - 1];
    });
  }

  function empty() {
    return { fields: {}, answers: {}, dates: {}, notes: {}, ticks: {}, requesting: '', requested: '' };
  }

  function each(list, visit) {
    Array.prototype.forEach.call(list, visit);
  }

  function make(tag, attributes, content) {
    var element = doc.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    [].concat(content === undefined ? [] : content).forEach(function (part) {
      element.appendChild(typeof part === 'string' ? doc.createTextNode(part) : part);
    });
    return element;
  }

  function clear(element) {
    while (element.firstChild) { element.removeChild(element.firstChild); }
    return element;
  }

  function meta(name) {
    var element = doc.querySelector('meta[name="' + name + '"]');
    return element ? element.getAttribute('content') : '';
  }

  /* ---- Addresses: data and links count from the site's root ---- */
  var up = (function () {
    var own = doc.querySelector('script[src*="scripts/forms.js"]');
    return own ? own.getAttribute('src').replace(/scripts\/forms\.js.*$/, '') : '';
  }());

  /* What a reader of the draft can open elsewhere: the published address where there is one. */
  function published(address) {
    var site = meta('handbook-address');
    if (site) {
      return site.replace(/\/$/, '') + '/' + address;
    }
    /* An address on this computer helps nobody: then the path in the handbook stands alone. */
    var local = /^(localhost|127\.|\[::1\])/.test(location.host);
    return /^https?:$/.test(location.protocol) && !local ? new URL(up + address, location.href).href : address;
  }

  function siteAddress(href) {
    var top = new URL(up || '.', location.href).href;
    return href.indexOf(top) === 0 ? href.slice(top.length) : href;
  }

  function longDate(text) {
    var months = word('months').split(', ');
    var parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text || '');
    return parts ? Number(parts[3]) + ' ' + months[Number(parts[2]) - 1] + ' ' + parts[1] : '';
  }

  /* The words of an attribute of the form. */
  function words(attribute) {
    return (root.getAttribute(attribute) || '').split(' ').filter(Boolean);
  }

  /* ---- Saving: on this device only; private windows may forbid it ---- */
  function save() {
    try {
      if (keeping) {
        localStorage.setItem(KEY, JSON.stringify(draft));
      } else {
        localStorage.removeItem(KEY);
      }
    } catch (refused) { /* the form works without */ }
  }

  function restore() {
    try {
      var kept = JSON.parse(localStorage.getItem(KEY) || '{}');
      Object.keys(draft).forEach(function (name) {
        if (typeof kept[name] === typeof draft[name] && kept[name]) { draft[name] = kept[name]; }
      });
    } catch (refused) { /* start empty */ }
    var chosen = /[?&](from|to)=([A-Za-z]{2})/g;
    var found;
    while ((found = chosen.exec(location.search))) {
      draft[found[1] === 'from' ? 'requesting' : 'requested'] = found[2].toUpperCase();
    }
  }

  /* ---- What applies and what is missing ---- */
  function answer(field) {
    return field.question ? draft.answers[field.question] : YES;
  }

  function applies(field) {
    return answer(field) !== NO;
  }

  function filled(field) {
    return /\S/.test(draft.fields[field.id] || '');
  }

  function required(field) {
    return field.need === 'must' || (field.need === 'if' && answer(field) === YES);
  }

  function missing() {
    return fields.filter(function (field) { return required(field) && !filled(field); });
  }

  function recommended() {
    return fields.filter(function (field) { return field.need === 'good' && !filled(field); });
  }

  function unanswered() {
    return fields.filter(function (field, at) {
      var first = fields.map(function (other) { return other.question; }).indexOf(field.question) === at;
      return field.question && first && !draft.answers[field.question];
    });
  }

  /* ---- Controls ---- */
  /* As high as its words, within the limits of the style. */
  function grow(control) {
    control.style.height = 'auto';
    if (control.scrollHeight > control.clientHeight) {
      control.style.height = control.scrollHeight + 2 + 'px';
    }
  }

  function prepareFields() {
    each(root.querySelectorAll('.form-field'), function (node) {
      var id = node.getAttribute('data-field');
      var label = node.querySelector('label');
      var control = make('textarea', {
        id: 'in-' + id,
        rows: node.hasAttribute('data-long') ? '5' : '2',
        'aria-describedby': 'why-' + id
      });
      var field = {
        id: id,
        node: node,
        name: label.textContent,
        need: node.getAttribute('data-need'),
        question: node.getAttribute('data-question'),
        order: Number(node.getAttribute('data-order')),
        lines: node.querySelector('.lines'),
        blank: node.querySelector('.lines').cloneNode(true),
        offers: JSON.parse(node.getAttribute('data-offers') || '[]'),
        treaties: node.getAttribute('data-treaties'),
        control: control
      };
      label.htmlFor = control.id;
      node.querySelector('.task-box').hidden = true;
      field.offered = node.insertBefore(make('div', { 'class': 'offers', hidden: '' }), field.lines);
      node.insertBefore(control, field.lines);
      if (field.need === 'must') { control.setAttribute('aria-required', 'true'); }
      control.addEventListener('input', function () {
        draft.fields[id] = control.value;
        grow(control);
        changed();
      });
      fields.push(field);
    });
    fields.sort(function (a, b) { return a.order - b.order; });
  }

  function prepareDates() {
    each(root.querySelectorAll('.follow-row'), function (node) {
      var id = node.getAttribute('data-date');
      var label = node.querySelector('label');
      var note = node.querySelector('.field-note');
      var day = make('input', { type: 'date', id: 'day-' + id });
      var words = make('input', { type: 'text', id: 'note-' + id });
      var row = {
        id: id, name: label.textContent, day: day, words: words,
        lines: node.querySelector('.lines'), blank: node.querySelector('.lines').cloneNode(true)
      };
      label.htmlFor = day.id;
      node.querySelector('.task-box').hidden = true;
      var noteLabel = make('label', { 'for': words.id, 'class': 'field-note' }, note ? note.textContent : word('note'));
      if (note) { note.parentNode.removeChild(note); }
      node.insertBefore(make('div', { 'class': 'follow-controls' }, [day, noteLabel, words]), row.lines);
      day.addEventListener('input', function () { draft.dates[id] = day.value; changed(); });
      words.addEventListener('input', function () { draft.notes[id] = words.value; changed(); });
      dates.push(row);
    });
  }

  function prepareChoices() {
    ['requesting', 'requested'].forEach(function (side) {
      doc.getElementById(side).addEventListener('change', function (event) {
        draft[side] = event.target.value;
        showStates();
        changed();
      });
    });
    each(root.querySelectorAll('.question input'), function (radio) {
      radio.addEventListener('change', function () {
        draft.answers[radio.name.slice(2)] = radio.value;
        changed();
      });
    });
  }

  /* Puts the draft into every control. */
  function show() {
    fields.forEach(function (field) {
      field.control.value = draft.fields[field.id] || '';
      grow(field.control);
    });
    dates.forEach(function (row) {
      row.day.value = draft.dates[row.id] || '';
      row.words.value = draft.notes[row.id] || '';
    });
    each(root.querySelectorAll('.question input'), function (radio) {
      radio.checked = draft.answers[radio.name.slice(2)] === radio.value;
    });
    ['requesting', 'requested'].forEach(function (side) {
      if (!data.states[draft[side]]) { draft[side] = ''; }
      doc.getElementById(side).value = draft[side];
    });
    showStates();
    changed();
  }

  /* ---- What the annexes say ---- */
  function external(text, url) {
    return url && /^https?:/.test(url) ? make('a', { href: url }, text) : doc.createTextNode(text);
  }

  function evidence(pair) {
    return make('span', { 'class': 'evidence ' + pair[0] }, pair[1]);
  }

  /* Treaties of a kind between the two States, as either annex lists them. */
  function between(kind) {
    var found = [];
    [['requested', 'requesting'], ['requesting', 'requested']].forEach(function (pair) {
      var state = data.states[draft[pair[0]]];
      (state ? state.treaties : []).forEach(function (treaty) {
        if (treaty['with'] === draft[pair[1]] && treaty.kind === kind) {
          found.push({ state: state, treaty: treaty });
        }
      });
    });
    return found;
  }

  function treatyWords(found) {
    var said = [
      word('treaty'),
      found.treaty.signed ? word('signed', found.treaty.signed) : word('signed-open'),
      found.treaty.inForce ? word('in-force', found.treaty.inForce) : word('in-force-open')
    ];
    return said.join(', ') + ' (' + found.state.label + ')';
  }

  function factItem(fact) {
    var said = [fact.words ? make('span', { 'class': 'value' }, fact.words) : make('span', { 'class': 'value missing' }, word('not-established'))];
    if (fact.words && fact.provision) { said.push(' ', make('span', { 'class': 'cite' }, fact.provision)); }
    if (fact.words) { said.push(' ', evidence(fact.evidence)); }
    if (fact.note) { said.push(make('p', { 'class': 'fact-note' }, fact.note)); }
    return make('div', { 'class': 'fact' }, [
      make('dt', {}, make('a', { href: up + fact.address }, fact.label)),
      make('dd', {}, said)
    ]);
  }

  function officeItem(office) {
    var said = [external(office.office, office.url)];
    if (office.address) { said.push(', ' + office.address); }
    said.push(' ', evidence(office.evidence));
    return make('div', { 'class': 'fact' }, [make('dt', {}, word('office', office['for'].join(', '))), make('dd', {}, said)]);
  }

  function treatyItem(kind) {
    var found = between(kind);
    var said = found.length
      ? found.map(function (one) { return make('p', { 'class': 'value' }, treatyWords(one)); })
      : [word('no-treaty')];
    return make('div', { 'class': 'fact' }, [make('dt', {}, word('treaty-between')), make('dd', {}, said)]);
  }

  function demandItem(demand, at) {
    var box = make('input', { type: 'checkbox', 'class': 'task-box', id: 'demand-' + at });
    box.checked = Boolean(draft.ticks[demand.address]);
    box.addEventListener('change', function () {
      if (box.checked) { draft.ticks[demand.address] = 1; } else { delete draft.ticks[demand.address]; }
      changed();
    });
    return make('li', { 'class': 'task' }, [
      box, ' ', make('a', { href: up + demand.address, 'class': 'demand-number' }, demand.number), ' ',
      make('label', { 'for': box.id }, demand.text)
    ]);
  }

  function showDemands(panel, state) {
    var rows = words('data-facts').filter(function (key) { return state.facts[key]; }).map(function (key) {
      return factItem(state.facts[key]);
    });
    var purposes = words('data-offices');
    state.offices.forEach(function (office) {
      if (office['for'].some(function (purpose) { return purposes.indexOf(purpose) >= 0; })) {
        rows.push(officeItem(office));
      }
    });
    if (draft.requesting && root.getAttribute('data-treaties')) {
      rows.push(treatyItem(root.getAttribute('data-treaties')));
    }
    var details = make('details', {}, [
      make('summary', {}, make('h3', { id: 'demands-title' }, word('demands', state.name))),
      make('p', {}, [word('demands-from') + ' ', make('a', { href: up + state.address }, state.label), ', ' + word('verified', state.verified)]),
      make('dl', { 'class': 'facts' }, rows)
    ]);
    if (state.demands.length) {
      details.appendChild(make('p', { 'class': 'list-title' }, word('demands-list')));
      details.appendChild(make('ul', { 'class': 'checklist demand-list' }, state.demands.map(demandItem)));
    }
    /* On a narrow screen the list would push the form out of sight. */
    details.open = !window.matchMedia || matchMedia('(min-width: 56.25rem)').matches;
    panel.appendChild(details);
  }

  function showStates() {
    var panel = clear(doc.getElementById('demands'));
    var state = data.states[draft.requested];
    if (draft.requested && draft.requested === draft.requesting) {
      panel.appendChild(make('p', { 'class': 'same' }, word('same')));
    } else if (state) {
      showDemands(panel, state);
    }
    fields.forEach(showOffers);
  }

  function showOffers(field) {
    var offers = [];
    clear(field.offered);
    field.offers.forEach(function (offer) {
      var state = data.states[draft[offer.state]];
      var fact = state && state.facts[offer.fact];
      if (fact) { offers.push({ from: state.label + ', ' + fact.label, words: fact.words, href: up + fact.address }); }
    });
    if (field.treaties && draft.requesting && draft.requested) {
      between(field.treaties).forEach(function (found) {
        offers.push({ from: found.state.label, words: treatyWords(found), href: up + found.state.address });
      });
    }
    offers.forEach(function (offer) {
      var line = make('p', {}, [make('a', { href: offer.href }, offer.from), ': ' + (offer.words || word('not-established'))]);
      if (offer.words) {
        var button = make('button', { type: 'button', 'aria-label': word('insert-this', offer.words) }, word('insert'));
        button.addEventListener('click', function () {
          var before = field.control.value.replace(/\s+$/, '');
          field.control.value = (before ? before + '\n' : '') + offer.words;
          draft.fields[field.id] = field.control.value;
          grow(field.control);
          field.control.focus();
          changed();
        });
        line.appendChild(doc.createTextNode(' '));
        line.appendChild(button);
      }
      field.offered.appendChild(line);
    });
    field.offered.hidden = !offers.length;
  }

  /* ---- After each change ---- */
  function mirror(lines, blank, text) {
    clear(lines);
    lines.className = text ? 'lines written' : 'lines';
    if (text) {
      lines.appendChild(doc.createTextNode(text));
    } else {
      each(blank.cloneNode(true).childNodes, function (line) { lines.appendChild(line.cloneNode(true)); });
    }
  }

  function linked(field) {
    return make('li', {}, make('a', { href: '#field-' + field.id }, field.name));
  }

  function listOf(title, items) {
    return items.length ? [make('h3', {}, title), make('ul', {}, items)] : [];
  }

  /* The points of the requested State's checklist that are not ticked, by number. */
  function pointsLeft() {
    var state = data.states[draft.requested];
    var line = make('p', {});
    (state ? state.demands : []).forEach(function (demand, at) {
      if (draft.ticks[demand.address]) { return; }
      if (line.firstChild) { line.appendChild(doc.createTextNode(', ')); }
      line.appendChild(make('a', { href: '#demand-' + at }, demand.number));
    });
    return line.firstChild ? [make('h3', {}, word('not-ticked', state.label)), line] : [];
  }

  function changed() {
    var gaps = missing();
    fields.forEach(function (field) {
      field.node.hidden = !applies(field);
      field.node.className = 'form-field' + (required(field) && !filled(field) ? ' gap' : '') + (filled(field) ? ' done' : '');
      mirror(field.lines, field.blank, field.control.value);
    });
    dates.forEach(function (row) {
      mirror(row.lines, row.blank, [longDate(row.day.value), row.words.value].filter(Boolean).join('; '));
    });
    var tell = word(['no-gaps', 'gap'][gaps.length] || 'gaps', gaps.length);
    if (status.textContent !== tell) { status.textContent = tell; }
    clear(lists);
    lists.appendChild(make('p', { 'class': gaps.length ? 'tell gap' : 'tell' }, tell + '.'));
    [].concat(
      listOf(word('required'), gaps.map(linked)),
      listOf(word('unanswered'), unanswered().map(function (field) {
        var legend = doc.querySelector('#q-' + field.question + ' legend');
        return make('li', {}, make('a', { href: '#q-' + field.question }, legend.textContent));
      })),
      listOf(word('recommended'), recommended().map(linked)),
      pointsLeft()
    ).forEach(function (element) { lists.appendChild(element); });
    save();
  }

  /* ---- The draft ---- */
  function spoken(element) {
    return element ? element.textContent.replace(/\s+/g, ' ').trim() : '';
  }

  /* What draft.js needs: plain data, no element of the page. */
  function part(field) {
    return {
      name: field.name,
      text: filled(field) ? draft.fields[field.id].trim() : '',
      provision: spoken(field.node.querySelector('.field-why .citation')).replace(/^\(|\)$/g, ''),
      places: Array.prototype.map.call(field.node.querySelectorAll('.places a'), function (link) {
        return { number: link.textContent, address: published(siteAddress(link.href)) };
      })
    };
  }

  function demands(state) {
    return {
      name: state.name,
      label: state.label,
      verified: state.verified,
      facts: words('data-facts').filter(function (key) { return state.facts[key]; }).map(function (key) {
        var fact = state.facts[key];
        return { label: fact.label, words: fact.words, provision: fact.provision, evidence: fact.evidence[1], address: published(fact.address) };
      }),
      points: state.demands.map(function (demand) {
        return { number: demand.number, text: demand.text, address: published(demand.address), done: Boolean(draft.ticks[demand.address]) };
      })
    };
  }

  function compose() {
    var state = data.states[draft.requested];
    return window.handbookDraft.compose({
      word: word,
      title: root.getAttribute('data-title'),
      made: [data.book.title, data.book.edition].filter(Boolean).join(', '),
      address: published(siteAddress(location.href.replace(/[?#].*$/, ''))),
      requesting: name('requesting'),
      requested: name('requested'),
      parts: fields.filter(function (field) { return applies(field) && (filled(field) || required(field)); }).map(part),
      demands: state ? demands(state) : null,
      dates: dates.map(function (row) { return { name: row.name, date: longDate(row.day.value), note: row.words.value }; })
    });
  }

  function name(side) {
    var state = data.states[draft[side]];
    return state ? state.name : '';
  }

  function download(bytes, type, ending) {
    var address = URL.createObjectURL(new Blob([bytes], { type: type }));
    var file = [FORM, draft.requesting, draft.requested].filter(Boolean).join('-') + '.' + ending;
    var link = make('a', { href: address, download: file, hidden: '' });
    doc.body.appendChild(link);
    link.click();
    doc.body.removeChild(link);
    setTimeout(function () { URL.revokeObjectURL(address); }, 60000);
  }

  function exportText() {
    download(window.handbookDraft.plainText(compose()), 'text/plain;charset=utf-8', 'txt');
  }

  function exportDocument() {
    var bytes = window.handbookDocx.make(compose(), { language: doc.documentElement.lang });
    download(bytes, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx');
  }

  /* ---- The end of the form ---- */
  function button(words, act, kind) {
    var element = make('button', { type: 'button' }, words);
    if (kind) { element.className = kind; }
    element.addEventListener('click', act);
    return element;
  }

  function prepareResult() {
    var result = root.querySelector('.form-result');
    var keep = make('input', { type: 'checkbox', 'class': 'task-box', id: 'keep' });
    lists = make('div', {});
    keep.checked = keeping;
    keep.addEventListener('change', function () {
      keeping = keep.checked;
      save();
    });
    result.appendChild(make('h2', { id: 'missing' }, word('missing')));
    result.appendChild(lists);
    result.appendChild(make('h2', { id: 'draft' }, word('draft')));
    result.appendChild(make('p', {}, word('draft-why')));
    result.appendChild(make('p', { 'class': 'buttons' }, [
      button(word('docx'), exportDocument), ' ', button(word('txt'), exportText), ' ', button(word('print'), function () { window.print(); }, 'quiet')
    ]));
    result.appendChild(make('p', { 'class': 'private' }, [
      make('strong', {}, word('private')), ' ' + word('private-why')
    ]));
    result.appendChild(make('p', { 'class': 'task' }, [keep, ' ', make('label', { 'for': 'keep' }, word('keep'))]));
    result.appendChild(make('p', { 'class': 'buttons' }, button(word('clear'), function () {
      if (window.confirm(word('clear-really'))) {
        draft = empty();
        show();
      }
    }, 'quiet')));
  }

  function prepareBar() {
    status = make('p', { role: 'status' });
    bar = make('div', { 'class': 'form-bar', role: 'region', 'aria-label': word('state-of-draft') }, [
      status,
      make('p', {}, [make('a', { href: '#missing' }, word('missing')), ' ', make('a', { href: '#draft' }, word('draft'))])
    ]);
    root.appendChild(bar);
  }

  prepareFields();
  prepareDates();
  prepareChoices();
  prepareResult();
  prepareBar();
  each(root.querySelectorAll('[data-live]'), function (element) { element.hidden = false; });
  root.className += ' scripted';
  restore();
  show();
}());

/* Model forms: fields to write in, what applies, what is missing, a draft as text or .docx.
   Nothing leaves the device. Without this script the page is a list for paper.
   Plain ES5, no dependency, works from files; data of the annexes in forms-data.js. */
(function () {
  'use strict';
  var doc = document;
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

  function count(number, one, many) {
    return number === 1 ? '1 ' + one : number + ' ' + many;
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
    if (/^https?:$/.test(location.protocol)) {
      return new URL(up + address, location.href).href;
    }
    return address;
  }

  function siteAddress(link) {
    var top = new URL(up || '.', location.href).href;
    return link.href.indexOf(top) === 0 ? link.href.slice(top.length) : link.getAttribute('href');
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

  function unticked() {
    var state = data.states[draft.requested];
    return state ? state.demands.filter(function (demand) { return !draft.ticks[demand.address]; }) : [];
  }

  /* ---- Controls ---- */
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
      var noteLabel = make('label', { 'for': words.id, 'class': 'field-note' }, note ? note.textContent : 'Note');
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
    fields.forEach(function (field) { field.control.value = draft.fields[field.id] || ''; });
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
    var words = 'Bilateral treaty' +
      (found.treaty.signed ? ', signed ' + found.treaty.signed : ', date of signature not established') +
      (found.treaty.inForce ? ', in force ' + found.treaty.inForce : ', entry into force not established');
    return words + ' (' + found.state.label + ')';
  }

  function factItem(fact) {
    var said = [fact.words ? make('span', { 'class': 'value' }, fact.words) : make('span', { 'class': 'value missing' }, 'not established')];
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
    return make('div', { 'class': 'fact' }, [make('dt', {}, 'Office: ' + office['for'].join(', ')), make('dd', {}, said)]);
  }

  function treatyItem(kind) {
    var found = between(kind);
    var said = found.length
      ? found.map(function (one) { return make('p', { 'class': 'value' }, treatyWords(one)); })
      : ['None in the two annexes; this does not mean that none exists.'];
    return make('div', { 'class': 'fact' }, [make('dt', {}, 'Treaty between the two'), make('dd', {}, said)]);
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

  function showStates() {
    var panel = clear(doc.getElementById('demands'));
    var state = data.states[draft.requested];
    if (draft.requested && draft.requested === draft.requesting) {
      panel.appendChild(make('p', { 'class': 'same' }, 'Choose two different States.'));
    } else if (state) {
      var facts = root.getAttribute('data-facts').split(' ').filter(function (key) { return state.facts[key]; });
      var purposes = root.getAttribute('data-offices').split(' ');
      var rows = facts.map(function (key) { return factItem(state.facts[key]); });
      state.offices.forEach(function (office) {
        if (office['for'].some(function (purpose) { return purposes.indexOf(purpose) >= 0; })) {
          rows.push(officeItem(office));
        }
      });
      if (draft.requesting && root.getAttribute('data-treaties')) {
        rows.push(treatyItem(root.getAttribute('data-treaties')));
      }
      panel.appendChild(make('h3', { id: 'demands-title' }, 'What ' + state.name + ' asks for'));
      panel.appendChild(make('p', {}, [
        'From ', make('a', { href: up + state.address }, state.label), ', last verified ' + state.verified + '.'
      ]));
      panel.appendChild(make('dl', { 'class': 'facts' }, rows));
      if (state.demands.length) {
        panel.appendChild(make('p', { 'class': 'list-title' }, 'Its own checklist'));
        panel.appendChild(make('ul', { 'class': 'checklist demand-list' }, state.demands.map(demandItem)));
      }
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
      var line = make('p', {}, [make('a', { href: offer.href }, offer.from), ': ' + (offer.words || 'not established')]);
      if (offer.words) {
        var button = make('button', { type: 'button', 'aria-label': 'Insert: ' + offer.words }, 'Insert');
        button.addEventListener('click', function () {
          var before = field.control.value.replace(/\s+$/, '');
          field.control.value = (before ? before + '\n' : '') + offer.words;
          draft.fields[field.id] = field.control.value;
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

  function changed() {
    var gaps = missing();
    var points = unticked();
    fields.forEach(function (field) {
      field.node.hidden = !applies(field);
      field.node.className = 'form-field' + (required(field) && !filled(field) ? ' gap' : '') + (filled(field) ? ' done' : '');
      mirror(field.lines, field.blank, field.control.value);
    });
    dates.forEach(function (row) {
      mirror(row.lines, row.blank, [longDate(row.day.value), row.words.value].filter(Boolean).join('; '));
    });
    var words = gaps.length
      ? count(gaps.length, 'required field is', 'required fields are') + ' empty'
      : 'All required fields are filled in';
    if (status.textContent !== words) { status.textContent = words; }
    clear(lists);
    lists.appendChild(make('p', { 'class': gaps.length ? 'tell gap' : 'tell' }, words + '.'));
    [].concat(
      listOf('Required and still empty', gaps.map(linked)),
      listOf('Questions without an answer', unanswered().map(function (field) {
        var legend = doc.querySelector('#q-' + field.question + ' legend');
        return make('li', {}, make('a', { href: '#q-' + field.question }, legend.textContent));
      })),
      listOf('Good practice and still empty', recommended().map(linked)),
      listOf('Points of the annex not ticked', points.map(function (demand) {
        return make('li', {}, [make('a', { href: up + demand.address }, demand.number), ' ' + demand.text]);
      }))
    ).forEach(function (element) { lists.appendChild(element); });
    save();
  }

  /* ---- The draft ---- */
  function longDate(text) {
    var months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
    var parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text || '');
    return parts ? Number(parts[3]) + ' ' + months[Number(parts[2]) - 1] + ' ' + parts[1] : '';
  }

  function spoken(element) {
    return element ? element.textContent.replace(/\s+/g, ' ').trim() : '';
  }

  /* Provision, and the handbook's paragraphs with their addresses. */
  function grounds(field) {
    var parts = [{ text: spoken(field.node.querySelector('.field-why .citation')).replace(/^\(|\)$/g, '') }];
    each(field.node.querySelectorAll('.places a'), function (link) {
      var address = published(siteAddress(link));
      parts.push({ text: '; para. ' + link.textContent + ' of the handbook, ' }, { text: address, href: address });
    });
    return parts;
  }

  function name(side) {
    var state = data.states[draft[side]];
    return state ? state.name : '';
  }

  function compose() {
    var blocks = [];
    var shown = fields.filter(function (field) { return applies(field) && (filled(field) || required(field)); });
    var state = data.states[draft.requested];
    var page = published(siteAddress({ href: location.href.replace(/[?#].*$/, ''), getAttribute: function () { return FORM; } }));
    function add(style, text, more) {
      var block = { style: style, text: text };
      Object.keys(more || {}).forEach(function (key) { block[key] = more[key]; });
      blocks.push(block);
    }
    add('title', root.getAttribute('data-title'));
    add('caution', 'Draft, not legal advice. Confirm with the central authority' + (state ? ' of ' + state.name : '') + ' before you send it.');
    if (name('requesting')) { add('text', 'Requesting State: ' + name('requesting')); }
    if (name('requested')) { add('text', 'Requested State: ' + name('requested')); }
    shown.forEach(function (field, at) {
      add('subheading', (at + 1) + '. ' + field.name);
      add('text', filled(field) ? draft.fields[field.id].trim() : '[To be completed]');
    });
    add('heading', 'Notes for the drafter', { breakBefore: true });
    add('note', 'Take these notes out before you send the request.');
    add('note', '', { parts: [
      { text: 'Made with ' + [data.book.title, data.book.edition].filter(Boolean).join(', ') + ', ' }, { text: page, href: page }
    ] });
    var gaps = missing();
    if (gaps.length) {
      add('subheading', 'Required and still empty');
      gaps.forEach(function (field) { add('item', '[ ] ' + field.name); });
    }
    add('subheading', 'Why each part is there');
    shown.forEach(function (field, at) {
      add('note', '', { parts: [{ text: (at + 1) + '. ' }].concat(grounds(field)) });
    });
    if (state) {
      add('subheading', 'What ' + state.name + ' asks for (' + state.label + ', last verified ' + state.verified + ')');
      root.getAttribute('data-facts').split(' ').forEach(function (key) {
        var fact = state.facts[key];
        if (!fact) { return; }
        var address = published(fact.address);
        add('note', '', { parts: [
          { text: fact.label + ': ' + (fact.words || 'not established') +
            (fact.words && fact.provision ? ', ' + fact.provision : '') +
            (fact.words ? ' (evidence: ' + fact.evidence[1] + ')' : '') + ', ' },
          { text: address, href: address }
        ] });
      });
      state.demands.forEach(function (demand) {
        var address = published(demand.address);
        add('item', '', { parts: [
          { text: (draft.ticks[demand.address] ? '[x] ' : '[ ] ') + demand.number + ' ' + demand.text + ' ' },
          { text: address, href: address }
        ] });
      });
    }
    add('heading', 'Follow-up sheet', { breakBefore: true });
    add('text', [root.getAttribute('data-title'), name('requesting'), name('requested')].filter(Boolean).join(', '));
    blocks.push({
      style: 'table', widths: [3200, 2400, 3600], head: ['Event', 'Date', 'Note'],
      rows: dates.map(function (row) { return [row.name, longDate(row.day.value), row.words.value]; })
    });
    return blocks;
  }

  function plainText(blocks) {
    return blocks.map(function (block) {
      var text = block.parts ? block.parts.map(function (part) { return part.text; }).join('') : block.text;
      switch (block.style) {
      case 'title': return text.toUpperCase() + '\n';
      case 'heading': return '\n' + text.toUpperCase() + '\n' + text.replace(/[\s\S]/g, '=') + '\n';
      case 'subheading': return '\n' + text + '\n';
      case 'caution': return '*** ' + text + ' ***\n';
      case 'item': return text;
      case 'table':
        return block.rows.map(function (row) {
          return row[0] + ': ' + (row[1] || '____________________') + (row[2] ? ' (' + row[2] + ')' : '');
        }).join('\n');
      default: return text;
      }
    }).join('\n') + '\n';
  }

  function fileName(ending) {
    return [FORM, draft.requesting, draft.requested].filter(Boolean).join('-') + '.' + ending;
  }

  function download(bytes, type, ending) {
    var address = URL.createObjectURL(new Blob([bytes], { type: type }));
    var link = make('a', { href: address, download: fileName(ending), hidden: '' });
    doc.body.appendChild(link);
    link.click();
    doc.body.removeChild(link);
    setTimeout(function () { URL.revokeObjectURL(address); }, 60000);
  }

  function exportText() {
    download(plainText(compose()), 'text/plain;charset=utf-8', 'txt');
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
    result.appendChild(make('h2', { id: 'missing' }, 'What is missing'));
    result.appendChild(lists);
    result.appendChild(make('h2', { id: 'draft' }, 'The draft'));
    result.appendChild(make('p', {}, 'Headings, your words, the provisions and paragraphs behind each part, and the follow-up sheet. You can make a draft at any time; what is required and empty is marked in it.'));
    result.appendChild(make('p', { 'class': 'buttons' }, [
      button('Draft as .docx', exportDocument), ' ', button('Draft as .txt', exportText), ' ', button('Print', function () { window.print(); }, 'quiet')
    ]));
    result.appendChild(make('p', { 'class': 'private' }, [
      make('strong', {}, 'Everything stays on this device.'), ' Nothing that you write is sent anywhere. On a computer that others use, clear the form when you leave.'
    ]));
    result.appendChild(make('p', { 'class': 'task' }, [keep, ' ', make('label', { 'for': 'keep' }, 'Keep what I write in this browser until I clear it')]));
    result.appendChild(make('p', { 'class': 'buttons' }, button('Clear everything', function () {
      if (window.confirm('Clear every field, answer and date of this form?')) {
        draft = empty();
        show();
      }
    }, 'quiet')));
  }

  function prepareBar() {
    status = make('p', { role: 'status' });
    bar = make('div', { 'class': 'form-bar', role: 'region', 'aria-label': 'State of the draft' }, [
      status,
      make('p', {}, [make('a', { href: '#missing' }, 'What is missing'), ' ', make('a', { href: '#draft' }, 'The draft')])
    ]);
    root.appendChild(bar);
  }

  prepareFields();
  prepareDates();
  prepareChoices();
  prepareResult();
  prepareBar();
  each(root.querySelectorAll('[data-live]'), function (element) { element.hidden = false; });
  root.className += ' live';
  restore();
  show();
}());

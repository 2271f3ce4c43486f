/* What a draft says, made from plain data: as blocks for the writer of .docx, and as text.
   Plain ES5, no dependency, works from files; knows no element of the page. */
(function () {
  'use strict';

  function linked(address) {
    return { text: address, href: address };
  }

  /* The request itself: what is required and empty is marked, not left out. */
  function request(form) {
    var blocks = [
      { style: 'title', text: form.title },
      { style: 'caution', text: form.demands ? form.word('draft-notice-of', form.demands.name) : form.word('draft-notice') }
    ];
    if (form.requesting) { blocks.push({ style: 'text', text: form.word('requesting', form.requesting) }); }
    if (form.requested) { blocks.push({ style: 'text', text: form.word('requested', form.requested) }); }
    form.parts.forEach(function (part, at) {
      blocks.push({ style: 'subheading', text: (at + 1) + '. ' + part.name });
      blocks.push({ style: 'text', text: part.text || form.word('to-complete') });
    });
    return blocks;
  }

  /* Provisions and paragraphs behind each part. */
  function grounds(form) {
    return form.parts.map(function (part, at) {
      var parts = [{ text: (at + 1) + '. ' + part.provision }];
      part.places.forEach(function (place) {
        parts.push({ text: form.word('see', place.number) }, linked(place.address));
      });
      return { style: 'note', parts: parts };
    });
  }

  /* What the requested State asks for, with the paragraphs of its annex. */
  function demanded(form) {
    var demands = form.demands;
    var blocks = [{
      style: 'subheading',
      text: form.word('demands-of', [demands.name, demands.label, demands.verified])
    }];
    demands.facts.forEach(function (fact) {
      var said = fact.words ? [fact.words, fact.provision].filter(Boolean).join(', ') + ' (' + fact.evidence + ')' : form.word('not-established');
      blocks.push({ style: 'note', parts: [{ text: fact.label + ': ' + said + ', ' }, linked(fact.address)] });
    });
    demands.points.forEach(function (point) {
      blocks.push({
        style: 'item',
        parts: [{ text: (point.done ? '[x] ' : '[ ] ') + point.number + ' ' + point.text + ' ' }, linked(point.address)]
      });
    });
    return blocks;
  }

  function notes(form) {
    var empty = form.parts.filter(function (part) { return !part.text; });
    var blocks = [
      { style: 'heading', text: form.word('notes'), breakBefore: true },
      { style: 'note', text: form.word('notes-out') },
      { style: 'note', parts: [{ text: form.word('made', form.made) }, linked(form.address)] }
    ];
    if (!/^https?:/.test(form.address)) {
      blocks.push({ style: 'note', text: form.word('paths') });
    }
    if (empty.length) {
      blocks.push({ style: 'subheading', text: form.word('required') });
      empty.forEach(function (part) { blocks.push({ style: 'item', text: '[ ] ' + part.name }); });
    }
    blocks.push({ style: 'subheading', text: form.word('why') });
    return blocks.concat(grounds(form), form.demands ? demanded(form) : []);
  }

  function followUp(form) {
    return [
      { style: 'heading', text: form.word('follow-up'), breakBefore: true },
      { style: 'text', text: [form.title, form.requesting, form.requested].filter(Boolean).join(', ') },
      {
        style: 'table', widths: [3200, 2400, 3600], head: [form.word('event'), form.word('date'), form.word('note')],
        rows: form.dates.map(function (row) { return [row.name, row.date, row.note]; })
      }
    ];
  }

  function compose(form) {
    return [].concat(request(form), notes(form), followUp(form));
  }

  function line(block) {
    var text = block.parts ? block.parts.map(function (part) { return part.text; }).join('') : block.text;
    switch (block.style) {
    case 'title': return text.toUpperCase() + '\n';
    case 'heading': return '\n' + text.toUpperCase() + '\n' + text.replace(/[\s\S]/g, '=') + '\n';
    case 'subheading': return '\n' + text;
    case 'caution': return '*** ' + text + ' ***\n';
    case 'table':
      return block.rows.map(function (row) {
        return row[0] + ': ' + (row[1] || '____________________') + (row[2] ? ' (' + row[2] + ')' : '');
      }).join('\n');
    default: return text;
    }
  }

  function plainText(blocks) {
    return blocks.map(line).join('\n') + '\n';
  }

  window.handbookDraft = { compose: compose, plainText: plainText };
}());

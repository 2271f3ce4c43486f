/* Treaty status for any date, worked out on the reader's own computer. The rules are those of the
   program (docs/formats/treaty-status.md); a test holds the two against each other.
   Plain ES5, no dependency, works from files. */
(function () {
  'use strict';
  var YES = 'yes', NO = 'no', OPEN = 'not-established';
  var MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September',
    'October', 'November', 'December'];
  var SIGNS = { ratified: 'R', acceded: 'A', party: 'P', signed: 'S', 'signed-at-least': 'S?', withdrawn: 'W',
    nothing: '—', 'not-established': '?' };
  var SCALE = ['two-sources', 'one-source', 'opening-only', 'unverified', 'none'];
  var CONSENT = { ratification: 'ratified', accession: 'acceded', acceptance: 'accepted', approval: 'approved',
    succession: 'succeeded' };

  /* ---- Rules ---- */

  function lastDay(year, month) {
    var leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].indexOf(month) >= 0 ? 30 : 31;
  }

  /* First and last day that a full or partial date can mean, or null. */
  function days(text) {
    var found = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text || '');
    if (!found) { return null; }
    var month = Number(found[2] || 1);
    var last = month >= 1 && month <= 12 ? lastDay(Number(found[1]), month) : 0;
    if (!last || (found[3] && (Number(found[3]) < 1 || Number(found[3]) > last))) { return null; }
    if (!found[2]) { return [text + '-01-01', text + '-12-31']; }
    return found[3] ? [text, text] : [text + '-01', text + '-' + last];
  }

  function seen(evidence) { return evidence !== 'unverified' && evidence !== 'none'; }

  function finding(answer, event, date, evidence) {
    return { answer: answer, event: event || null, date: date || null, evidence: evidence || 'none' };
  }

  function turn(kind, event, on) {
    return { kind: kind, date: event.date, evidence: event.evidence, on: on, days: days(event.date) };
  }

  function replay(turns, date, without) {
    if (!turns.length) { return without; }
    var ordered = turns.map(function (one, at) { return { one: one, at: at, first: one.days ? one.days[0] : '' }; });
    ordered.sort(function (a, b) { return a.first < b.first ? -1 : a.first > b.first ? 1 : a.at - b.at; });
    var first = ordered[0].one;
    var now = first.on ? finding(NO, first.kind, first.date, first.evidence) : finding(OPEN);
    ordered.forEach(function (entry) {
      var event = entry.one;
      var then = event.on ? YES : NO;
      var over = event.days && event.days[1] <= date;
      var ahead = event.days && event.days[0] > date;
      if (over) {
        now = finding(then, event.kind, event.date, event.evidence);
      } else if (!ahead && now.answer !== then) {
        now = finding(OPEN, event.kind, event.date, event.evidence);
      }
    });
    return now;
  }

  function absence(entry, date) {
    var span = days(entry.as_of);
    return span && date <= span[0] && seen(entry.evidence) ? finding(NO, null, null, entry.evidence) : null;
  }

  function notYetAdopted(instrument, date) {
    var span = days(instrument.adopted);
    return span && date < span[0] ? finding(NO, null, null, instrument.evidence) : null;
  }

  function mark(signed, consented) {
    if (consented.answer === YES) {
      return consented.event === 'accession' ? 'acceded' : consented.event === 'in-force' ? 'party' : 'ratified';
    }
    if (consented.answer === NO && consented.event === 'withdrawal') { return 'withdrawn'; }
    if (consented.answer === NO && signed.answer === YES) { return 'signed'; }
    if (consented.answer === NO && signed.answer === NO) { return 'nothing'; }
    return consented.answer === OPEN && signed.answer === YES ? 'signed-at-least' : 'not-established';
  }

  function stateStatus(state, entry, unborn, date) {
    var unknown = unborn || finding(OPEN);
    var empty = (entry && absence(entry, date)) || unknown;
    function events(wanted, ends) {
      return (entry ? entry.events : []).filter(function (event) {
        return wanted(event.kind) || (ends && event.kind === 'withdrawal');
      }).map(function (event) { return turn(event.kind, event, event.kind !== 'withdrawal'); });
    }
    function recorded(turns) { return turns.some(function (one) { return one.on; }); }
    var signed = replay(events(function (kind) { return kind === 'signature'; }, false), date, empty);
    var turns = events(function (kind) { return Object.prototype.hasOwnProperty.call(CONSENT, kind); }, true);
    var forceTurns = events(function (kind) { return kind === 'in-force'; }, true);
    var consented = replay(turns, date, recorded(forceTurns) ? unknown : empty);
    var force = replay(forceTurns, date, finding(OPEN));
    if (force.answer === YES && consented.answer === OPEN) {
      consented = recorded(turns) ? finding(YES, consented.event, consented.date, consented.evidence) : force;
    }
    if (consented.answer === NO && force.answer !== NO) { force = consented; }
    var stands = signed.answer === YES || consented.answer === YES;
    return {
      state: state.iso2,
      member: replay(state.membership.map(function (event) {
        return turn(event.event, event, event.event === 'joined');
      }), date, finding(OPEN)),
      signed: signed,
      consented: consented,
      in_force: force,
      mark: mark(signed, consented),
      reservations: entry && stands ? entry.reservations : 0
    };
  }

  /* Status of one instrument at the end of a day (YYYY-MM-DD), as `handbook treaty-status` prints it. */
  function asOf(data, instrument, date) {
    var unborn = notYetAdopted(instrument, date);
    var states = data.states.map(function (state) {
      return stateStatus(state, (data.entries[state.iso2] || {})[instrument.id], unborn, date);
    });
    var members = states.filter(function (state) { return state.member.answer === YES; });
    function consent(answer) {
      return members.filter(function (state) { return state.consented.answer === answer; });
    }
    function codes(list) { return list.map(function (state) { return state.state; }); }
    return {
      instrument: instrument.id,
      short: instrument.short,
      sum: {
        members: members.length,
        consented: consent(YES).length,
        seen: consent(YES).filter(function (state) { return seen(state.consented.evidence); }).length,
        in_force: members.filter(function (state) { return state.in_force.answer === YES; }).length,
        open: consent(OPEN).length,
        in_force_open: members.filter(function (state) { return state.in_force.answer === OPEN; }).length
      },
      missing: codes(consent(NO)),
      not_established: codes(consent(OPEN)),
      states: states
    };
  }

  /* ---- Words ---- */

  function longDate(text) {
    var part = (text || '').split('-');
    if (part.length === 1) { return text || ''; }
    var month = MONTHS[Number(part[1]) - 1] + ' ' + part[0];
    return part.length === 2 ? month : Number(part[2]) + ' ' + month;
  }

  function evidenceOf(state) {
    if (state.mark === 'not-established') { return 'none'; }
    if (state.mark === 'signed') {
      return SCALE[Math.max(SCALE.indexOf(state.signed.evidence), SCALE.indexOf(state.consented.evidence))];
    }
    return state.mark === 'signed-at-least' ? state.signed.evidence : state.consented.evidence;
  }

  function sign(state) {
    var letters = SIGNS[state.mark];
    return state.mark === 'not-established' || seen(evidenceOf(state)) ? letters : '(' + letters + ')';
  }

  function words(data, state) {
    var consent = longDate(state.consented.date);
    var signed = 'signed ' + longDate(state.signed.date);
    if (state.mark === 'signed' && state.signed.evidence !== state.consented.evidence) {
      return signed + '; ' + data.evidence[state.signed.evidence] + '; no more by this date; ' +
        data.evidence[state.consented.evidence];
    }
    var text = {
      party: 'in force ' + consent + '; the step before it was not seen',
      signed: signed + ' and no more',
      'signed-at-least': signed + '; whether more followed is not established',
      withdrawn: 'withdrew ' + consent,
      nothing: 'no step by this date',
      'not-established': 'not established'
    }[state.mark] || CONSENT[state.consented.event] + ' ' + consent;
    return state.mark === 'not-established' ? text : text + '; ' + data.evidence[evidenceOf(state)];
  }

  function counted(data, states, date) {
    function names(answer) {
      return states.filter(function (state) { return state.member.answer === answer; }).map(function (state) {
        return data.states.filter(function (known) { return known.iso2 === state.state; })[0].name;
      });
    }
    var members = states.filter(function (state) { return state.member.answer === YES; });
    var count = members.length;
    var text = 'Counted: the ' + count + (count === 1 ? ' State that was a member' : ' States that were members') +
      ' on ' + date + '. ' + members.filter(function (state) { return seen(state.member.evidence); }).length +
      ' of ' + count + ' dates of joining rest on a seen source.';
    if (names(NO).length) {
      text += ' No member on this date and not counted: ' + names(NO).join(', ') + '.';
    }
    if (names(OPEN).length) {
      text += ' Membership not established and not counted: ' + names(OPEN).join(', ') + '.';
    }
    return text;
  }

  function sums(sum) {
    function members(count, open) { return count + ' of ' + sum.members + (open ? ' (? ' + open + ')' : ''); }
    return [
      members(sum.consented, sum.open),
      sum.seen + ' of ' + sum.consented,
      members(sum.in_force, sum.in_force_open)
    ];
  }

  /* ---- The page ---- */

  function each(list, visit) { Array.prototype.forEach.call(list, visit); }

  /* Rewrites the grid that the page came with. */
  function show(data, grid, note, date) {
    var statuses = data.instruments.map(function (instrument) { return asOf(data, instrument, date); });
    each(grid.querySelectorAll('.as-of'), function (place) { place.textContent = longDate(date); });
    each(grid.querySelectorAll('thead th[data-state]'), function (head, at) {
      var outside = head.querySelector('.outside');
      if (outside) { head.removeChild(outside); }
      if (statuses[0].states[at].member.answer !== YES) {
        outside = document.createElement('span');
        outside.className = 'outside';
        outside.textContent = '*';
        head.appendChild(outside);
      }
    });
    each(grid.querySelectorAll('tbody tr'), function (row, line) {
      var status = statuses[line];
      each(row.querySelectorAll('td[data-state]'), function (cell, at) {
        var state = status.states[at];
        var text = words(data, state);
        var link = cell.querySelector('a');
        var reserved = link.querySelector('.reserved');
        cell.title = data.states[at].name + ': ' + text;
        link.querySelector('.mark').textContent = sign(state);
        if (reserved) { link.removeChild(reserved); }
        if (state.reservations) {
          reserved = document.createElement('sup');
          reserved.className = 'reserved';
          reserved.textContent = 'r';
          link.insertBefore(reserved, link.querySelector('.unseen'));
        }
        link.querySelector('.unseen').textContent =
          ' ' + text + (state.reservations ? '; reservations on record' : '');
      });
      each(row.querySelectorAll('.sum'), function (cell, at) {
        cell.textContent = sums(status.sum)[at].replace(/ of /, '\u00a0of\u00a0').replace('? ', '?\u00a0');
      });
    });
    note.textContent = counted(data, statuses[0].states, longDate(date));
  }

  function asked() {
    var found = /^#as-of=(\d{4}-\d\d-\d\d)$/.exec(location.hash);
    return found && days(found[1]) ? found[1] : '';
  }

  /* Words stand on the page; in a document that holds every page, on the script itself. */
  var own = typeof document === 'object' && document.currentScript;

  /* A word of the interface. */
  function word(key) {
    var host = own && !own.src ? own : document.getElementById('text');
    return host.getAttribute('data-word-' + key) || '';
  }

  function prepare(data) {
    var place = document.getElementById('status-form');
    var grid = document.querySelector('.status-grid');
    var note = document.querySelector('.status-counted');
    if (!place || !grid || !note || !data.instruments.length) { return; }
    var today = place.getAttribute('data-date');
    place.innerHTML = '<form><p><label for="status-day"></label> ' +
      '<input type="date" id="status-day" required> <button type="submit"></button></p>' +
      '<p class="unseen" role="status"></p></form>';
    place.querySelector('label').textContent = word('day');
    place.querySelector('button').textContent = word('show');
    var field = document.getElementById('status-day');
    function go(date) {
      field.value = date;
      show(data, grid, note, date);
    }
    place.querySelector('form').addEventListener('submit', function (event) {
      event.preventDefault();
      if (!days(field.value) || field.value.length !== 10) { return; }
      go(field.value);
      place.querySelector('[role=status]').textContent = word('shown').replace('{}', longDate(field.value));
      if (location.hash !== '#as-of=' + field.value) {
        location.hash = 'as-of=' + field.value;
      }
    });
    window.addEventListener('hashchange', function () {
      var date = asked();
      if (date && date !== field.value) { go(date); }
    });
    field.value = today;
    place.hidden = false;
    if (asked()) { go(asked()); }
  }

  if (typeof module === 'object' && module.exports) {
    module.exports = { asOf: asOf, days: days, words: words, counted: counted, sign: sign };
  } else if (window.handbookTreatyStatus) {
    prepare(window.handbookTreatyStatus);
  }
}());

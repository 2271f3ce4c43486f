/* While the handbook is served from its sources: show a new build at once,
   and say so when a build failed and the last good pages are still shown.
   Only a tab that can be seen listens: a browser gives one address few connections. */
(function () {
  'use strict';
  var own = document.currentScript;
  if (!window.EventSource || !own) {
    return;
  }
  /* "?of=…" names the build that this page is from. */
  var address = '/events' + (/\?.*$/.exec(own.src) || [''])[0];
  var events, banner;

  function count(data) {
    var found = /\d+/.exec(data || '');
    return found ? Number(found[0]) : 0;
  }

  function show(problems) {
    var link = document.createElement('a');
    if (!banner) {
      banner = document.createElement('div');
      banner.className = 'live';
      banner.setAttribute('role', 'alert');
      document.body.appendChild(banner);
    }
    banner.textContent = 'The last change could not be built; these are the pages before it. ';
    link.href = '/problems';
    link.textContent = problems === 1 ? '1 problem' : problems ? problems + ' problems' : 'The problems';
    banner.appendChild(link);
  }

  function hide() {
    if (banner) {
      banner.parentNode.removeChild(banner);
      banner = null;
    }
  }

  function listen() {
    if (events || document.hidden) {
      return;
    }
    events = new EventSource(address);
    events.addEventListener('current', hide);
    events.addEventListener('reload', function () { location.reload(); });
    events.addEventListener('failed', function (event) {
      if (/(^| )problems( |$)/.test(document.body.className)) {
        location.reload();
      } else {
        show(count(event.data));
      }
    });
  }

  function rest() {
    if (events) {
      events.close();
      events = null;
    }
  }

  document.addEventListener('visibilitychange', function () {
    if (document.hidden) { rest(); } else { listen(); }
  });
  window.addEventListener('pagehide', rest);
  window.addEventListener('pageshow', listen);
  listen();
}());

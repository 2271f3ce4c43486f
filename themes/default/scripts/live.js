/* While the handbook is served from its sources: show a new build at once,
   and say so when a build failed and the last good pages are still shown.
   A browser opens few connections to one address, so of many tabs one listens and tells the others. */
(function () {
  'use strict';
  var own = document.currentScript;
  if (!window.EventSource || !own) {
    return;
  }
  var NAME = 'handbook-live';
  /* "?of=…" names the build that this page is from. */
  var address = '/events' + (/\?.*$/.exec(own.src) || [''])[0];
  var banner;

  function show(data) {
    var found = /\d+/.exec(data || '');
    var problems = found ? Number(found[0]) : 0;
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

  function act(type, data) {
    var problems = /(^| )problems( |$)/.test(document.body.className);
    if (type === 'reload' || (type === 'failed' && problems)) {
      location.reload();
    } else if (type === 'failed') {
      show(data);
    } else {
      hide();
    }
  }

  /* The first event is about this page, those after it are about all pages. */
  function listen(tell) {
    var events = new EventSource(address);
    var first = true;
    events.onopen = function () { first = true; };
    ['current', 'reload', 'failed'].forEach(function (type) {
      events.addEventListener(type, function (event) {
        if (!first) {
          tell(type, event.data);
        }
        first = false;
        act(type, event.data);
      });
    });
    return events;
  }

  function alone() {}

  function share() {
    var channel = new BroadcastChannel(NAME);
    var ask = listen(alone);
    /* Most tabs only ask once how their page stands. */
    function enough() { ask.close(); }
    ['current', 'failed'].forEach(function (type) { ask.addEventListener(type, enough); });
    channel.onmessage = function (event) { act(event.data.type, event.data.data); };
    navigator.locks.request(NAME, function () {
      enough();
      listen(function (type, data) { channel.postMessage({ type: type, data: data }); });
      return new Promise(alone);
    });
  }

  /* Without locks between tabs: those that can be seen listen. */
  function watch() {
    var events;
    function change() {
      if (document.hidden && events) {
        events.close();
        events = null;
      } else if (!document.hidden && !events) {
        events = listen(alone);
      }
    }
    document.addEventListener('visibilitychange', change);
    change();
  }

  if (navigator.locks && window.BroadcastChannel && window.Promise) {
    share();
  } else {
    watch();
  }
}());

/* While the handbook is served from its sources: show a new build at once,
   and say so when a build failed and the last good pages are still shown. */
(function () {
  'use strict';
  if (!window.EventSource) {
    return;
  }
  var banner;

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

  var events = new EventSource('/events');
  events.addEventListener('reload', function () { location.reload(); });
  events.addEventListener('failed', function (event) { show(count(event.data)); });
}());

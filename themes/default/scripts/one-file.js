/* Routes in the handbook as one file: the sheets are packed inside the document, and the one that is
   asked for (#route/xa-xb.html#kind) is put together and shown. Plain ES5; unpacking needs a browser of
   2023 or later. Without it the lists of the annexes hold the same. */
(function () {
  'use strict';
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
      say('This browser is too old to show a route from this file. The annexes hold the same, State by State.');
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

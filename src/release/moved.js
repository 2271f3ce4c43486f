/* A page that has moved: on to its new place, with the paragraph that was asked for. */
(function () {
  'use strict';
  var script = document.currentScript || document.querySelector('script[data-to]');
  if (script) { location.replace(script.getAttribute('data-to') + location.hash); }
}());

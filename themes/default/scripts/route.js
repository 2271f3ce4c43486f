/* The question "who asks whom, for what": shows the form, keeps the last choice on this computer
   and opens the page of the pair. Without it the list of all pairs does the same. Plain ES5. */
(function () {
  'use strict';
  /* Words stand on the page; in a document that holds every page, on the script itself. */
  var own = document.currentScript;
  var host = own && !own.src ? own : document.getElementById('text');
  var key = 'handbook:route';
  var names = ['from', 'to', 'kind'];

  function last() {
    try {
      return JSON.parse(localStorage.getItem(key)) || {};
    } catch (refused) {
      return {};
    }
  }

  function keep(choice) {
    try {
      localStorage.setItem(key, JSON.stringify(choice));
    } catch (refused) { /* the page opens all the same */ }
  }

  function chosen(form) {
    var choice = {};
    for (var i = 0; i < names.length; i += 1) {
      choice[names[i]] = form.elements[names[i]].value;
    }
    return choice;
  }

  /* A State asks another one: the one chosen as requesting cannot be chosen as requested. */
  function separate(form) {
    var options = form.elements.to.options;
    for (var i = 0; i < options.length; i += 1) {
      options[i].disabled = options[i].value !== '' && options[i].value === form.elements.from.value;
    }
  }

  function prepare(form) {
    var before = last();
    for (var i = 0; i < names.length; i += 1) {
      if (typeof before[names[i]] === 'string') {
        form.elements[names[i]].value = before[names[i]];
        if (form.elements[names[i]].selectedIndex < 0) { form.elements[names[i]].selectedIndex = 0; }
      }
    }
    separate(form);
    form.hidden = false;
    form.elements.from.addEventListener('change', function () { separate(form); });
    form.addEventListener('submit', function (event) {
      var choice = chosen(form);
      event.preventDefault();
      if (!choice.from || !choice.to || !choice.kind || choice.from === choice.to) {
        form.querySelector('.route-message').textContent = host.getAttribute('data-word-choose');
        return;
      }
      keep(choice);
      var pair = (choice.from + '-' + choice.to).toLowerCase();
      location.href = form.getAttribute('data-pages').replace(/-\.html$/, pair + '.html') + '#' + choice.kind;
    });
  }

  var forms = document.querySelectorAll('.route-form');
  for (var i = 0; i < forms.length; i += 1) {
    prepare(forms[i]);
  }
}());

// Exchanges open and close by links alone. This adds keys, and moves the focus.
(function () {
  function open() {
    return document.querySelector('.exchange:target');
  }
  var statusCase = null;
  function moveFocus() {
    var exchange = open();
    if (exchange) {
      statusCase = exchange.querySelector('.close').hash;
      exchange.focus();
    } else if (statusCase) {
      document.querySelector(statusCase).focus();
      statusCase = null;
    }
  }
  window.addEventListener('hashchange', moveFocus);
  moveFocus();
  document.addEventListener('keydown', function (event) {
    var keys = { Escape: '.close', ArrowLeft: '.previous', ArrowRight: '.next' };
    var link = keys[event.key] ? open() : null;
    if (link) {
      event.preventDefault();
      location.hash = link.querySelector(keys[event.key]).hash;
    }
  });
})();

// Links alone open and close an exchange; this adds the keys, and leads the focus along.
(function () {
  function open() {
    return document.querySelector('.proof:target');
  }
  var cell = null;
  function follow() {
    var proof = open();
    if (proof) {
      cell = proof.querySelector('.close').hash;
      proof.focus();
    } else if (cell) {
      document.querySelector(cell).focus();
      cell = null;
    }
  }
  window.addEventListener('hashchange', follow);
  follow();
  document.addEventListener('keydown', function (event) {
    var keys = { Escape: '.close', ArrowLeft: '.previous', ArrowRight: '.next' };
    var link = keys[event.key] ? open() : null;
    if (link) {
      event.preventDefault();
      location.hash = link.querySelector(keys[event.key]).hash;
    }
  });
})();

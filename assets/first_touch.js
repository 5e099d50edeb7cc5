/* Loads the scripts of the live page at the visitor's first sign of doing more than reading: they take a second of the
   processor, and whoever reads needs none of them. They run in the order in which they stand in `data-src`. */
(function () {
  "use strict";

  var signs = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown", "focusin"];
  var addresses = document.currentScript.dataset.src.split(" ");

  function load() {
    signs.forEach(function (sign) { removeEventListener(sign, load, true); });
    addresses.forEach(function (address) {
      var script = document.createElement("script");
      script.src = address;
      script.async = false;
      document.body.append(script);
    });
  }

  signs.forEach(function (sign) { addEventListener(sign, load, { capture: true, passive: true }); });
})();

/* Loads the scripts of the live page once the server's page has been painted: they take a second of the processor, and
   whoever reads needs none of them. They run in the order in which they stand in `data-src`. */
(function () {
  "use strict";

  var addresses = document.currentScript.dataset.src.split(" ");
  var begun = false;

  function load() {
    if (begun) return;
    begun = true;
    addresses.forEach(function (address) {
      var script = document.createElement("script");
      script.src = address;
      script.async = false;
      document.body.append(script);
    });
  }

  /* After the frame that shows the page; in a tab that is not seen there is no frame, so not later than this. */
  requestAnimationFrame(function () { setTimeout(load, 0); });
  setTimeout(load, 2000);
})();

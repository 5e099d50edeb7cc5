/* KVABUP: gives embedded figures the height that they ask for. */
(function () {
  "use strict";
  var origin = new URL(document.currentScript.src).origin;

  function figures() {
    return Array.from(document.getElementsByTagName("iframe")).filter(function (frame) {
      return frame.src.indexOf(origin + "/embed/") === 0;
    });
  }

  function ask(frame) {
    var page = frame.contentDocument;  // null once it is another host's
    if (!page || page.URL !== "about:blank") frame.contentWindow.postMessage("kvabup-height", origin);
  }

  addEventListener("message", function (event) {
    var height = event.data && event.data.kvabupHeight;
    if (event.origin !== origin || !(height > 0 && height < 2e4)) return;
    figures().forEach(function (frame) {
      if (frame.contentWindow === event.source) frame.style.height = height + "px";
    });
  });
  addEventListener("load", function (event) {
    if (figures().includes(event.target)) ask(event.target);
  }, true);
  figures().forEach(ask);
})();

/* KVABUP: gives embedded figures the height that they ask for. */
(function () {
  "use strict";
  var origin = new URL(document.currentScript.src).origin;

  function figures() {
    return Array.from(document.querySelectorAll("iframe")).filter(function (frame) {
      return frame.src.startsWith(origin + "/embed/");
    });
  }

  function ask(frame) {
    var page = frame.contentDocument;  // null: another host's
    if (!page || page.URL !== "about:blank") frame.contentWindow.postMessage("kvabup-height", origin);
  }

  function askAll() {
    figures().forEach(ask);
  }

  addEventListener("message", function (event) {
    var height = event.data && event.data.kvabupHeight;
    if (event.origin === origin && height > 0 && height < 2e4) figures().forEach(function (frame) {
      if (frame.contentWindow === event.source) frame.style.height = height + "px";
    });
  });
  document.addEventListener("load", askAll, true);
  addEventListener("resize", askAll);
  askAll();
})();

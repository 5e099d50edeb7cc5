/* Keeps the links to the other languages at what is chosen: the live page changes its address without a new document.

   They are made right at the moment somebody is about to follow or copy one, by mouse, touch or keyboard. */
(function () {
  "use strict";

  function follow(event) {
    var menu = event.target instanceof Element ? event.target.closest(".site-languages") : null;
    if (!menu) return;
    menu.querySelectorAll("a").forEach(function (link) {
      var language = new URL(link.href).searchParams.get("sprak");
      var parts = location.search.slice(1).split("&").filter(function (part) {
        return part && part.split("=")[0] !== "sprak";
      });
      if (language) parts.push("sprak=" + language);
      link.href = location.pathname + (parts.length ? "?" + parts.join("&") : "");
    });
  }

  ["pointerover", "pointerdown", "focusin", "click"].forEach(function (kind) {
    document.addEventListener(kind, follow, true);
  });
})();

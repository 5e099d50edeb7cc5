/* Lets the page that Dash has drawn take the place of the server's, once it can be read: `body.dash-ready`.

   Not while somebody is in the middle of something on the server's page: a form with a changed choice stays and works by
   GET. Focus goes along: whoever stood on a control or a link finds the same one on the live page.

   A page that another release has drawn is given a notice and no results. If that is what it is given first, the
   server's page stays as it is; later the page loads itself anew, at the address that has been chosen. */
(function () {
  "use strict";

  var touched = false;

  function server() {
    return document.getElementById("server-drawn");
  }

  function live() {
    return document.getElementById("react-entry-point");
  }

  function drawn() {
    var charts = live().querySelectorAll(".chart-live");
    var finished = live().querySelectorAll(".chart-live .main-svg");
    return live().querySelector(".no-chart") !== null || (charts.length > 0 && finished.length >= charts.length);
  }

  function ofAnotherRelease() {
    return live().querySelector(".other-release") !== null;
  }

  function panelThere() {
    return server().querySelector(".panel") === null || live().querySelector(".panel form") !== null;
  }

  /* The number of an element among those of its kind in a page is the same in both drawings. */
  function counterpart(element) {
    var kind = element.matches("input[type=checkbox]") ? "input[type=checkbox]" : element.tagName;
    var position = Array.from(server().querySelectorAll(kind)).indexOf(element);
    return live().querySelectorAll(kind)[position];
  }

  function keepOpen() {
    var before = server().querySelectorAll("details");
    var after = live().querySelectorAll("details");
    before.forEach(function (details, position) {
      if (after[position]) after[position].open = details.open;
    });
  }

  function takeOver() {
    var focused = document.activeElement;
    var stood = focused && server().contains(focused);
    keepOpen();
    var same = stood ? counterpart(focused) : null;
    document.body.classList.add("dash-ready");
    if (same) same.focus({ preventScroll: true });
  }

  ["input", "change"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      if (server() && server().contains(event.target)) touched = true;
    });
  });

  if (!live() || !server()) return;
  new MutationObserver(function (_, observer) {
    if (document.body.classList.contains("dash-ready")) {
      if (ofAnotherRelease()) {
        observer.disconnect();
        location.reload();
      }
    } else if (touched || ofAnotherRelease()) {
      observer.disconnect();
    } else if (drawn() && panelThere()) {
      takeOver();
    }
  }).observe(live(), { childList: true, subtree: true });
})();

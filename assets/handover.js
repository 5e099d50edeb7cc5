/* Lets the page that Dash has drawn take the place of the server's, once it can be read: `body.dash-ready`.

   Not while somebody is in the middle of something on the server's page: a list that is open stays so until something is
   chosen, which then is chosen on the live page too; a form that was changed before there was a live page stays and works
   by GET. Focus goes along: whoever stood on a control or a link finds the same one on the live page.

   A page that another release has drawn is given a notice and no results. If that is what it is given first, the
   server's page stays as it is; later the page loads itself anew, at the address that has been chosen. */
(function () {
  "use strict";

  var touched = false;
  var opened = null;  // the list that somebody is choosing from

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

  /* Chooses on the live page what was chosen in a list of the server's page: as by hand, for React to hear of it. */
  function choose(list) {
    var same = counterpart(list);
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set.call(same, list.value);
    same.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function canTakeOver() {
    return !touched && !ofAnotherRelease() && drawn() && panelThere();
  }

  function onServer(event) {
    return server().contains(event.target);
  }

  function open(event) {
    var byKey = event.type === "keydown" && event.key !== "Tab";
    if (onServer(event) && event.target.matches("select") && (byKey || event.type === "pointerdown")) {
      opened = event.target;
    }
  }

  function changed(event) {
    if (!onServer(event) || document.body.classList.contains("dash-ready")) return;
    var list = opened;
    opened = null;
    if (list !== null && list === event.target && canTakeOver()) {
      takeOver();
      choose(list);
    } else {
      touched = true;
    }
  }

  function left() {
    if (opened === null) return;
    opened = null;
    if (canTakeOver()) takeOver();
  }

  if (!live() || !server()) return;
  ["pointerdown", "keydown"].forEach(function (kind) { document.addEventListener(kind, open, true); });
  ["input", "change"].forEach(function (kind) { document.addEventListener(kind, changed); });
  document.addEventListener("focusout", left);
  new MutationObserver(function (_, observer) {
    if (document.body.classList.contains("dash-ready")) {
      if (ofAnotherRelease()) {
        observer.disconnect();
        location.reload();
      }
    } else if (touched || ofAnotherRelease()) {
      observer.disconnect();
    } else if (opened === null && canTakeOver()) {
      takeOver();
    }
  }).observe(live(), { childList: true, subtree: true });
})();

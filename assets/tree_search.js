/* Searches in a list or tree of choices while one types.

   Markup: <input type="search"> that has, or stands in an element that has, data-filters="ID"; a container with that id; and
   <p role="status" data-for="ID" data-none="Ingen treff" data-one="1 treff" data-many="{n} treff">.
   Items are the `li` of the container, or its check boxes with their labels where it has no `li`. An item that does not match
   is hidden, but never one that holds a match, nor one that is chosen: a choice in force must not vanish from sight.
   `<details>` that hold a match are opened, those without any item left are hidden; both are undone when the field is emptied.

   Everything hangs on the document (event delegation), so it survives that Dash draws the container anew. Of several
   containers with one id the nearest is meant: while Dash takes over, the page holds the server's form as well.
   The search field needs no name: it is never a part of what the form sends. */
(function () {
  "use strict";

  var LETTERS = { "æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t" };

  /* Small letters without marks: "Tromsø", "TROMSO" and "tromsö" are all found by "troms". "å" may be typed as "a" or "aa". */
  function fold(text) {
    return text.toLocaleLowerCase("nb").replace(/aa/g, "a").replace(/[æøåđŋŧ]/g, function (letter) {
      return LETTERS[letter];
    }).normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\s+/g, " ").trim();
  }

  function items(container) {
    for (var selector of ["li", ".form-check", "label"]) {
      var found = container.querySelectorAll(selector);
      if (found.length) return Array.from(found);
    }
    return [];
  }

  /* The item's own words, without those of the items inside it. */
  function ownText(item) {
    var inner = Array.from(item.querySelectorAll("ul, ol"));
    var walker = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
    var text = "";
    while (walker.nextNode()) {
      var node = walker.currentNode;
      if (!inner.some(function (list) { return list.contains(node); })) text += " " + node.data;
    }
    return text;
  }

  function isChosen(item) {
    return item.querySelector("input:checked") !== null;
  }

  function matches(item, words) {
    var text = fold(ownText(item));
    return words.every(function (word) { return text.includes(word); });
  }

  function openAround(item, container) {
    for (var node = item.parentElement; node && node !== container; node = node.parentElement) {
      if (node.tagName === "DETAILS" && !node.open) {
        node.open = true;
        node.dataset.openedBySearch = "";
      }
    }
  }

  function closeOpened(container) {
    container.querySelectorAll("details[data-opened-by-search]").forEach(function (details) {
      delete details.dataset.openedBySearch;
      if (!isChosen(details)) details.open = false;
    });
  }

  /* The id of what the field searches in; nothing for any other search field. Dash's own field takes no data attributes,
     so the id may stand on what is around it. */
  function filtered(input) {
    var named = input.closest("[data-filters]");
    return named ? named.dataset.filters : "";
  }

  function near(input, selector) {
    for (var node = input.parentElement; node; node = node.parentElement) {
      var found = node.querySelector(selector);
      if (found) return found;
    }
    return null;
  }

  function announce(input, count) {
    var status = near(input, '[role="status"][data-for="' + CSS.escape(filtered(input)) + '"]');
    if (!status) return;
    var words = status.dataset;
    var text = count === null ? "" : count === 0 ? words.none : count === 1 ? words.one : words.many;
    text = (text || "").replace("{n}", String(count));
    /* Writing the same text again would be read aloud again, and would wake the observer below. */
    if (status.textContent !== text) status.textContent = text;
  }

  function showAll(container) {
    items(container).forEach(function (item) { item.hidden = false; });
    container.querySelectorAll("details").forEach(function (details) { details.hidden = false; });
    closeOpened(container);
  }

  function filter(container, words) {
    var all = items(container);
    var hits = all.filter(function (item) { return matches(item, words); });
    var within = function (item) { return hits.some(function (hit) { return hit.contains(item); }); };
    var holds = function (item) { return hits.some(function (hit) { return item.contains(hit); }); };
    closeOpened(container);
    all.forEach(function (item) { item.hidden = !(holds(item) || within(item) || isChosen(item)); });
    container.querySelectorAll("details").forEach(function (details) {
      details.hidden = items(details).every(function (item) { return item.hidden; });
    });
    hits.forEach(function (hit) { openAround(hit, container); });
    return hits.length;
  }

  function search(input) {
    var container = near(input, "#" + CSS.escape(filtered(input)));
    if (!container) return;
    var asked = fold(input.value);
    if (asked) {
      announce(input, filter(container, asked.split(" ")));
    } else {
      showAll(container);
      announce(input, null);
    }
  }

  function searchField(event) {
    var input = event.target instanceof Element ? event.target.closest('input[type="search"]') : null;
    return input && filtered(input) ? input : null;
  }

  document.addEventListener("input", function (event) {
    var input = searchField(event);
    if (input) search(input);
  });

  document.addEventListener("keydown", function (event) {
    var input = searchField(event);
    /* Enter would send the form from a field that only narrows what is seen. */
    if (input && event.key === "Enter") event.preventDefault();
  });

  /* Dash may replace the container while a search is in force: search again, once a frame at most. */
  var waiting = false;
  new MutationObserver(function () {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(function () {
      waiting = false;
      document.querySelectorAll('input[type="search"]').forEach(function (input) {
        if (input.value && filtered(input)) search(input);
      });
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();

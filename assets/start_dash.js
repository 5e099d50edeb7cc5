/* Starts the Dash renderer. A file of its own, so that the Content-Security-Policy needs no inline script.

   Every question says which release has drawn the page: figures of another one never come into it. */
window.renderer = new window.DashRenderer({
  request_pre: function (asked) { asked.release = document.body.dataset.release; }
});

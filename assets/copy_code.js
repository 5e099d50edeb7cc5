/* Adds a button beside a code that copies it: <button hidden data-copies="ID" data-done="…" data-failed="…"> before a
   <p role="status">. Where scripts do not run the button stays hidden, and the code is marked and copied by hand. */
(function () {
  "use strict";

  document.querySelectorAll("[data-copies]").forEach(function (button) {
    var status = button.parentElement.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", function () {
      var field = document.getElementById(button.dataset.copies);
      field.select();
      Promise.resolve().then(function () {
        return navigator.clipboard.writeText(field.value);
      }).then(function () {
        status.textContent = button.dataset.done;
      }, function () {
        status.textContent = button.dataset.failed;
      });
    });
  });
})();

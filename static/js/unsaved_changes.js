// <form data-unsaved> asks before what was typed in it is left behind.
import { behaviour } from "./behaviour.js";

behaviour("form[data-unsaved]", (form) => {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  // Other modules listen on the document and may stop the submission; the window hears it after them.
  window.addEventListener("submit", (event) => {
    if (event.target === form && !event.defaultPrevented) changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed && form.isConnected) event.preventDefault();
  });
});

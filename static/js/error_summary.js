// [data-error-summary] takes the focus when the page opens, so that a screen reader begins with what is wrong; unless
// the address names a control of the page: then somebody came from another page's summary to mend that one.
// Its links focus the field itself and bring its label into view.
import { behaviour } from "./behaviour.js";

behaviour("[data-error-summary]", (summary) => {
  const named = document.getElementById(location.hash.slice(1));
  named?.focus();
  if (!named || document.activeElement !== named) summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    const field = control.closest(".mu-field") ?? control;
    field.scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });
});

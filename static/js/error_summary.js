// [data-error-summary] takes the focus when the page opens, so that a screen reader begins with what is wrong.
// Its links focus the field itself and bring its label into view.
import { behaviour } from "./behaviour.js";

behaviour("[data-error-summary]", (summary) => {
  summary.focus();
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

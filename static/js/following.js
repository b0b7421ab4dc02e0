// <form data-following> shows what the server makes of what is typed (autosave.js asks it): questions whose condition
// is not met get data-unmet, which the style sheet hides; elements with data-computed get the text that was worked out.
// Nothing is evaluated here, so that there is one reading of conditions and formulas.
import { behaviour } from "./behaviour.js";

behaviour("form[data-following]", (form) => {
  form.addEventListener("autosave:answer", ({ detail: { hidden, computed } }) => {
    if (!hidden) return;
    for (const question of form.querySelectorAll("[data-question]")) {
      question.toggleAttribute("data-unmet", hidden.includes(question.dataset.question));
    }
    for (const place of form.querySelectorAll("[data-computed]")) {
      const text = computed[place.dataset.computed];
      if (text !== undefined && place.textContent !== text) place.textContent = text;
    }
  });
});

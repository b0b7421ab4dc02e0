// [data-with-alone], a group of checkboxes: ticking one that stands alone (<input data-alone>, 特になし) takes the others
// back, and the other way round. Without script the server says which of them to take back.
import { behaviour } from "./behaviour.js";

behaviour("[data-with-alone]", (group) => {
  group.addEventListener("change", ({ target }) => {
    if (!target.checked) return;
    const alone = "alone" in target.dataset;
    for (const box of group.querySelectorAll("input:checked")) {
      if (box !== target && (alone || "alone" in box.dataset)) box.checked = false;
    }
  });
});

// Checkboxes of a list: <form data-select> counts what is ticked in [data-select-count] and shows a
// <button type="button" data-select-all hidden> that ticks or clears all <input type="checkbox" data-select-item>.
import { behaviour } from "./behaviour.js";

behaviour("form[data-select]", (form) => {
  const items = () => [...form.querySelectorAll("input[type=checkbox][data-select-item]:not(:disabled)")];
  const button = form.querySelector("[data-select-all]");
  const count = form.querySelector("[data-select-count]");
  const every = button?.textContent;

  const show = () => {
    const all = items();
    const ticked = all.filter((item) => item.checked).length;
    if (count) count.textContent = `${ticked.toLocaleString("ja")}件を選択中`;
    if (button) button.textContent = all.length > 0 && ticked === all.length ? "すべて外す" : every;
  };

  if (button) {
    button.hidden = items().length === 0;
    button.addEventListener("click", () => {
      const tick = items().some((item) => !item.checked);
      for (const item of items()) item.checked = tick;
      // Whoever counts along (the addressing form) hears one change, not one for each box.
      form.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
});

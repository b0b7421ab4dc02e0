// [data-long-choice], a select or a group of checkboxes with very many options, gets a field that narrows them down.
// What is chosen stays in view, whatever is typed.
import { behaviour } from "./behaviour.js";
import { say } from "./words.js";

const folded = (text) =>
  text.normalize("NFKC").toLowerCase().replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));

const narrowSelect = (select) => {
  const all = [...select.options];
  return (words) => {
    const chosen = select.selectedOptions[0];
    const found = all.filter((option) => option.value && folded(option.text).includes(words));
    select.replaceChildren(...all.filter((option) => !option.value || option === chosen || found.includes(option)));
    if (chosen) chosen.selected = true;
    return found.length;
  };
};

const narrowBoxes = (group) => (words) => {
  let found = 0;
  for (const label of group.children) {
    const fits = folded(label.textContent).includes(words);
    found += fits;
    label.hidden = !fits && !label.querySelector(":checked");
  }
  return found;
};

behaviour("[data-long-choice]", (choice) => {
  const narrow = choice.localName === "select" ? narrowSelect(choice) : narrowBoxes(choice);
  const search = document.createElement("input");
  search.type = "search";
  search.autocomplete = "off";
  search.className = "mu-input";
  search.dataset.size = "s";
  const label = document.createElement("label");
  label.className = "mu-narrow";
  label.append(say("選択肢を絞り込む", "Narrow down the options"), search);
  const told = document.createElement("p");
  told.className = "mu-field__support";
  told.role = "status";
  choice.before(label, told);

  const show = () => {
    const words = folded(search.value.trim());
    const found = narrow(words);
    told.textContent = words ? say(`${found.toLocaleString("ja")}件が当てはまります。`, `Options that match: ${found.toLocaleString("en")}`) : "";
  };
  search.addEventListener("input", (event) => {
    event.stopPropagation(); // it is no answer: nobody needs to save it
    if (!event.isComposing) show();
  });
  search.addEventListener("change", (event) => event.stopPropagation());
  search.addEventListener("compositionend", show);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // the form is not to be sent from here
  });
});

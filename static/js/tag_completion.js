// <input data-complete-url="/…/"> completes the word behind the last comma. The address answers ?q= with a JSON list
// of words. The browser's own datalist shows them, so keyboard and screen readers work as everywhere.
import { behaviour } from "./behaviour.js";

const WAIT = 200;
const SEPARATOR = /[,、，]\s*/;

behaviour("input[data-complete-url]", (input) => {
  const list = document.createElement("datalist");
  list.id = `${input.id}_words`;
  input.after(list);
  input.setAttribute("list", list.id);
  input.autocomplete = "off";
  let timer;
  let asked;

  const complete = async () => {
    const words = input.value.split(SEPARATOR);
    const typed = words.pop().trim();
    const before = words.length ? `${words.join(", ")}, ` : "";
    if (!typed || typed === asked) return;
    asked = typed;
    try {
      const answer = await fetch(`${input.dataset.completeUrl}?${new URLSearchParams({ q: typed })}`, {
        headers: { Accept: "application/json" },
      });
      if (!answer.ok || asked !== typed) return;
      const found = await answer.json();
      list.replaceChildren(
        ...found.filter((word) => !words.includes(word)).map((word) => new Option(word, before + word)),
      );
    } catch {
      // Completion is a comfort: without an answer people type the whole word.
    }
  };

  input.addEventListener("input", (event) => {
    if (event.isComposing) return; // kana not yet converted
    clearTimeout(timer);
    timer = setTimeout(complete, WAIT);
  });
  input.addEventListener("compositionend", complete);
});

// [data-keyed-lines]: rows are moved by a handle or by buttons, and added in place. The numbers that are typed without
// script are kept in step, so the server reads the same form. Nothing is removed here but rows that were never saved.
import { behaviour } from "./behaviour.js";

const tool = (name, sign, words) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mu-button";
  Object.assign(button.dataset, { kind: "text", size: "icon", [name]: "" });
  button.textContent = sign;
  button.ariaLabel = words;
  return button;
};

behaviour("[data-keyed-lines]", (root) => {
  const list = root.querySelector("[data-lines]");
  const blank = root.querySelector("[data-blank]");
  const told = root.querySelector("[data-told]");
  const noun = root.dataset.noun;
  const textOf = (line) => line.querySelector("[data-label-text]");
  const nameOf = (line) => textOf(line).value || `新しい${noun}`;

  const equip = (line) => {
    const handle = document.createElement("span");
    handle.className = "mu-lines__handle";
    handle.ariaHidden = "true";
    line.prepend(handle);
    const tools = document.createElement("span");
    tools.className = "mu-lines__tools";
    tools.append(tool("up", "↑", `「${nameOf(line)}」を上へ`), tool("down", "↓", `「${nameOf(line)}」を下へ`));
    if (!line.querySelector(".mu-lines__remove")) tools.append(tool("drop", "×", "この行を消す"));
    line.append(tools);
  };

  const renumber = () => {
    let place = 0;
    for (const line of list.children) {
      place += 1;
      line.querySelector("[data-position]").value = place;
      textOf(line).ariaLabel = `${place}番目の${noun}`;
    }
  };

  const changed = () => {
    renumber();
    root.dispatchEvent(new Event("input", { bubbles: true })); // whoever watches the form for changes
  };

  const move = (line, button) => {
    const other = "up" in button.dataset ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    if ("up" in button.dataset) other.before(line);
    else other.after(line);
    button.focus();
    changed();
    told.textContent = `「${nameOf(line)}」を${[...list.children].indexOf(line) + 1}番目に動かしました。`;
  };

  const add = (after) => {
    const line = blank.content.firstElementChild.cloneNode(true);
    if (after) after.after(line);
    else list.append(line);
    equip(line);
    changed();
    textOf(line).focus();
  };

  root.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    const line = target.closest("[data-line]");
    if (!button || !line) return;
    if ("drop" in button.dataset) {
      const next = line.nextElementSibling ?? line.previousElementSibling;
      line.remove();
      changed();
      (next ? textOf(next) : more).focus();
    } else if ("up" in button.dataset || "down" in button.dataset) move(line, button);
  });

  // Enter goes on to the next row instead of sending the form; in the last one it adds a row.
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-label-text]")) return;
    event.preventDefault();
    const line = event.target.closest("[data-line]");
    if (line.nextElementSibling) textOf(line.nextElementSibling).focus();
    else add(line);
  });

  const more = document.createElement("button");
  more.type = "button";
  more.className = "mu-button";
  more.dataset.size = "s";
  more.textContent = `${noun}を1つ追加`;
  more.addEventListener("click", () => add());
  list.after(more);

  root.dataset.inPlace = "";
  for (const line of list.children) equip(line);
  // Only pages with such a list fetch what drags; the buttons do not wait for it.
  import("../vendor/sortablejs/sortable.esm.js").then(({ default: Sortable }) => {
    Sortable.create(list, {
      handle: ".mu-lines__handle",
      draggable: "[data-line]",
      forceFallback: true, // the same with mouse, pen and finger
      onEnd: changed,
    });
  });
});

// [data-formula] holds a text area for a formula. Each [data-insert] beside it becomes a button that writes its words
// where the cursor stands; so do the signs, which are hard to find on a keyboard.
import { behaviour } from "./behaviour.js";

const SIGNS = { "＋": "足す", "－": "引く", "×": "掛ける", "÷": "割る", "(": "かっこ", ")": "かっこ閉じ" };

const button = (words, label, insert) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "mu-button";
  made.dataset.size = "s";
  made.textContent = words;
  if (label) made.ariaLabel = label;
  made.addEventListener("click", () => insert(words));
  return made;
};

behaviour("[data-formula]", (box) => {
  const text = box.querySelector("textarea");
  const insert = (words) => {
    const before = text.value.slice(0, text.selectionStart);
    const space = before === "" || /[\s(]$/.test(before) || words === ")" ? "" : " ";
    text.setRangeText(space + words, text.selectionStart, text.selectionEnd, "end");
    for (const kind of ["input", "change"]) text.dispatchEvent(new Event(kind, { bubbles: true }));
    text.focus();
  };

  const signs = document.createElement("div");
  signs.className = "mu-formula__signs";
  for (const [sign, label] of Object.entries(SIGNS)) {
    const made = button(sign, `${label}を入れる`, insert);
    made.dataset.size = "icon";
    signs.append(made);
  }
  text.after(signs);
  for (const place of box.querySelectorAll("[data-insert]")) {
    place.replaceWith(button(place.textContent, `${place.textContent}を式に入れる`, insert));
  }
});

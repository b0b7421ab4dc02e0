// [data-formula] holds a text area for a formula. Each [data-insert] beside it becomes a button that writes its words
// where the cursor stands; so do the signs, which are hard to find on a keyboard.
import { behaviour } from "./behaviour.js";

const SIGNS = {
  "＋": "足し算の記号",
  "－": "引き算の記号",
  "×": "掛け算の記号",
  "÷": "割り算の記号",
  "(": "始めのかっこ",
  ")": "終わりのかっこ",
};

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
  let hadFocus = false; // until then the cursor stands before the formula, where nobody put it
  text.addEventListener("focus", () => (hadFocus = true));

  const insert = (words) => {
    if (!hadFocus) text.setSelectionRange(text.value.length, text.value.length);
    const before = text.value.slice(0, text.selectionStart);
    const after = text.value.slice(text.selectionEnd);
    const first = before === "" || /[\s(]$/.test(before) || words === ")" ? "" : " ";
    const last = after === "" || /^[\s)]/.test(after) || words === "(" ? "" : " ";
    text.setRangeText(first + words + last, text.selectionStart, text.selectionEnd, "end");
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

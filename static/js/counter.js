// <textarea data-counted="400"> says below how many characters are left: to the eye at once, to a screen reader when
// the typing pauses. Characters are counted as the server does, by code points; a line break is one.
import { behaviour } from "./behaviour.js";
import { say } from "./words.js";

const PAUSE = 1000;

behaviour("textarea[data-counted]", (area) => {
  const limit = Number(area.dataset.counted);
  const [seen, heard] = ["p", "p"].map((tag) => document.createElement(tag));
  seen.className = "mu-field__support mu-counter";
  seen.ariaHidden = "true";
  heard.className = "mu-hidden";
  heard.role = "status";
  area.after(seen, heard);
  let timer;

  const words = () => {
    const left = limit - [...area.value].length;
    seen.toggleAttribute("data-over", left < 0);
    const number = Math.abs(left).toLocaleString("ja");
    if (left < 0) return say(`${number}字超えています`, `Characters too many: ${number}`);
    return say(`あと${number}字`, `Characters left: ${number}`);
  };
  area.addEventListener("input", () => {
    seen.textContent = words();
    clearTimeout(timer);
    timer = setTimeout(() => { heard.textContent = words(); }, PAUSE);
  });
  seen.textContent = words();
});

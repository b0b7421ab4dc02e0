// [data-date] holds a text field that takes either calendar. This adds a button beside it that opens the browser's own
// date picker; the day chosen is written into the text field as 2026年11月21日(令和8年),
// on an English page as 21 November 2026.
import { behaviour } from "./behaviour.js";
import { isEnglish, say } from "./words.js";

const ICON = "M4 5h16v15H4zM4 10h16M8 3v4M16 3v4";
const SVG = "http://www.w3.org/2000/svg";
const era = new Intl.DateTimeFormat("ja-JP-u-ca-japanese", { era: "long", year: "numeric", timeZone: "UTC" });

const english = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

const written = (iso) => {
  const [year, month, day] = iso.split("-").map(Number);
  if (isEnglish()) return english.format(new Date(Date.UTC(year, month - 1, day)));
  const japanese = era.format(new Date(Date.UTC(year, month - 1, day)));
  return `${year}年${month}月${day}日(${japanese})`;
};

const typedIso = (text) => {
  const known = new Date(`${text} UTC`); // 1 April 1998, as an English page writes it
  if (isEnglish() && /^\s*\d{1,2} [A-Za-z]+ \d{4}\s*$/.test(text) && !Number.isNaN(known.valueOf())) {
    return known.toISOString().slice(0, 10);
  }
  const match = text.normalize("NFKC").match(/^\s*(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})/);
  return match ? `${match[1]}-${match[2].padStart(2, "0")}-${match[3].padStart(2, "0")}` : "";
};

const calendarIcon = () => {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "mu-icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICON);
  svg.append(path);
  return svg;
};

behaviour("[data-date]", (box) => {
  const text = box.querySelector("input");
  const native = document.createElement("input");
  if (!text || text.readOnly || text.disabled || !("showPicker" in native)) return;
  native.type = "date";
  native.className = "mu-date__native";
  native.tabIndex = -1;
  native.ariaHidden = "true";

  const label = text.labels?.[0]?.firstChild?.textContent.trim() || text.ariaLabel || say("日付", "Date");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mu-button";
  button.dataset.size = "icon";
  button.ariaLabel = say(`${label}をカレンダーから選ぶ`, `${label}: choose from a calendar`);
  button.append(calendarIcon());

  const place = document.createElement("span");
  place.className = "mu-date__picker";
  place.append(native, button);
  box.append(place);

  button.addEventListener("click", () => {
    native.value = typedIso(text.value);
    native.showPicker();
  });
  native.addEventListener("change", () => {
    if (!native.value) return;
    text.value = written(native.value);
    for (const kind of ["input", "change"]) text.dispatchEvent(new Event(kind, { bubbles: true }));
    text.focus();
  });
});

// [data-upload-area] around a real file input: files can be dropped on it, and what was chosen is listed with its size.
import { behaviour } from "./behaviour.js";
import { say } from "./words.js";

const sizeOf = (bytes) => {
  if (bytes < 1024 ** 2) return `${Math.max(1, Math.round(bytes / 1024)).toLocaleString("ja")}KB`;
  return `${(bytes / 1024 ** 2).toFixed(1)}MB`;
};

behaviour("[data-upload-area]", (area) => {
  const input = area.querySelector("input[type=file]");
  if (!input) return;
  const hint = document.createElement("p");
  hint.className = "mu-upload__hint";
  hint.textContent = say("ここにファイルを置くこともできます。", "You can also drop files here.");
  const chosen = document.createElement("ul");
  chosen.className = "mu-upload__list";
  chosen.ariaLive = "polite";
  area.append(hint, chosen);

  const show = () => chosen.replaceChildren(...[...input.files].map((file) => {
    const line = document.createElement("li");
    line.textContent = say(`${file.name}（${sizeOf(file.size)}）`, `${file.name} (${sizeOf(file.size)})`);
    return line;
  }));

  area.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    area.dataset.over = "";
  });
  area.addEventListener("dragleave", (event) => {
    if (!area.contains(event.relatedTarget)) delete area.dataset.over;
  });
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    delete area.dataset.over;
    const files = new DataTransfer();
    if (input.multiple) for (const file of input.files) files.items.add(file);
    for (const file of event.dataTransfer.files) {
      if (input.multiple || files.items.length === 0) files.items.add(file);
    }
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", show);
  window.addEventListener("pageshow", show);
});

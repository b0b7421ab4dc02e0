// What the modules of tables share: where the controls stand, what rows and columns are called, and telling what was
// done to many cells at once, with a button that takes it back (a script's changes are not in the browser's own undo).
import { say } from "./words.js";

export const rowsOf = (table) => [...table.tBodies[0].rows];

// The control of every cell of a row; null where the cell is computed.
export const controlsOf = (row) => [...row.cells]
  .slice(1)
  .filter((cell) => !("scripted" in cell.dataset))
  .map((cell) => cell.querySelector("input, select"));

export const rowLabel = (row) => row.cells[0].textContent.trim();

export const columnLabel = (table, place) => {
  const head = [...table.tHead.rows[0].cells].filter((cell) => !("scripted" in cell.dataset))[place + 1];
  return head ? (head.firstChild?.textContent ?? "").trim() : say(`${place + 1}列目`, `column ${place + 1}`);
};

export const questionOf = (table) => table.closest("[data-question]");

// Whoever watches the form: autosave, totals, the question before leaving.
export const changed = (element) => {
  for (const kind of ["input", "change"]) element.dispatchEvent(new Event(kind, { bubbles: true }));
};

export const tell = (table, sentences, undo, undoLabel) => {
  const report = questionOf(table).querySelector("[data-paste-report]");
  questionOf(table).querySelector("[data-undo-paste]")?.remove();
  report.replaceChildren(...sentences.map((sentence) => {
    const line = document.createElement("p");
    line.textContent = sentence;
    return line;
  }));
  if (!undo) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "mu-button", textContent: undoLabel });
  button.dataset.undoPaste = "";
  button.addEventListener("click", () => {
    undo();
    tell(table, [say("取り消しました。", "Undone.")]);
  });
  report.after(button);
};

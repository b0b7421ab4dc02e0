// <table data-rows> to which people add rows: added from the <template data-row> beside it, taken out in place. The
// numbers in the controls' names only order the rows, so taking one out renumbers nothing but what people read.
import { behaviour } from "./behaviour.js";
import { changed, controlsOf, questionOf, rowLabel, rowsOf, tell } from "./table_grid.js";
import { say } from "./words.js";

const NUMBERED = ["name", "id", "aria-labelledby", "aria-describedby"];

const renumber = (table) => {
  for (const [place, row] of rowsOf(table).entries()) {
    const label = say(`${place + 1}行目`, `Row ${place + 1}`);
    row.cells[0].textContent = label;
    const words = row.querySelector("[data-remove-row] .mu-hidden");
    if (words) words.textContent = say(`：${label}`, `: ${label}`);
  }
};

// One more row at the end; null where the table may have no more.
export const addRow = (table) => {
  const rows = rowsOf(table);
  if (!("rows" in table.dataset) || rows.length >= Number(table.dataset.most)) return null;
  const number = Math.max(0, ...rows.map((row) => Number(row.dataset.line))) + 1;
  const template = questionOf(table).querySelector("template[data-row]");
  const row = template.content.firstElementChild.cloneNode(true);
  row.dataset.line = number;
  for (const element of [...row.querySelectorAll("*")]) {
    for (const name of NUMBERED) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace(/(\.|-|_row_)new(?=[.\-\s]|$)/g, `$1${number}`));
    }
  }
  table.tBodies[0].append(row);
  renumber(table);
  return row;
};

const takeOut = (table, row) => {
  const label = rowLabel(row);
  const next = row.nextElementSibling;
  const wasFilled = controlsOf(row).some((control) => control?.value);
  row.remove();
  if (!rowsOf(table).length) addRow(table);
  renumber(table);
  changed(table);
  const undo = () => {
    table.tBodies[0].insertBefore(row, next?.isConnected ? next : null);
    renumber(table);
    changed(table);
    row.querySelector("input, select").focus();
  };
  const told = say(`${label}を取り除きました。`, `${label} was removed.`);
  tell(table, [told], wasFilled ? undo : null, say("取り除きを取り消す", "Undo the removal"));
  (next?.isConnected ? next : rowsOf(table).at(-1)).querySelector("[data-remove-row]").focus();
};

behaviour("table[data-rows]", (table) => {
  const more = questionOf(table).querySelector("[data-more]");
  more.type = "button";
  more.addEventListener("click", () => {
    const row = addRow(table);
    if (row) row.querySelector("input, select").focus();
    else tell(table, [say(`${table.dataset.most}行より多くは入力できません。`, `The most is ${table.dataset.most} rows.`)]);
  });
  table.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-remove-row]");
    if (button) takeOut(table, button.closest("tr"));
  });
});

// <table data-entry>: Enter and the arrow keys go up and down the column, as people know it from Excel. Enter does not
// send the form from within a table. While an input method converts (変換), its keys are its own.
import { behaviour } from "./behaviour.js";
import { controlsOf, rowsOf } from "./table_grid.js";
import { addRow } from "./table_rows.js";

const stepOf = ({ key, shiftKey, target }) => {
  if (key === "Enter") return shiftKey ? -1 : 1;
  if (target.matches("select")) return 0; // there the arrows choose
  return { ArrowDown: 1, ArrowUp: -1 }[key] ?? 0;
};

behaviour("table[data-entry]", (table) => {
  table.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!event.target.matches("tbody input, tbody select")) return;
    const step = stepOf(event);
    if (!step) return;
    event.preventDefault();
    const row = event.target.closest("tr");
    const place = controlsOf(row).indexOf(event.target);
    const isFilled = controlsOf(row).some((control) => control?.value);
    const rows = rowsOf(table);
    const next = rows[rows.indexOf(row) + step] ?? (event.key === "Enter" && step > 0 && isFilled ? addRow(table) : null);
    const control = next && controlsOf(next)[place];
    control?.focus();
    control?.select?.();
  });
});

// <table data-entry>: a block copied from Excel and pasted into a cell fills the cells to the right and below. What was
// filled and what did not fit is told, and can be taken back. One cell's text is pasted as anywhere else.
import { behaviour } from "./behaviour.js";
import { cellsIn, folded, isBlock } from "./table_block.js";
import { changed, columnLabel, controlsOf, rowLabel, rowsOf, tell } from "./table_grid.js";
import { addRow } from "./table_rows.js";

const MOST_NAMED = 10;
const WORDS_SHOWN = 20;
const DASHES = new Set(["－", "-", "‐", "–", "—", "―", "−", "ー", "該当なし"]);

// What the control is to hold; null where a select has no such option.
const valueFor = (control, text) => {
  if (!control.matches("select")) return text;
  const wanted = folded(text);
  const options = [...control.options].filter((option) => option.value);
  const dash = DASHES.has(text.trim()) && options.find((option) => option.value === "－");
  return (dash || options.find((option) => folded(option.label) === wanted || option.value === text.trim()))?.value ?? null;
};

const listed = (what, names) => {
  if (!names.length) return [];
  const more = names.length > MOST_NAMED ? `、ほか${names.length - MOST_NAMED}個` : "";
  return [`${what}（${names.length}個）：${names.slice(0, MOST_NAMED).join("、")}${more}`];
};

const paste = (table, start, block) => {
  const first = rowsOf(table).indexOf(start.closest("tr"));
  const left = controlsOf(start.closest("tr")).indexOf(start);
  const before = [];
  const added = [];
  const missed = { outside: [], computed: [], notOffered: [] };
  for (const [down, line] of block.entries()) {
    let row = rowsOf(table)[first + down];
    if (!row && line.some((text) => text.trim())) {
      row = addRow(table);
      if (row) added.push(row);
    }
    const controls = row ? controlsOf(row) : [];
    for (const [across, text] of line.entries()) {
      if (!text.trim()) continue;
      const place = left + across;
      const column = columnLabel(table, place);
      const name = `${row ? rowLabel(row) : `${first + down + 1}行目`}、${column}「${text.slice(0, WORDS_SHOWN)}」`;
      const control = controls[place];
      if (control === null) missed.computed.push(name);
      else if (!control) missed.outside.push(name);
      else {
        const value = valueFor(control, text);
        if (value === null) missed.notOffered.push(name);
        else {
          before.push([control, control.value]);
          control.value = value;
        }
      }
    }
  }
  return { before, added, missed };
};

behaviour("table[data-entry]", (table) => {
  table.addEventListener("paste", (event) => {
    const start = event.target.closest("tbody input, tbody select");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!start || !isBlock(text)) return;
    event.preventDefault();
    const { before, added, missed } = paste(table, start, cellsIn(text));
    const undo = () => {
      for (const [control, value] of [...before].reverse()) control.value = value;
      for (const row of added) row.remove();
      changed(table);
      start.focus();
    };
    tell(table, [
      `${before.length}個の欄に入れました。`,
      ...listed("表の外になるため、入れなかったもの", missed.outside),
      ...listed("計算で決まる欄のため、入れなかったもの", missed.computed),
      ...listed("選択肢にないため、入れなかったもの", missed.notOffered),
    ], before.length ? undo : null, "貼り付けを取り消す");
    changed(table);
  });
});

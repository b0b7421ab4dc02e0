// <table data-entry>: a block copied from Excel and pasted into a cell fills the cells to the right and below. What was
// filled and what did not fit is told, and can be taken back. One cell's text is pasted as anywhere else.
import { behaviour } from "./behaviour.js";
import { cellsIn, folded, isBlock } from "./table_block.js";
import { changed, columnLabel, controlsOf, rowLabel, rowsOf, tell } from "./table_grid.js";
import { addRow } from "./table_rows.js";
import { say } from "./words.js";

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
  const [some, rest] = [names.slice(0, MOST_NAMED), names.length - MOST_NAMED];
  const more = rest > 0 ? say(`、ほか${rest}個`, `, and ${rest} more`) : "";
  return [say(`${what}（${names.length}個）：${some.join("、")}${more}`, `${what} (${names.length}): ${some.join(", ")}${more}`)];
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
      const [nth, words] = [first + down + 1, text.slice(0, WORDS_SHOWN)];
      const called = row ? rowLabel(row) : say(`${nth}行目`, `Row ${nth}`);
      const name = say(`${called}、${column}「${words}」`, `${called}, ${column} “${words}”`);
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
      say(`${before.length}個の欄に入れました。`, `Cells filled in: ${before.length}`),
      ...listed(say("表の外になるため、入れなかったもの", "Left out, because outside the table"), missed.outside),
      ...listed(say("計算で決まる欄のため、入れなかったもの", "Left out, because the cell is calculated"), missed.computed),
      ...listed(say("選択肢にないため、入れなかったもの", "Left out, because not among the options"), missed.notOffered),
    ], before.length ? undo : null, say("貼り付けを取り消す", "Undo the pasting"));
    changed(table);
  });
});

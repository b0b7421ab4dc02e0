// A block of cells as Excel copies it: tabs between cells, line breaks between rows, and cells that hold either of them
// in quotes. A line break within a cell becomes a space, as on the server (core.questions.tables.blocks).

export const isBlock = (text) => /[\t\n]/.test(text.replace(/\r?\n$/, ""));

export const cellsIn = (text) => {
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  const endCell = () => {
    row.push(cell.replace(/\r?\n/g, " "));
    cell = "";
  };
  const endRow = () => {
    endCell();
    rows.push(row);
    row = [];
  };
  const all = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let place = 0; place < all.length; place += 1) {
    const sign = all[place];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (all[place + 1] === '"') {
        cell += '"';
        place += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "\t") endCell();
    else if (sign === "\n") endRow();
    else cell += sign;
  }
  endRow();
  return rows;
};

export const folded = (text) => text.normalize("NFKC").replace(/\s/g, "");

// A finished pivot as a grid: it shows what it is given and says what was clicked, sorted, opened or closed.
// Every text is put in as text, never as markup. Rows are of one height; only the cells in sight are in the document.

const ROW = 30;
const SPARE = 6, SPARE_COLUMNS = 6, MOST_COLUMNS = 40;
const WIDEST = 190, NARROWEST = 58, ROOMIER = 2, LONG_NAME = 96;
const INDENT = 16;
// The grand total sticks to the right while it and the rows' names take no more than this part of the room.
const MOST_PINNED = .6;
const tables = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let table = tables.get(parentElement);
  if (!table) tables.set(parentElement, (table = new Grid(parentElement)));
  table.send = setTriggerValue;
  table.show(data);
  return () => {
    table.away();
    tables.delete(parentElement);
  };
}

function made(tag, name, text) {
  const found = document.createElement(tag);
  if (name) found.className = name;
  if (text !== undefined) found.textContent = text;
  return found;
}

// A name breaks before a bracket or between words, and nowhere else while there is room.
function name(text) {
  const found = made("span", "name"), parts = text.split(/(?=[（(])/);
  parts.forEach((part, at) => found.append(...(at ? [document.createElement("wbr"), part] : [part])));
  return found;
}

// About how many pixels a text takes: a Chinese character and a per cent sign twice a Latin letter.
function width(text) {
  let sum = 0;
  for (const letter of text) sum += letter === "%" || letter.codePointAt(0) > 0x2e80 ? 13.2 : 7.4;
  return sum;
}

class Grid {
  constructor(parent) {
    this.scroller = made("div", "scroller");
    this.table = made("table");
    this.table.setAttribute("role", "grid");
    this.columns = made("colgroup");
    [this.head, this.body, this.foot] = ["thead", "tbody", "tfoot"].map((tag) => made(tag));
    for (const part of [this.head, this.body, this.foot]) part.setAttribute("role", "rowgroup");
    this.table.append(this.columns, this.head, this.body, this.foot);
    this.scroller.append(this.table);
    parent.append(this.scroller);
    this.room = parent.host ?? parent;
    this.at = [0, 0];
    [this.closed, this.folded] = [new Set(), new Set()];
    this.drawn = new Map();
    this.scroller.addEventListener("scroll", () => this.render(), { passive: true });
    this.table.addEventListener("click", (event) => this.clicked(event));
    this.scroller.addEventListener("keydown", (event) => this.pressed(event));
    this.table.addEventListener("focusin", (event) => this.focused(event));
    this.watch = new ResizeObserver(() => this.spread());
    this.watch.observe(this.room);
  }

  away() {
    this.watch.disconnect();
    this.scroller.remove();
  }

  show(given) {
    const same = this.given?.stamp === given.stamp;
    const shape = this.given?.shape === given.shape;
    const held = this.table.contains(this.scroller.getRootNode().activeElement);
    this.given = given;
    if (!shape) this.sent = [];
    const rows = !shape || this.foreign("closed", given.closed), columns = !shape || this.foreign("folded", given.folded);
    if (rows) this.closed = new Set(given.closed);
    if (columns) this.folded = new Set(given.folded);
    if (!same || columns) this.narrow();
    else this.data = { ...this.data, picked: this.picked() };
    if (!same) {
      this.total = given.rows.length && given.rows[given.rows.length - 1].kind === "total";
      if (!shape) {
        this.at = [0, 0];
        this.scroller.scrollTop = this.scroller.scrollLeft = 0;
      }
      this.table.setAttribute("aria-label", given.title);
      this.scroller.style.maxHeight = given.height;
    }
    if (!same || columns) this.build();
    else if (rows) this.fold();
    this.mark();
    if (held) this.focus();
  }

  // Whether rows or columns were closed elsewhere (an address gone back to): an answer that only repeats what was said
  // here may be older than what the reader did since.
  foreign(name, closed) {
    const said = JSON.stringify(closed);
    return !this.sent.includes(name + said) && said !== JSON.stringify([...this[name]].sort());
  }

  // What is left with the columns beneath a closed one taken away: its subtotal stands for them.
  narrow() {
    const { columns, head, rows } = this.given, shut = [...this.folded];
    const inside = ({ id }) => shut.some((one) => id.startsWith(`${one}/`));
    this.kept = columns.flatMap((column, place) => (inside(column) ? [] : [place]));
    this.data = { ...this.given, picked: this.picked() };
    if (this.kept.length < columns.length) {
      const take = (list) => this.kept.map((place) => list[place]);
      const cut = (line) => {
        let place = 0;
        return line.flatMap((cell) => {
          const from = place, until = (place += cell.span || 1);
          const span = this.kept.filter((one) => one >= from && one < until).length;
          return span ? [{ ...cell, span }] : [];
        });
      };
      this.data.columns = take(columns);
      this.data.head = head.map(cut);
      this.data.rows = rows.map((row) => ({ ...row, cells: take(row.cells), heat: take(row.heat).join("") }));
    }
    const first = this.data.columns.findIndex((one) => one.kind === "total");
    this.ends = first < 0 ? 0 : this.data.columns.length - first;
  }

  picked() {
    const { picked } = this.given;
    if (!picked) return null;
    return { ...picked, columns: picked.columns.map((one) => this.kept.indexOf(one)).filter((one) => one >= 0) };
  }

  // ---- building

  build() {
    const { head, columns } = this.data;
    this.widths = columns.map((_, place) => this.wide(place));
    this.first = Math.max(
      width(this.data.corner) + 44,
      ...this.data.rows.map((row) => width(row.text) + row.depth * INDENT + 34),
    );
    this.first = Math.min(this.first, 280);
    this.head.replaceChildren(...head.map((cells, level) => this.header(cells, level)));
    this.table.setAttribute("aria-colcount", columns.length + 1);
    this.shown = null;
    this.spread();
    this.fold();
  }

  wide(place) {
    let most = 0;
    for (const row of this.data.rows) most = Math.max(most, width(row.cells[place]));
    const header = this.data.head[this.data.head.length - 1][place].text;
    const sign = this.data.sort.by === this.data.columns[place].id ? 18 : 0;
    const longest = Math.max(...header.split(/(?=[（(])|\s/).map(width));
    const named = Math.max(longest, Math.min(width(header), LONG_NAME)) + 24 + sign;
    return Math.min(WIDEST, Math.max(NARROWEST, most + 20, named));
  }

  // Room left over goes to the columns, but not without end: a number far from its name cannot be read across.
  spread() {
    if (!this.widths) return;
    const needed = this.widths.reduce((sum, one) => sum + one, 0);
    const factor = Math.min(ROOMIER, Math.max(1, (this.room.clientWidth - this.first - 14) / needed));
    const given = [this.first, ...this.widths.map((one) => Math.floor(one * factor))];
    this.offsets = [0];
    for (const one of given.slice(1)) this.offsets.push(this.offsets[this.offsets.length - 1] + one);
    this.columns.replaceChildren(
      ...given.map((one) => {
        const column = made("col");
        column.style.width = `${one}px`;
        return column;
      }),
    );
    this.table.style.setProperty("--names", `${this.first}px`);
    this.table.style.width = `${given.reduce((sum, one) => sum + one, 0)}px`;
    this.pin();
    this.render();
  }

  // The grand total stays in sight at the right, where it leaves room for the columns it is of.
  pin() {
    const count = this.data.columns.length, all = this.offsets[count];
    this.wideEnd = all - this.offsets[count - this.ends];
    const pinned = this.ends > 0 && this.first + this.wideEnd < this.room.clientWidth * MOST_PINNED;
    this.scroller.classList.toggle("pinned", pinned);
    for (let at = 0; at < this.ends; at++) {
      this.table.style.setProperty(`--pin-${at}`, `${all - this.offsets[count - this.ends + at + 1]}px`);
    }
    if (!pinned) this.wideEnd = 0;
  }

  // A cell of the grand total's column: it may stick to the right.
  end(found, place, span = 1) {
    const at = place - (this.data.columns.length - this.ends);
    if (at < 0) return;
    found.classList.add("end");
    if (at === 0) found.classList.add("begin");
    found.style.right = `var(--pin-${at + span - 1})`;
  }

  header(cells, level) {
    const line = made("tr");
    line.setAttribute("role", "row");
    line.setAttribute("aria-rowindex", level + 1);
    if (level === 0) line.append(this.corner());
    const leaf = level === this.data.head.length - 1;
    let place = 0;
    for (const cell of cells) {
      const found = made("th", `${cell.kind || ""}${cell.first ? " first" : ""}`);
      found.setAttribute("role", "columnheader");
      found.scope = leaf ? "col" : "colgroup";
      found.colSpan = cell.span || 1;
      found.style.top = `${level * ROW}px`;
      if (leaf && cells.some((one) => width(one.text) > LONG_NAME)) found.classList.add("tall");
      if (cell.folds) found.append(this.sign(found, this.folded.has(cell.id.slice(0, -1))));
      found.append(name(cell.text));
      found.title = cell.text;
      this.end(found, place, cell.span || 1);
      if (leaf) {
        found.dataset.column = place;
        found.setAttribute("aria-colindex", place + 2);
        found.tabIndex = -1;
        this.sorted(found, this.data.columns[place].id);
      } else {
        found.tabIndex = -1;
        Object.assign(found.dataset, { group: cell.id, level, start: place, folds: cell.folds ? "yes" : "" });
      }
      place += cell.span || 1;
      line.append(found);
    }
    return line;
  }

  // The sign of what can be closed, on the cell that says whether it is.
  sign(found, closed) {
    const sign = made("span", "toggle", closed ? "▸" : "▾");
    sign.setAttribute("aria-hidden", "true");
    found.setAttribute("aria-expanded", String(!closed));
    return sign;
  }

  corner() {
    const found = made("th", "corner");
    found.setAttribute("role", "columnheader");
    found.scope = "col";
    found.rowSpan = this.data.head.length;
    found.tabIndex = -1;
    found.dataset.column = -1;
    found.append(made("span", "name", this.data.corner));
    this.sorted(found, "");
    return found;
  }

  sorted(found, id) {
    const { by, down } = this.data.sort;
    if (by !== id) return;
    found.setAttribute("aria-sort", down ? "descending" : "ascending");
    const sign = made("span", "sign", down ? "▼" : "▲");
    sign.setAttribute("aria-hidden", "true");
    found.querySelector(".name").prepend(sign);
  }

  // Which rows are in sight with what is closed.
  fold() {
    this.shown = [];
    let hidden = Infinity;
    this.data.rows.forEach((row, place) => {
      if (row.kind === "total") return;
      if (row.depth > hidden) return;
      hidden = row.parent && this.closed.has(row.id) ? row.depth : Infinity;
      this.shown.push(place);
    });
    if (this.total) this.shown.push(this.data.rows.length - 1);
    this.place = new Map(this.shown.map((row, at) => [row, at]));
    this.table.setAttribute("aria-rowcount", this.data.head.length + this.shown.length);
    this.at[0] = Math.min(this.at[0], this.shown.length - 1);
    this.span = null;
    this.render();
  }

  gap() {
    const line = made("tr", "gap");
    line.setAttribute("aria-hidden", "true");
    line.append(made("td"));
    return line;
  }

  // The columns in sight with some to spare; all of them where there are few.
  seen() {
    const count = this.data.columns.length;
    if (count <= MOST_COLUMNS) return [0, count];
    const left = this.scroller.scrollLeft, right = left + this.scroller.clientWidth - this.first;
    const from = this.offsets.findIndex((one) => one > left) - 1;
    const until = this.offsets.findIndex((one) => one >= right);
    return [Math.max(0, from), until < 0 ? count : until];
  }

  // Draws all lines anew where columns came into sight that they lack.
  widen() {
    const [from, until] = this.seen();
    if (this.span && this.span[0] <= from && this.span[1] >= until) return;
    const count = this.data.columns.length;
    this.span = [Math.max(0, from - SPARE_COLUMNS), Math.min(count, until + SPARE_COLUMNS)];
    const held = this.table.contains(this.scroller.getRootNode().activeElement) && this.at[0] >= 0;
    this.drawn.clear();
    [this.above, this.below] = [this.gap(), this.gap()];
    this.body.replaceChildren(this.above, this.below);
    this.foot.replaceChildren(...(this.total ? [this.line(this.shown.length - 1)] : []));
    if (held) this.scroller.focus({ preventScroll: true });
  }

  get scrolling() {
    return this.shown.length - (this.total ? 1 : 0);
  }

  render() {
    if (!this.shown || !this.offsets) return;
    // Where one stands is read before anything is taken away: with less in it, the browser would scroll back.
    const top = this.scroller.scrollTop, high = this.scroller.clientHeight || 600;
    // Worked out and not asked of the browser, which would lay everything out anew at each step of a scroll.
    const whole = this.first + this.offsets[this.offsets.length - 1];
    this.scroller.classList.toggle("more", this.scroller.scrollLeft + this.scroller.clientWidth < whole - 1);
    this.widen();
    const first = Math.max(0, Math.floor(top / ROW) - SPARE);
    const last = Math.min(this.scrolling, Math.ceil((top + high) / ROW) + SPARE);
    for (const [at, line] of this.drawn) {
      if (at >= first && at < last) continue;
      if (line.contains(this.scroller.getRootNode().activeElement)) this.scroller.focus({ preventScroll: true });
      line.remove();
      this.drawn.delete(at);
    }
    let after = this.above;
    for (let at = first; at < last; at++) {
      let line = this.drawn.get(at);
      if (!line) {
        line = this.line(at);
        this.drawn.set(at, line);
        after.after(line);
      }
      after = line;
    }
    this.above.firstChild.style.height = `${first * ROW}px`;
    this.below.firstChild.style.height = `${(this.scrolling - last) * ROW}px`;
    this.above.hidden = first === 0;
    this.below.hidden = last === this.scrolling;
    const cell = this.cell();
    if (cell) cell.tabIndex = 0;
    this.scroller.tabIndex = cell ? -1 : 0;
  }

  line(at) {
    const row = this.data.rows[this.shown[at]];
    const line = made("tr", `${row.kind || ""} d${row.depth}`);
    line.setAttribute("role", "row");
    line.setAttribute("aria-rowindex", this.data.head.length + at + 1);
    line.dataset.at = at;
    line.append(this.title(row));
    const parts = document.createDocumentFragment();
    const [from, until] = this.span;
    if (from) parts.append(this.blank(Math.min(from, row.cells.length - this.ends)));
    const ends = row.cells.length - this.ends;
    for (let place = from; place < Math.min(until, ends); place++) parts.append(this.box(row, place));
    if (until < ends) parts.append(this.blank(ends - until));
    for (let place = ends; place < row.cells.length; place++) parts.append(this.box(row, place));
    line.append(parts);
    this.pick(line, row);
    return line;
  }

  blank(columns) {
    const found = made("td", "he");
    found.setAttribute("aria-hidden", "true");
    found.colSpan = columns;
    return found;
  }

  box(row, place) {
    const code = row.heat[place], { kind, first } = this.data.columns[place];
    const found = made("td", `h${code}${kind ? ` ${kind}` : ""}${first ? " first" : ""}`, row.cells[place]);
    found.setAttribute("role", "gridcell");
    found.setAttribute("aria-colindex", place + 2);
    found.dataset.place = place;
    found.tabIndex = -1;
    if (code === "e") found.setAttribute("aria-label", this.data.words.empty);
    this.end(found, place);
    return found;
  }

  title(row) {
    const found = made("th");
    found.dataset.place = -1;
    found.setAttribute("aria-colindex", 1);
    found.setAttribute("role", "rowheader");
    found.scope = "row";
    found.tabIndex = -1;
    found.title = row.text;
    const inner = made("span", "label");
    inner.style.paddingLeft = `${row.depth * INDENT}px`;
    if (row.parent) inner.append(this.sign(found, this.closed.has(row.id)));
    else if (this.data.folds) inner.append(made("span", "toggle"));
    inner.append(made("span", "name", row.text));
    found.append(inner);
    return found;
  }

  // ---- what is chosen

  mark() {
    for (const line of [...this.drawn.values(), ...this.foot.children]) {
      this.pick(line, this.data.rows[this.shown[line.dataset.at]]);
    }
  }

  pick(line, row) {
    const { picked } = this.data;
    const mine = picked && picked.row === row.id;
    for (const cell of line.querySelectorAll("[data-place]")) {
      const place = Number(cell.dataset.place);
      const on = Boolean(mine && (place < 0 || picked.columns.includes(place)));
      cell.classList.toggle("picked", on);
      if (on) cell.setAttribute("aria-selected", "true");
      else cell.removeAttribute("aria-selected");
    }
  }

  clicked(event) {
    const cell = event.target.closest("th, td");
    if (!cell) return;
    if (cell.closest("thead")) {
      if (cell.dataset.column !== undefined) this.sort(Number(cell.dataset.column));
      else if (cell.dataset.folds && event.target.closest(".toggle")) this.turn(cell);
      else this.send("cell", { row: "", column: cell.dataset.group });
      return;
    }
    if (cell.dataset.place === undefined) return;
    const at = Number(cell.parentElement.dataset.at);
    this.at = [at, Number(cell.dataset.place)];
    this.rove();
    const row = this.data.rows[this.shown[at]];
    if (event.target.closest(".toggle") && row.parent) this.toggle(row);
    else this.drill();
  }

  drill() {
    const [at, place] = this.at;
    const row = this.data.rows[this.shown[at]];
    if (place >= 0 && row.heat[place] === "e") return;
    const column = place < 0 ? "" : this.data.columns[place].id;
    // Marked at once; the page's answer says the same.
    const columns = place < 0 ? this.data.columns.map((_, at) => at) : [place];
    const again = JSON.stringify(this.data.picked) === JSON.stringify({ row: row.id, columns });
    this.data = { ...this.data, picked: again ? null : { row: row.id, columns } };
    this.mark();
    this.send("cell", { row: row.id, column });
  }

  sort(place) {
    this.send("sort", { by: place < 0 ? "" : this.data.columns[place].id });
  }

  toggle(row) {
    if (!this.closed.delete(row.id)) this.closed.add(row.id);
    this.fold();
    this.focus();
    this.told("closed");
  }

  // Closes or opens the columns beneath a header.
  turn(cell) {
    const { group, level } = cell.dataset, id = group.slice(0, -1);
    if (!this.folded.delete(id)) this.folded.add(id);
    this.narrow();
    const start = this.data.columns.findIndex((one) => one.id.startsWith(group) || one.id.startsWith(`${id}/`));
    this.at = [Number(level) - this.data.head.length, start];
    this.build();
    this.mark();
    this.focus();
    this.told("folded");
  }

  told(name) {
    const closed = [...this[name]].sort();
    this.sent.push(name + JSON.stringify(closed));
    this.send(name, closed);
  }

  // ---- keyboard: one place of the grid can be reached by Tab, the arrows move it

  cell([at, place] = this.at) {
    if (at < 0) {
      const own = this.head.querySelector(`[data-column="${place}"]`);
      if (at === -1 || place < 0) return own;
      const line = [...this.head.children[this.data.head.length + at].children];
      return line.findLast((one) => one.dataset.group !== undefined && Number(one.dataset.start) <= place);
    }
    const line = this.total && at === this.shown.length - 1 ? this.foot.firstChild : this.drawn.get(at);
    return line?.querySelector(`[data-place="${place}"]`);
  }

  rove() {
    for (const one of this.table.querySelectorAll('[tabindex="0"]')) one.tabIndex = -1;
    const cell = this.cell();
    if (cell) cell.tabIndex = 0;
  }

  focused(event) {
    const cell = event.target.closest("th, td");
    if (!cell) return;
    const { at } = cell.parentElement.dataset;
    const { group, level, start } = cell.dataset;
    if (group !== undefined) this.at = [Number(level) - this.data.head.length, Number(start)];
    else this.at = at === undefined ? [-1, Number(cell.dataset.column)] : [Number(at), Number(cell.dataset.place)];
    this.rove();
  }

  focus() {
    const [at, place] = this.at;
    this.reveal(at, place);
    this.rove();
    const cell = this.cell();
    if (cell) cell.focus({ preventScroll: true });
  }

  reveal(at, place) {
    if (at >= 0 && at < this.scrolling) {
      const room = this.scroller.clientHeight - this.head.offsetHeight - this.foot.offsetHeight;
      const top = this.scroller.scrollTop;
      if (at * ROW < top) this.scroller.scrollTop = at * ROW;
      else if ((at + 1) * ROW > top + room) this.scroller.scrollTop = (at + 1) * ROW - room;
    }
    const pinned = this.wideEnd && place >= this.data.columns.length - this.ends;
    if (place >= 0 && !pinned) {
      const room = this.scroller.clientWidth - this.first - this.wideEnd, left = this.scroller.scrollLeft;
      if (this.offsets[place] < left) this.scroller.scrollLeft = this.offsets[place];
      else if (this.offsets[place + 1] > left + room) this.scroller.scrollLeft = this.offsets[place + 1] - room;
    }
    this.render();
  }

  pressed(event) {
    if (event.altKey) return;
    const step = this.step(event);
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    if (step !== true) {
      const last = this.shown.length - 1;
      const top = step[1] < 0 ? -1 : -this.data.head.length;
      this.at = [Math.min(last, Math.max(top, step[0])), Math.min(this.data.columns.length - 1, Math.max(-1, step[1]))];
      this.focus();
    }
  }

  // The place a key leads to; true where the key did something else, nothing where it means nothing here.
  step(event) {
    const [at, place] = this.at, far = event.ctrlKey || event.metaKey;
    const row = at >= 0 ? this.data.rows[this.shown[at]] : null;
    const open = row && row.parent && !this.closed.has(row.id);
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / ROW) - this.data.head.length - 2);
    const group = at < -1 ? this.cell() : null;
    switch (event.key) {
      case "ArrowDown": return [at + 1, place];
      case "ArrowUp": return [at - 1, place];
      case "PageDown": return [at + page, place];
      case "PageUp": return [Math.max(0, at - page), place];
      case "Home": return [far ? 0 : at, far ? 0 : -1];
      case "End": return [far ? this.shown.length - 1 : at, this.data.columns.length - 1];
      case "ArrowRight":
        if (place < 0 && row && row.parent && !open) return this.toggle(row), true;
        return [at, group ? Number(group.dataset.start) + group.colSpan : place + 1];
      case "ArrowLeft":
        if (group) return [at, Number(group.dataset.start) - 1];
        if (place < 0 && open) return this.toggle(row), true;
        return place < 0 && row ? [this.owner(at, row.depth), -1] : [at, place - 1];
      case " ":
        if (place < 0 && row && row.parent) this.toggle(row);
        if (group?.dataset.folds) this.turn(group);
        return true;
      case "Enter":
        if (group) this.send("cell", { row: "", column: group.dataset.group });
        else if (at < 0) this.sort(place);
        else this.drill();
        return true;
      default: return null;
    }
  }

  // The row that a row belongs to.
  owner(at, depth) {
    for (let place = at - 1; place >= 0; place--) {
      if (this.data.rows[this.shown[place]].depth < depth) return place;
    }
    return at;
  }
}

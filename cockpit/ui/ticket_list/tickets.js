// A table over any number of rows: only those in view exist, and windows of them are fetched as it is scrolled.
// Rows are drawn as text; what the reader wants changed (sort, columns, a ticket) goes to the page as one trigger.

const ROW = 34, HEAD = 36, MARGIN = 12, AHEAD = 80, KEPT = 40, AT_ONCE = 2;
// No browser draws an element of 34 million pixels: beyond this height the rows move past a shorter scroll bar.
const TALLEST = 8_000_000;
const STEP = 96;
// A wheel or a finger moves less at once; the thumb of such a scroll bar moves more by a single pixel.
const NEAR = 4_000;

const lists = new WeakMap();

export default function ({data, parentElement, setTriggerValue}) {
  let list = lists.get(parentElement);
  if (!list) lists.set(parentElement, list = new TicketList(parentElement));
  list.ask = (what) => setTriggerValue("asked", what);
  list.show(data);
  return () => list.leave();
}

function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

const clamped = (value, least, most) => Math.max(least, Math.min(most, value));

class TicketList {
  constructor(root) {
    this.chunks = new Map(); this.flying = new Set(); this.drawn = new Map();
    this.offset = 0; this.former = 0; this.active = 0; this.chosing = false;
    this.bar = make("div", {class: "bar"});
    this.panel = make("div", {class: "panel", id: "columns", role: "group", hidden: true});
    this.head = make("div", {class: "head", role: "row", "aria-rowindex": "1"});
    this.body = make("div", {class: "body", role: "rowgroup"});
    this.view = make("div", {
      class: "view", role: "grid", tabindex: "0",
      onscroll: () => this.scrolled(), onkeydown: (event) => this.pressed(event), onclick: (event) => this.clicked(event),
    }, make("div", {role: "rowgroup", class: "top"}, this.head), this.body);
    this.view.cockpitList = this;
    root.append(make("div", {class: "list"}, this.bar, this.panel, this.view));
    this.watch = new ResizeObserver(() => this.drawSoon());
    this.watch.observe(this.view);
  }

  leave() {
    this.watch.disconnect();
    clearTimeout(this.noting);
  }

  // What the page says: the columns, how many rows, where windows of them are, and the first of these.
  show(data) {
    const same = this.data && this.data.source === data.source;
    const moved = !this.data || this.data.view !== data.view;
    this.data = data;
    if (!same) {
      this.chunks = new Map([[0, data.rows]]); this.flying.clear();
      for (const row of this.drawn.values()) row.remove();
      this.drawn.clear();
    }
    this.view.setAttribute("aria-label", data.words.label);
    this.view.setAttribute("aria-rowcount", data.total + 1);
    this.view.setAttribute("aria-colcount", data.columns.length);
    this.view.style.height = data.height || "";
    this.lay();
    this.drawHead(); this.drawBar(); this.drawPanel();
    if (moved) this.recall();
    this.draw();
  }

  // How the scroll bar stands for the rows: the bar of a long table is shorter than its rows, and the rows are shifted
  // by `offset` a page of the bar at a time, so that a wheel or a finger still moves them as far as it moves itself.
  lay() {
    this.whole = this.data.total * ROW;
    this.height = Math.min(this.whole, TALLEST);
    this.page = this.height / 100;
    this.pages = Math.max(1, Math.floor(this.whole / this.page) || 1);
    this.jump = this.pages > 1 ? (this.whole - this.height) / (this.pages - 1) : 0;
    const widths = this.data.columns.map((one) => one.width);
    this.body.style.height = `${this.height}px`;
    const shared = this.data.columns.map((one) => one.grow ? `minmax(${one.width}px,${one.width}fr)` : `${one.width}px`);
    this.view.style.setProperty("--columns", shared.join(" "));
    this.view.style.setProperty("--width", `${widths.reduce((sum, one) => sum + one, 0)}px`);
  }

  get seen() { return Math.max(ROW, this.view.clientHeight - HEAD); }
  get top() { return this.view.scrollTop + this.offset; }

  shift(page) { this.offset = Math.round(clamped(page, 0, this.pages - 1) * this.jump); }

  to(y) {
    const goal = clamped(y, 0, Math.max(0, this.whole - this.seen));
    this.shift(Math.floor(goal / this.page));
    this.former = goal - this.offset;
    this.view.scrollTop = this.former;
    this.former = this.view.scrollTop;
  }

  scrolled() {
    const now = this.view.scrollTop, moved = Math.abs(now - this.former);
    if (moved && this.jump) {
      if (moved < NEAR) {
        const goal = now + this.offset, before = this.offset;
        this.shift(Math.floor(goal / this.page));
        if (this.offset !== before) this.view.scrollTop = goal - this.offset;
      } else {
        const share = (this.whole - this.seen) / (this.height - this.seen);
        this.shift(Math.floor(now * share / this.page));
      }
    }
    this.former = this.view.scrollTop;
    clearTimeout(this.noting);
    this.noting = setTimeout(() => this.remember(), 200);
    this.drawSoon();
  }

  drawSoon() {
    if (!this.waits) this.waits = requestAnimationFrame(() => { this.waits = 0; this.draw(); });
  }

  draw() {
    if (!this.data) return;
    const first = Math.max(0, Math.floor(this.top / ROW) - MARGIN);
    const last = Math.min(this.data.total, Math.ceil((this.top + this.seen) / ROW) + MARGIN);
    for (const [place, row] of this.drawn) {
      if (place < first || place >= last) { row.remove(); this.drawn.delete(place); }
    }
    for (let place = first; place < last; place++) this.drawRow(place);
    const here = this.drawn.has(this.active);
    if (here) this.view.setAttribute("aria-activedescendant", `row-${this.active}`);
    else this.view.removeAttribute("aria-activedescendant");
    this.fetchFor(first, last);
  }

  rowAt(place) {
    const chunk = this.chunks.get(Math.floor(place / this.data.size));
    return chunk && chunk[place % this.data.size];
  }

  drawRow(place) {
    const record = this.rowAt(place);
    let row = this.drawn.get(place);
    if (!row || (record && !row.filled)) {
      row && row.remove();
      row = make("div", {role: "row", id: `row-${place}`, "aria-rowindex": place + 2, class: "row"});
      row.place = place;
      if (record) {
        row.filled = true;
        row.append(...this.data.columns.map((column, at) => this.cell(column, record.cells[at], record)));
      } else {
        row.setAttribute("aria-busy", "true");
        row.append(make("div", {role: "gridcell", class: "cell waiting"}, "…"));
      }
      this.body.append(row);
      this.drawn.set(place, row);
    }
    row.style.transform = `translateY(${place * ROW - this.offset}px)`;
    row.classList.toggle("active", place === this.active);
    row.classList.toggle("last", place === this.data.total - 1);
  }

  cell(column, text, record) {
    const cell = make("div", {role: "gridcell", class: `cell${column.right ? " right" : ""}`});
    if (column.name === "state") {
      if (record.state) cell.append(make("span", {class: `flag ${record.state}`}, make("span", {"aria-hidden": "true"},
        {late: "▲ ", soon: "◆ "}[record.state]), text));
    } else if (column.name === "ticket_id") {
      cell.append(make("a", {href: this.address(record.id), tabindex: "-1"}, ...this.marked(text, column)));
    } else {
      cell.append(...this.marked(text, column));
      if (column.name === "due_at" && record.state) cell.classList.add(record.state);
      if (column.name === this.data.marked && record.state) this.mark(cell, text, record.state);
    }
    if (text.length * 8 > column.width) cell.title = text;
    return cell;
  }

  // A state is a sign and a colour; its word stands where the cell is empty, else where the mouse rests.
  mark(cell, text, state) {
    const word = this.data.states[state];
    cell.classList.add(state);
    cell.prepend(make("span", {role: "img", "aria-label": word, title: word}, {late: "▲ ", soon: "◆ "}[state]));
    if (!text) cell.append(word);
  }

  // The words that were searched for, marked where they stand.
  marked(text, column) {
    if (!column.searched || !this.data.found.length || !text) return [text];
    const known = this.data.found.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const parts = text.split(new RegExp(`(${known.join("|")})`, "giu"));
    return parts.map((part, at) => at % 2 ? make("mark", {}, part) : part);
  }

  address(id) {
    const asked = new URLSearchParams(location.search), { page, carried } = this.data;
    // To another page goes what is chosen for all of them.
    for (const name of page ? [...asked.keys()] : []) if (!carried.includes(name)) asked.delete(name);
    asked.set("ticket", id);
    return `${page || location.pathname}?${asked}`;
  }

  // Windows are fetched two at a time, those in view first; what was passed by meanwhile is not fetched at all.
  fetchFor(first, last) {
    const size = this.data.size, most = Math.ceil(this.data.total / size) - 1;
    const from = Math.floor(first / size), until = Math.floor(Math.max(first, last - 1) / size);
    const wanted = [];
    for (let one = from; one <= until; one++) wanted.push(one);
    wanted.push(Math.floor((last + AHEAD) / size), Math.floor(Math.max(0, first - AHEAD) / size));
    for (const one of wanted) {
      if (one > most || this.chunks.has(one) || this.flying.has(one) || this.flying.size >= AT_ONCE) continue;
      this.fetch(one);
    }
  }

  async fetch(chunk) {
    const source = this.data.source;
    this.flying.add(chunk);
    try {
      const answer = await fetch(`${source}?from=${chunk * this.data.size}`);
      if (source !== this.data.source) return;
      if (answer.status === 404 && !this.renewing) { this.renewing = true; this.ask({renew: Date.now()}); }
      if (!answer.ok) throw new Error(answer.status);
      this.renewing = false;
      this.chunks.set(chunk, await answer.json());
      this.forget(chunk);
      this.flying.delete(chunk);
      this.drawSoon();
    } catch {
      setTimeout(() => { if (source === this.data.source) { this.flying.delete(chunk); this.drawSoon(); } }, 2000);
    }
  }

  forget(chunk) {
    while (this.chunks.size > KEPT) {
      const far = [...this.chunks.keys()].reduce((a, b) => Math.abs(a - chunk) > Math.abs(b - chunk) ? a : b);
      this.chunks.delete(far);
    }
  }

  // --- the reader's hands

  pressed(event) {
    if (event.target !== this.view) return;
    const leap = Math.max(1, Math.floor(this.seen / ROW) - 1), end = this.data.total - 1;
    const ways = {
      ArrowDown: () => this.active + 1, ArrowUp: () => this.active - 1, PageDown: () => this.active + leap,
      PageUp: () => this.active - leap, Home: () => 0, End: () => end,
    };
    if (event.key === "Enter") this.open(this.rowAt(this.active));
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      this.view.scrollLeft += event.key === "ArrowRight" ? STEP : -STEP;
    } else if (ways[event.key] && !event.altKey) {
      this.active = clamped(ways[event.key](), 0, end);
      const y = this.active * ROW;
      if (y < this.top) this.to(y);
      else if (y + ROW > this.top + this.seen) this.to(y + ROW - this.seen);
      this.draw();
    } else return;
    event.preventDefault();
  }

  clicked(event) {
    const row = event.target.closest(".row");
    if (!row || !row.filled || String(getSelection())) return;
    if (event.target.closest("a") && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    this.active = row.place;
    this.draw();
    this.open(this.rowAt(row.place));
  }

  open(record) {
    if (!record) return;
    this.remember();
    if (this.data.page) location.assign(this.address(record.id));
    else this.ask({ticket: record.id});
  }

  // Where the reader was, for the way back.
  remember() {
    try { sessionStorage.setItem(`list ${this.data.view}`, JSON.stringify([this.top, this.active])); } catch { /* full */ }
  }

  recall() {
    let top = 0;
    this.active = 0;
    try { [top, this.active] = JSON.parse(sessionStorage.getItem(`list ${this.data.view}`)) || [0, 0]; } catch { /* none */ }
    this.active = clamped(this.active, 0, Math.max(0, this.data.total - 1));
    requestAnimationFrame(() => { this.to(top); this.draw(); });
  }

  // --- head, bar and choice of columns

  drawHead() {
    const focused = this.head.getRootNode().activeElement?.dataset?.column;
    this.head.replaceChildren(...this.data.columns.map((column, at) => this.headCell(column, at)));
    if (focused) this.head.querySelector(`[data-column="${focused}"]`)?.focus();
  }

  headCell(column, at) {
    const sorted = column.name === this.data.sort.name;
    const down = sorted && this.data.sort.descending;
    const sign = sorted ? make("span", {class: "sign", "aria-hidden": "true"}, down ? "↓" : "↑") : "";
    const known = column.sortable ? {
      title: this.data.words.sort,
      onclick: () => this.ask({sort: column.name, descending: sorted ? !down : !!column.newest}),
      onkeydown: (event) => {
        const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
        if (step && event.altKey) { event.preventDefault(); this.move(column.name, at + step); }
      },
    } : {};
    const cell = make("div", {
      role: "columnheader", class: `cell${column.right ? " right" : ""}`,
      "aria-sort": sorted ? (down ? "descending" : "ascending") : false,
    }, column.sortable ? make("button", {type: "button", "data-column": column.name, ...known}, column.title, sign)
      : make("span", {}, column.title));
    if (this.data.offered.length) this.draggable(cell, column.name, "x", () => at);
    return cell;
  }

  // A column is taken by its head or its line in the panel and put down where the mark stands. By pointer events: a
  // button inside what is dragged by the browser cannot be taken hold of everywhere.
  draggable(element, name, axis, place) {
    element.column = {place, axis};
    element.addEventListener("pointerdown", (event) => {
      if (event.button || event.target.closest("input, .step")) return;
      const start = axis === "x" ? event.clientX : event.clientY;
      let goal = null, moved = false;
      const over = (event) => {
        moved ||= Math.abs((axis === "x" ? event.clientX : event.clientY) - start) > 6;
        if (!moved) return;
        event.preventDefault();
        goal?.element.classList.remove("before", "after");
        goal = this.goal(event, axis);
        goal?.element.classList.add(goal.after ? "after" : "before");
        this.view.classList.add("dragging");
      };
      const end = (event) => {
        removeEventListener("pointermove", over);
        removeEventListener("pointerup", end);
        removeEventListener("pointercancel", end);
        this.view.classList.remove("dragging");
        goal?.element.classList.remove("before", "after");
        if (!moved) return;
        const still = (click) => { click.stopPropagation(); click.preventDefault(); };
        addEventListener("click", still, true);
        setTimeout(() => removeEventListener("click", still, true));
        if (goal && event.type === "pointerup") this.move(name, goal.element.column.place() + (goal.after ? 1 : 0), true);
      };
      addEventListener("pointermove", over);
      addEventListener("pointerup", end);
      addEventListener("pointercancel", end);
    });
  }

  goal(event, axis) {
    const element = this.view.getRootNode().elementFromPoint(event.clientX, event.clientY)?.closest("[role=columnheader], li");
    if (element?.column?.axis !== axis) return null;
    const box = element.getBoundingClientRect();
    const after = axis === "x" ? event.clientX > box.left + box.width / 2 : event.clientY > box.top + box.height / 2;
    return {element, after};
  }

  get chosen() { return this.data.columns.map((one) => one.name); }

  // Puts a column before the one that stands at a place now (`before`), or at that place.
  move(name, place, before = false) {
    const names = this.chosen, at = names.indexOf(name);
    if (at >= 0) names.splice(at, 1);
    names.splice(clamped(before && at >= 0 && at < place ? place - 1 : place, 0, names.length), 0, name);
    this.columns(names);
  }

  columns(names) { if (names.length) this.ask({columns: names}); }

  drawBar() {
    const words = this.data.words;
    this.opener ||= make("button", {
      type: "button", class: "opener", "aria-controls": "columns",
      onclick: () => { this.chosing = !this.chosing; this.drawPanel(); if (this.chosing) this.panel.querySelector("input").focus(); },
    });
    this.opener.textContent = words.columns;
    this.bar.replaceChildren(make("span", {class: "hint"}, words.hint), this.opener);
    this.bar.hidden = !this.data.offered.length;
  }

  drawPanel() {
    this.opener.setAttribute("aria-expanded", this.chosing);
    this.panel.hidden = !this.chosing;
    if (!this.chosing) { this.panel.replaceChildren(); return; }
    const focused = this.panel.getRootNode().activeElement?.dataset?.part;
    const words = this.data.words, chosen = this.chosen;
    const titles = Object.fromEntries(this.data.offered.map((one) => [one.name, one.title]));
    const rest = this.data.offered.map((one) => one.name).filter((name) => !chosen.includes(name));
    const close = () => { this.chosing = false; this.drawPanel(); this.opener.focus(); };
    this.panel.onkeydown = (event) => { if (event.key === "Escape") close(); };
    this.panel.setAttribute("aria-label", words.columns);
    this.panel.replaceChildren(
      make("ul", {}, ...[...chosen, ...rest].map((name, at) => this.choice(name, titles[name], at, chosen))),
      make("div", {class: "feet"},
        make("button", {type: "button", "data-part": "plain", onclick: () => this.ask({columns: []})}, words.plain),
        make("button", {type: "button", "data-part": "done", onclick: close}, words.done)));
    if (focused) this.panel.querySelector(`[data-part="${focused}"]`)?.focus();
  }

  choice(name, title, at, chosen) {
    const words = this.data.words, shown = chosen.includes(name);
    const box = make("input", {type: "checkbox", "data-part": `box-${name}`, onchange: () =>
      this.columns(shown ? chosen.filter((one) => one !== name) : [...chosen, name])});
    box.checked = shown;
    box.disabled = shown && chosen.length === 1;
    const step = (sign, by, word, stopped) => make("button", {
      type: "button", class: "step", "aria-label": `${title} ${word}`, "data-part": `${by}-${name}`, disabled: stopped,
      onclick: () => this.move(name, at + by),
    }, sign);
    const item = make("li", {class: shown ? "held" : ""}, make("label", {}, box, title));
    if (shown) {
      item.append(step("↑", -1, words.earlier, at === 0), step("↓", 1, words.later, at === chosen.length - 1));
      this.draggable(item, name, "y", () => at);
    }
    return item;
  }
}

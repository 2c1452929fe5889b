// Shelves with chips in an order: dragged by a pointer, moved by the arrows, taken off, added from a list.
// data.shelves: {name, title, takes, most, chips: [{id, text}], choices: [{group, options: [{id, text}]}]}.

const LIFT = 5;
const shelves = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let shelf = shelves.get(parentElement);
  if (!shelf) shelves.set(parentElement, (shelf = new Shelves(parentElement)));
  shelf.send = setTriggerValue;
  if (shelf.stamp !== data.stamp) shelf.show(data);
  return () => {
    shelf.root.remove();
    shelves.delete(parentElement);
  };
}

function made(tag, name, text) {
  const found = document.createElement(tag);
  if (name) found.className = name;
  if (text !== undefined) found.textContent = text;
  return found;
}

class Shelves {
  constructor(parent) {
    this.root = made("div");
    this.board = made("div", "shelves");
    this.help = made("p", "quiet");
    this.help.id = "help";
    this.told = made("p", "quiet");
    this.told.setAttribute("role", "status");
    this.root.append(this.board, this.help, this.told);
    parent.append(this.root);
  }

  show(data) {
    const held = this.root.getRootNode().activeElement?.dataset?.id;
    this.stamp = data.stamp;
    this.words = data.words;
    this.data = data.shelves.map((shelf) => ({ ...shelf, chips: [...shelf.chips] }));
    this.help.textContent = data.words.help;
    this.draw();
    if (held) this.focus(held);
  }

  draw() {
    this.board.replaceChildren(...this.data.map((shelf, place) => this.shelf(shelf, place)));
  }

  shelf(shelf, place) {
    const found = made("section", "shelf");
    found.dataset.shelf = place;
    found.setAttribute("aria-label", shelf.title);
    const list = made("ul");
    list.setAttribute("aria-label", shelf.title);
    list.append(...shelf.chips.map((chip, at) => this.chip(chip, place, at)));
    if (shelf.chips.length < shelf.most) list.append(this.adding(shelf, place));
    found.append(made("h3", "", shelf.title), list);
    return found;
  }

  chip(chip, place, at) {
    const item = made("li");
    const button = made("button", "chip", chip.text);
    button.type = "button";
    button.title = chip.text;
    button.dataset.id = chip.id;
    button.setAttribute("aria-describedby", "help");
    button.addEventListener("keydown", (event) => this.pressed(event, place, at));
    button.addEventListener("pointerdown", (event) => this.lift(event, place, at));
    const drop = made("button", "drop", "×");
    drop.type = "button";
    drop.setAttribute("aria-label", `${this.words.remove} ${chip.text}`);
    drop.addEventListener("click", () => this.remove(place, at));
    item.append(button, ...(this.data[place].chips.length > this.data[place].least ? [drop] : []));
    return item;
  }

  adding(shelf, place) {
    const item = made("li", "add");
    const list = made("select");
    list.setAttribute("aria-label", `${this.words.add} ${shelf.title}`);
    list.append(new Option(`+ ${this.words.add}`, ""));
    for (const { group, options } of shelf.choices) {
      const box = document.createElement("optgroup");
      box.label = group;
      box.append(...options.map((one) => new Option(one.text, one.id)));
      list.append(box);
    }
    list.addEventListener("change", () => {
      const chosen = list.selectedOptions[0];
      if (!chosen.value) return;
      shelf.chips.push({ id: chosen.value, text: chosen.textContent });
      this.changed(chosen.value, place);
    });
    item.append(list);
    return item;
  }

  // ---- changes

  changed(id, place) {
    this.draw();
    const shelf = this.data[place];
    const at = shelf.chips.findIndex((chip) => chip.id === id);
    const text = at < 0 ? shelf.title : `${shelf.title} ${at + 1}: ${shelf.chips[at].text}`;
    this.told.textContent = text;
    this.focus(at < 0 ? shelf.chips[0]?.id : id);
    this.send("layout", Object.fromEntries(this.data.map((one) => [one.name, one.chips.map((chip) => chip.id)])));
  }

  focus(id) {
    const all = [...this.board.querySelectorAll(".chip")];
    all.find((one) => one.dataset.id === id)?.focus();
  }

  remove(place, at) {
    if (this.data[place].chips.length <= this.data[place].least) return;
    const [gone] = this.data[place].chips.splice(at, 1);
    this.changed(gone.id, place);
  }

  fits(from, to) {
    const [one, other] = [this.data[from], this.data[to]];
    if (from === to) return true;
    return one.takes === other.takes && other.chips.length < other.most && one.chips.length > one.least;
  }

  move(from, at, to, before) {
    if (!this.fits(from, to)) return;
    const [chip] = this.data[from].chips.splice(at, 1);
    const place = from === to && before > at ? before - 1 : before;
    this.data[to].chips.splice(place, 0, chip);
    if (from !== to || place !== at) this.changed(chip.id, to);
    else this.draw();
  }

  // ---- keyboard

  pressed(event, place, at) {
    const chips = this.data[place].chips;
    const steps = {
      ArrowLeft: () => at > 0 && this.move(place, at, place, at - 1),
      ArrowRight: () => at < chips.length - 1 && this.move(place, at, place, at + 2),
      ArrowUp: () => this.shift(place, at, -1),
      ArrowDown: () => this.shift(place, at, 1),
      Delete: () => this.remove(place, at),
      Backspace: () => this.remove(place, at),
    };
    if (!(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    steps[event.key]();
  }

  shift(place, at, step) {
    const to = place + step;
    if (this.data[to]) this.move(place, at, to, this.data[to].chips.length);
  }

  // ---- pointer

  lift(event, place, at) {
    if (event.button) return;
    const button = event.currentTarget, item = button.parentElement;
    const [x, y] = [event.clientX, event.clientY];
    let ghost = null, target = null;
    const moved = (move) => {
      if (!ghost && Math.hypot(move.clientX - x, move.clientY - y) < LIFT) return;
      if (!ghost) {
        this.root.append((ghost = made("span", "ghost", button.textContent)));
        item.classList.add("lifted");
      }
      ghost.style.left = `${move.clientX + 10}px`;
      ghost.style.top = `${move.clientY + 6}px`;
      target = this.under(move.clientX, move.clientY, place);
    };
    const done = (end) => {
      button.removeEventListener("pointermove", moved);
      ghost?.remove();
      item.classList.remove("lifted");
      this.clear();
      if (ghost && target && end.type === "pointerup") this.move(place, at, target[0], target[1]);
    };
    button.setPointerCapture(event.pointerId);
    button.addEventListener("pointermove", moved);
    button.addEventListener("pointerup", done, { once: true });
    button.addEventListener("pointercancel", done, { once: true });
  }

  clear() {
    for (const one of this.board.querySelectorAll(".over, .before, .after")) one.classList.remove("over", "before", "after");
  }

  // The shelf under the pointer and the place among its chips; none where the chip does not fit.
  under(x, y, from) {
    this.clear();
    const over = this.root.getRootNode().elementFromPoint(x, y)?.closest(".shelf");
    if (!over || !this.fits(from, Number(over.dataset.shelf))) return null;
    over.classList.add("over");
    const items = [...over.querySelectorAll("li:not(.add)")];
    let before = items.findIndex((one) => {
      const box = one.getBoundingClientRect();
      return y < box.top || (y <= box.bottom && x < box.left + box.width / 2);
    });
    if (before < 0) before = items.length;
    if (items[before]) items[before].classList.add("before");
    else items[items.length - 1]?.classList.add("after");
    return [Number(over.dataset.shelf), before];
  }
}

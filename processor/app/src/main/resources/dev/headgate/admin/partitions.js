// The partitions: a table to sort and to filter, and above it a square for each where there are many.

import { count, duration, element, REASONS } from "./format.js";

const MOST_ROWS = 100;
const GRID_FROM = 33;
const STUCK_MS = 60000;

const COLUMNS = [
  ["Partition", row => row.name],
  ["Lag", row => row.lag ?? -1],
  ["Lag, time", row => row.lagMs ?? -1],
  ["State", row => row.state],
  ["In flight", row => row.inFlight],
  ["Done beyond", row => row.ackedBeyond],
  ["Window", row => row.ackedBeyond + row.inFlight],
  ["Oldest in flight", row => row.oldestMs],
  ["Committed", row => row.committed ?? -1],
];

const natural = new Intl.Collator("en", { numeric: true });

function row(partition, lag) {
  const paused = partition.pauseReason !== "NONE";
  const stuck = partition.oldestInFlightHeldMs > STUCK_MS;
  const level = stuck || partition.pauseReason === "DOWNSTREAM_UNAVAILABLE" ? "BAD" : paused ? "WATCH" : "OK";
  return {
    name: partition.topic + "-" + partition.partition,
    lag: lag?.lagRecords, lagMs: lag?.lagMs, estimated: lag?.estimated, end: lag?.endOffset,
    committed: lag?.committed ?? partition.committed,
    inFlight: partition.inFlight, ackedBeyond: partition.ackedBeyond, map: partition.ackedMap,
    oldest: partition.oldestInFlightOffset, oldestMs: partition.oldestInFlightAgeMs,
    paused, level,
    state: stuck ? "stuck" + (paused ? ", paused: " + REASONS[partition.pauseReason] : "")
      : paused ? "paused: " + REASONS[partition.pauseReason] : "consuming",
  };
}

export class Partitions {
  #rows = [];
  #column = null;
  #descending = false;
  #filter = "";

  constructor() {
    document.getElementById("columns").append(...COLUMNS.map(([title], index) => {
      const head = element("th", null, { scope: "col" });
      const button = element("button", title, { type: "button" });
      button.addEventListener("click", () => this.#sortBy(index, head));
      head.append(button);
      return head;
    }));
    const grid = document.getElementById("grid");
    grid.addEventListener("keydown", event => this.#move(event));
    grid.addEventListener("focusin", event => this.#tell(event.target));
    grid.addEventListener("pointerover", event => this.#tell(event.target));
    grid.addEventListener("click", event => this.#alone(event.target));
    document.getElementById("filter").addEventListener("input", event => {
      this.#filter = event.target.value.trim().toLowerCase();
      this.#draw();
    });
  }

  show(engine, lag) {
    const lags = new Map(lag.partitions.map(each => [each.topic + "-" + each.partition, each]));
    this.#rows = engine.partitions.map(each => row(each, lags.get(each.topic + "-" + each.partition)));
    this.#draw();
  }

  /** Arrow keys within the grid, which is one stop for the Tab key. */
  #move(event) {
    const squares = [...event.currentTarget.children];
    const across = getComputedStyle(event.currentTarget).gridTemplateColumns.split(" ").length;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, Home: -squares.length, End: squares.length };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const to = squares.indexOf(document.activeElement) + steps[event.key];
    squares[Math.min(squares.length - 1, Math.max(0, to))].focus();
  }

  #tell(square) {
    if (!square.dataset.name) return;
    [...square.parentNode.children].forEach(each => (each.tabIndex = each === square ? 0 : -1));
    document.getElementById("grid-note").textContent = square.getAttribute("aria-label");
  }

  #alone(square) {
    if (!square.dataset.name) return;
    const filter = document.getElementById("filter");
    filter.value = this.#filter === square.dataset.name.toLowerCase() ? "" : square.dataset.name;
    filter.dispatchEvent(new Event("input"));
  }

  #sortBy(index, head) {
    this.#descending = this.#column === index ? !this.#descending : index > 0;
    this.#column = index;
    document.querySelectorAll("#columns th").forEach(each => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", this.#descending ? "descending" : "ascending");
    this.#draw();
  }

  #sorted(rows) {
    const many = rows.length > MOST_ROWS;
    // Where not all fit in, those in trouble come first.
    if (this.#column == null) {
      return many ? rows.toSorted((a, b) => b.oldestMs - a.oldestMs || (b.lag ?? 0) - (a.lag ?? 0)) : rows;
    }
    const read = COLUMNS[this.#column][1];
    const sign = this.#descending ? -1 : 1;
    return rows.toSorted((a, b) => {
      const x = read(a), y = read(b);
      return sign * (typeof x === "string" ? natural.compare(x, y) : x - y) || natural.compare(a.name, b.name);
    });
  }

  #draw() {
    const alone = this.#rows.filter(each => each.name.toLowerCase() === this.#filter);
    const matching = alone.length ? alone
      : this.#rows.filter(each => (each.name + " " + each.state).toLowerCase().includes(this.#filter));
    const shown = this.#sorted(matching).slice(0, MOST_ROWS);
    const body = document.getElementById("rows");
    while (body.rows.length > shown.length) body.deleteRow(-1);
    while (body.rows.length < shown.length) this.#newRow(body);
    shown.forEach((each, index) => this.#fill(body.rows[index], each));
    document.getElementById("partitions-note").textContent =
      !this.#rows.length ? "None is assigned to this member."
      : shown.length < this.#rows.length ? `${count(shown.length)} of ${count(this.#rows.length)} are shown` + (this.#filter ? "" : ", the most troubled first") : "";
    this.#grid(this.#rows);
  }

  #newRow(body) {
    const made = body.insertRow();
    COLUMNS.forEach(() => made.insertCell());
    made.cells[6].append(element("canvas", null, { class: "window", width: "64", height: "1", role: "img" }));
    made.cells[3].append(element("span", null, { class: "pill" }));
  }

  #fill(line, each) {
    const texts = [each.name, count(each.lag), (each.estimated ? "≈ " : "") + duration(each.lagMs), null,
      count(each.inFlight), count(each.ackedBeyond), null,
      each.oldest == null ? "–" : duration(each.oldestMs) + " @" + each.oldest, count(each.committed)];
    texts.forEach((text, index) => {
      if (text != null && line.cells[index].textContent !== text) line.cells[index].textContent = text;
    });
    const pill = line.cells[3].firstChild;
    pill.textContent = each.state;
    pill.dataset.level = each.level;
    this.#window(line.cells[6].firstChild, each);
  }

  /** From the oldest record in flight to the newest polled: filled where it is done, empty where it is not. */
  #window(canvas, each) {
    const state = each.inFlight + "/" + each.map;
    if (canvas.dataset.state === state) return;
    canvas.dataset.state = state;
    const total = each.inFlight + each.ackedBeyond;
    canvas.setAttribute("aria-label", total ? `${each.inFlight} of ${total} records in flight` : "nothing in flight");
    canvas.title = canvas.getAttribute("aria-label");
    const pen = canvas.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    pen.clearRect(0, 0, 64, 1);
    if (!total) return;
    const bits = each.map ? BigInt("0x" + each.map) : 0n;
    for (let part = 0; part < 64; part++) {
      const done = (bits >> BigInt(63 - part)) & 1n;
      pen.fillStyle = style.getPropertyValue(done ? "--ok" : "--fill");
      pen.fillRect(part, 0, 1, 1);
    }
  }

  #grid(rows) {
    const grid = document.getElementById("grid");
    grid.hidden = this.#rows.length < GRID_FROM;
    document.getElementById("grid-note").hidden = grid.hidden;
    if (grid.hidden) return;
    while (grid.childElementCount > rows.length) grid.lastElementChild.remove();
    while (grid.childElementCount < rows.length) grid.append(element("button", null, { type: "button", tabindex: grid.childElementCount ? "-1" : "0" }));
    const worst = Math.max(1, ...rows.map(each => each.lag ?? 0));
    rows.forEach((each, index) => {
      const square = grid.children[index];
      square.dataset.heat = each.level === "BAD" ? 3 : (each.lag ?? 0) > 1000 && each.lag > worst / 2 ? 2 : each.lag > 0 ? 1 : 0;
      square.toggleAttribute("data-paused", each.paused);
      square.dataset.name = each.name;
      square.setAttribute("aria-label", `${each.name}: lag ${count(each.lag)}, ${each.state}`);
      square.title = square.getAttribute("aria-label");
    });
  }
}

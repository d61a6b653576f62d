// The partitions: a table to sort and to filter, and above it a square for each where there are many.

import { count, duration, element, REASONS } from "./format.js";

const MOST_ROWS = 100;
const GRID_FROM = 33;
const STUCK_MS = 60000;

const COLUMNS = [
  ["Partition", row => row.name],
  ["Lag", row => row.lag ?? -1],
  ["Lag, time", row => row.lagMs ?? -1],
  ["Committed", row => row.committed ?? -1],
  ["In flight", row => row.inFlight],
  ["Done beyond", row => row.ackedBeyond],
  ["Window", row => row.ackedBeyond + row.inFlight],
  ["Oldest in flight", row => row.oldestMs],
  ["State", row => row.state],
];

const natural = new Intl.Collator("en", { numeric: true });

function row(partition, lag) {
  const paused = partition.pauseReason !== "NONE";
  const stuck = partition.oldestInFlightAgeMs > STUCK_MS;
  const level = stuck || partition.pauseReason === "SINK_UNAVAILABLE" ? "BAD" : paused ? "WATCH" : "OK";
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
    const matching = this.#rows.filter(each => (each.name + " " + each.state).toLowerCase().includes(this.#filter));
    const shown = this.#sorted(matching).slice(0, MOST_ROWS);
    const body = document.getElementById("rows");
    while (body.rows.length > shown.length) body.deleteRow(-1);
    while (body.rows.length < shown.length) this.#newRow(body);
    shown.forEach((each, index) => this.#fill(body.rows[index], each));
    document.getElementById("partitions-note").textContent =
      !this.#rows.length ? "None is assigned to this member."
      : shown.length < this.#rows.length ? `${count(shown.length)} of ${count(this.#rows.length)} are shown` + (this.#filter ? "" : ", the most troubled first") : "";
    this.#grid(matching);
  }

  #newRow(body) {
    const made = body.insertRow();
    COLUMNS.forEach(() => made.insertCell());
    made.cells[6].append(element("canvas", null, { class: "window", width: "64", height: "1", role: "img" }));
    made.cells[8].append(element("span", null, { class: "pill" }));
  }

  #fill(line, each) {
    const texts = [each.name, count(each.lag), (each.estimated ? "≈ " : "") + duration(each.lagMs), count(each.committed),
      count(each.inFlight), count(each.ackedBeyond), null,
      each.oldest == null ? "–" : duration(each.oldestMs) + " @" + each.oldest, null];
    texts.forEach((text, index) => {
      if (text != null && line.cells[index].textContent !== text) line.cells[index].textContent = text;
    });
    const pill = line.cells[8].firstChild;
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
    if (grid.hidden) return;
    while (grid.childElementCount > rows.length) grid.lastElementChild.remove();
    while (grid.childElementCount < rows.length) grid.append(element("span"));
    const worst = Math.max(1, ...rows.map(each => each.lag ?? 0));
    rows.forEach((each, index) => {
      const square = grid.children[index];
      square.dataset.heat = each.level === "BAD" ? 3 : (each.lag ?? 0) > 1000 && each.lag > worst / 2 ? 2 : each.lag > 0 ? 1 : 0;
      square.toggleAttribute("data-paused", each.paused);
      square.title = `${each.name}: lag ${count(each.lag)}, ${each.state}`;
    });
  }
}

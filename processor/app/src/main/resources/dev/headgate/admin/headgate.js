// The page: takes frames from the stream and shows them.

import { Charts } from "./charts.js";
import { wireControl } from "./control.js";
import { bytes, clock, count, duration, element, REASONS } from "./format.js";
import { Partitions } from "./partitions.js";

const SILENT_MS = 5000;
const charts = new Charts();
const partitions = new Partitions();
const byId = id => document.getElementById(id);
let heard = 0;
let lost = false;

function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

function verdict({ level, headline, dataLevel, data }) {
  byId("verdict").dataset.level = level;
  text(byId("headline"), headline);
  document.querySelector(".data").dataset.level = dataLevel;
  text(byId("data"), data);
}

function part(name, figure, note, level = "OK") {
  const box = document.querySelector(`[data-part=${name}]`);
  box.dataset.level = level;
  text(box.querySelector(".figure"), figure);
  text(box.querySelector(".note"), note);
  return box;
}

function fill(box, share, label) {
  const bar = box.querySelector(".bar");
  bar.setAttribute("aria-label", label);
  bar.querySelector(".fill").style.width = Math.min(100, 100 * share) + "%";
}

const times = latency => (latency ? `median ${duration(latency.p50Ms)}, p99 ${duration(latency.p99Ms)}` : "no record in the last second");

/** What holds the workers back beside their number, if anything does. */
function limits(engine) {
  return (engine.workersLimit < engine.maxWorkers ? `of ${count(engine.maxWorkers)}; ` : "")
    + (engine.handlerRate > 0 ? `at most ${count(engine.handlerRate)}/s; ` : "");
}

function flow({ now, engine }) {
  part("partitions", count(now.partitions),
    now.lagRecords < 0 ? "lag unknown" : `${count(now.lagRecords)} records behind, ${duration(now.lagMs)}`);
  const paused = engine.pauseReason !== "NONE";
  part("gate", paused ? "closed" : now.pausedPartitions ? "partly open" : "open",
    paused ? REASONS[engine.pauseReason] : now.pausedPartitions ? `${count(now.pausedPartitions)} partitions paused` : `${count(now.inPerSecond)} records/s in`,
    engine.pauseReason === "DOWNSTREAM_UNAVAILABLE" ? "BAD" : paused ? "WATCH" : "OK");
  const queue = part("queue", count(engine.queued), `${count(engine.inFlightRecords)} of ${count(engine.queueCapacity)} in flight, `
    + `${bytes(engine.inFlightBytes)} of ${bytes(engine.queueBytesCapacity)}`);
  fill(queue, engine.inFlightRecords / Math.max(1, engine.queueCapacity),
    `${count(engine.inFlightRecords)} of ${count(engine.queueCapacity)} records in flight; pauses above ${count(engine.queueHigh)}, resumes at ${count(engine.queueLow)}`);
  queue.querySelector(".bar").title = queue.querySelector(".bar").getAttribute("aria-label");
  queue.querySelector(".low").style.left = (100 * engine.queueLow) / Math.max(1, engine.queueCapacity) + "%";
  queue.querySelector(".high").style.left = (100 * engine.queueHigh) / Math.max(1, engine.queueCapacity) + "%";
  const workers = part("workers", `${count(engine.activeWorkers)} / ${count(engine.workersLimit)}`, limits(engine) + times(now.handler));
  fill(workers, engine.activeWorkers / Math.max(1, engine.maxWorkers), `${count(engine.activeWorkers)} of ${count(engine.maxWorkers)} workers busy, ${count(engine.workersLimit)} allowed`);
  part("sink", `${count(now.outPerSecond)}/s`, times(now.sink), engine.pauseReason === "DOWNSTREAM_UNAVAILABLE" ? "BAD" : "OK");
}

function events(list) {
  byId("events").replaceChildren(...(list.length ? list : [{ epochMillis: heard, text: "nothing worth a line yet", level: "OK" }]).map(each => {
    const line = element("li", null, { "data-level": each.level });
    line.append(element("time", clock(each.epochMillis)), element("span", each.text));
    if (each.times > 1) {
      line.append(element("span", `× ${count(each.times)}` + (each.sinceMillis < each.epochMillis ? ` since ${clock(each.sinceMillis)}` : ""), { class: "times" }));
    }
    return line;
  }));
}

const list = entries => entries.flatMap(([name, value]) => [element("dt", name), element("dd", count(value))]);

function totals({ counters }) {
  const figures = {
    "Consumed": counters.consumed, "Acknowledged": counters.acked, "Already done before": counters.alreadyDone,
    "Dead-lettered": counters.deadLettered, "Skipped": counters.skipped, "Given back": counters.dropped, "Retries": counters.retries,
    "Pauses": counters.pauses, "Rebalances": counters.rebalances, "Commits": counters.commits, "Failed commits": counters.commitFailures,
    "Circuit openings": counters.circuitOpened,
  };
  for (const [reason, times] of Object.entries(counters.retriesBy)) if (times) figures["… " + reason.toLowerCase().replaceAll("_", " ")] = times;
  byId("totals").replaceChildren(...list(Object.entries(figures)));
  const reasons = Object.entries(counters.givenUpBy).sort((a, b) => b[1] - a[1]);
  byId("reasons-box").hidden = !reasons.length;
  byId("reasons").replaceChildren(...list(reasons));
}

const REDRIVE_STATES = { RUNNING: "under way", DONE: "done", STOPPED: "stopped", FAILED: "failed" };
const REDRIVE_COUNTS = {
  REDRIVEN: "Put back", FILTERED: "Left: filtered out", EXHAUSTED: "Left: put back too often", NO_DEAD_LETTER: "Left: no dead letters",
  INTERNAL_TOPIC: "Left: topic is the brokers' own",
  NO_TOPIC: "Left: topic is gone", REFUSED: "Left: topic can't take them",
};

function redrive({ state, dryRun, deadLetterTopic, counts, reasons, remaining, problem }) {
  byId("redrive-box").hidden = state === "NONE";
  if (state === "NONE") return;
  text(byId("redrive-note"), `${dryRun ? "Counted only, of" : "Of"} ${deadLetterTopic}: ${REDRIVE_STATES[state]}`
    + (remaining && state !== "DONE" ? `, ${count(remaining)} to look at` : "") + (problem ? `. ${problem}` : ""));
  const named = Object.entries(REDRIVE_COUNTS).filter(([outcome]) => counts[outcome]).map(([outcome, name]) =>
    [dryRun && outcome === "REDRIVEN" ? "To be put back" : name, counts[outcome]]);
  byId("redrive").replaceChildren(...list([...named, ...Object.entries(reasons).map(([reason, times]) => ["… " + reason, times])]));
}

function show(frame) {
  text(byId("group"), "· " + frame.group + " · " + frame.topics.join(", "));
  document.title = ({ OK: "", WATCH: "! ", BAD: "✕ " })[frame.verdict.level] + "Headgate · " + frame.group;
  byId("control-form").hidden = !frame.control;
  byId("control-off").hidden = frame.control;
  verdict(frame.verdict);
  flow(frame);
  charts.add(frame.now);
  partitions.show(frame.engine, frame.lag);
  events(frame.events);
  totals(frame.engine);
  redrive(frame.redrive);
}

function connected() {
  heard = Date.now();
  lost = false;
  const note = byId("connection");
  note.removeAttribute("data-lost");
  text(note, "live");
}

function checkSilence() {
  const silent = Date.now() - heard;
  if (heard && silent < SILENT_MS && !lost) return;
  const note = byId("connection");
  note.setAttribute("data-lost", "");
  text(note, heard ? `No answer from the processor for ${duration(silent)}: what is shown is of ${clock(heard)}; trying again` : "No answer from the processor yet");
  if (heard) byId("verdict").dataset.level = "OLD";
}

async function begin() {
  try {
    charts.replace(await (await fetch("api/history")).json());
  } catch {
    // the stream tells whether the processor is there
  }
}

function listen() {
  const stream = new EventSource("api/stream");
  stream.addEventListener("state", event => {
    const late = Date.now() - heard > SILENT_MS;
    connected();
    show(JSON.parse(event.data));
    if (late) begin();
  });
  stream.addEventListener("error", () => {
    lost = true;
    checkSilence();
    // A refused stream is not tried again by the browser itself.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
  });
}

wireControl();
listen();
setInterval(checkSilence, 1000);

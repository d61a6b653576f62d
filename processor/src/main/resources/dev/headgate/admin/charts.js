// The last minutes as lines, drawn by uPlot, and the pauses as a strip.

import uPlot from "./uplot.js";
import { brief, duration, element, REASONS } from "./format.js";

const HEIGHT = 130;
const KEPT = 300;
const seconds = sample => sample.epochMillis / 1000;
const p99 = part => sample => (sample[part] ? sample[part].p99Ms : null);

const CHARTS = {
  "chart-rate": [["in", "--fill", s => s.inPerSecond], ["acknowledged", "--ok", s => s.outPerSecond],
    ["retries", "--watch", s => s.retriesPerSecond], ["given up", "--bad", s => s.givenUpPerSecond]],
  "chart-lag": [["lag", "--fill", s => (s.lagRecords < 0 ? null : s.lagRecords)]],
  "chart-flight": [["in flight", "--fill", s => s.inFlight], ["waiting for a worker", "--watch", s => s.queued]],
  "chart-latency": [["queue", "--fill", p99("queue")], ["handler", "--fill-2", p99("handler")], ["sink", "--fill-3", p99("sink")]],
};

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class Charts {
  #samples = [];
  #plots = [];

  constructor() {
    this.#make();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#make());
    new ResizeObserver(() => this.#resize()).observe(document.querySelector(".charts"));
  }

  /** Takes the place of all samples there are. */
  replace(samples) {
    this.#samples = samples.slice(-KEPT);
    this.#draw();
  }

  add(sample) {
    const last = this.#samples.at(-1);
    if (last && sample.epochMillis <= last.epochMillis) return;
    this.#samples.push(sample);
    if (this.#samples.length > KEPT) this.#samples.shift();
    this.#draw();
  }

  #make() {
    this.#plots.forEach(({ plot }) => plot.destroy());
    this.#plots = Object.entries(CHARTS).map(([id, series]) => {
      const host = document.getElementById(id);
      const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui" };
      const plot = new uPlot({
        width: host.clientWidth || 300,
        height: HEIGHT,
        cursor: { points: { size: 5 }, sync: { key: "headgate" } },
        scales: { y: { range: (_, low, high) => [0, Math.max(1, high * 1.05)] } },
        axes: [{ ...axis, space: 70, size: 24, values: (_, ticks) => ticks.map(tick => new Date(tick * 1000).toLocaleTimeString([], { hour12: false })) },
          { ...axis, size: 48, values: (_, ticks) => ticks.map(brief) }],
        series: [{ value: (_, tick) => (tick == null ? "" : new Date(tick * 1000).toLocaleTimeString([], { hour12: false })) },
          ...series.map(([label, line]) => ({ label, stroke: colour(line), width: 1.5, points: { show: false },
            value: (_, value) => (value == null ? "–" : brief(value)) }))],
      }, [[], ...series.map(() => [])], host);
      return { plot, host, series };
    });
    this.#draw();
  }

  #resize() {
    this.#plots.forEach(({ plot, host }) => {
      if (host.clientWidth && host.clientWidth !== plot.width) plot.setSize({ width: host.clientWidth, height: HEIGHT });
    });
  }

  #draw() {
    if (!this.#samples.length) return;
    const times = this.#samples.map(seconds);
    this.#plots.forEach(({ plot, series }) => plot.setData([times, ...series.map(([, , read]) => this.#samples.map(read))]));
    this.#pauses();
  }

  #pauses() {
    const runs = [];
    let paused = 0;
    for (const sample of this.#samples) {
      if (sample.pauseReason !== "NONE") paused++;
      const run = runs.at(-1);
      if (run && run.reason === sample.pauseReason) run.length++;
      else runs.push({ reason: sample.pauseReason, length: 1 });
    }
    const total = this.#samples.length;
    const strip = document.getElementById("pauses");
    strip.replaceChildren(...runs.map(run => {
      const part = element("span", null, { class: "reason-" + run.reason, title: REASONS[run.reason] + ", " + run.length + " s" });
      part.style.width = (100 * run.length) / total + "%";
      return part;
    }));
    const reasons = [...new Set(runs.map(run => run.reason).filter(reason => reason !== "NONE"))].map(reason => REASONS[reason]);
    const text = paused
      ? `Paused in ${Math.round((100 * paused) / total)} % of the last ${duration(total * 1000)}: ${reasons.join("; ")}`
      : `Never all paused in the last ${duration(total * 1000)}`;
    strip.setAttribute("aria-label", text);
    document.getElementById("pauses-note").textContent = text;
  }
}

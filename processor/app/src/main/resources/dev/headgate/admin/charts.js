// The last minutes as lines, drawn by uPlot, and the pauses as a strip.

import uPlot from "./uplot.js";
import { brief, duration, element, percent, REASONS } from "./format.js";

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

const PAUSE_COLOURS = {
  DRAINING: "--quiet", OPERATOR: "--fill-3", DOWNSTREAM_UNAVAILABLE: "--bad", QUEUE: "--fill", BYTES: "--fill-2",
  WINDOW: "--watch", FAIR_SHARE: "--share",
};

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A line for those who don't see it. */
function inWords(label, values) {
  const known = values.filter(value => value != null);
  if (!known.length) return label + ": nothing";
  const now = values.at(-1) == null ? "nothing" : brief(values.at(-1));
  return `${label}: now ${now}, lowest ${brief(Math.min(...known))}, highest ${brief(Math.max(...known))}`;
}

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
    this.#plots.forEach(({ plot, host, series }) => {
      const lines = series.map(([, , read]) => this.#samples.map(read));
      plot.setData([times, ...lines]);
      // Where nobody points at the chart, its legend tells the present.
      if (plot.cursor.left == null || plot.cursor.left < 0) plot.setLegend({ idx: times.length - 1 });
      host.setAttribute("aria-label", series.map(([label], index) => inWords(label, lines[index])).join("; "));
    });
    this.#pauses();
  }

  /** A column a second: as much of it is coloured as the partitions were paused, by reason. */
  #pauses() {
    const samples = this.#samples;
    const strip = document.getElementById("pauses");
    const pen = strip.getContext("2d");
    strip.width = KEPT; // also wipes it
    const sums = new Map();
    samples.forEach((sample, index) => {
      let top = strip.height;
      for (const [reason, share] of Object.entries(sample.pausedShare)) {
        sums.set(reason, (sums.get(reason) ?? 0) + share);
        const height = Math.max(1, Math.round(share * strip.height));
        top -= height;
        pen.fillStyle = colour(PAUSE_COLOURS[reason]);
        pen.fillRect(KEPT - samples.length + index, top, 1, height);
      }
    });
    const parts = [...sums].sort((a, b) => b[1] - a[1]).map(([reason, sum]) => [reason, percent(sum / samples.length)]);
    const time = duration(samples.at(-1).epochMillis - samples[0].epochMillis + 1000);
    const told = parts.map(([reason, share]) => `${REASONS[reason]}, ${share}`);
    strip.setAttribute("aria-label", told.length ? `Paused in the last ${time}: ${told.join("; ")}` : `No pause in the last ${time}`);
    document.getElementById("pauses-note").textContent =
      told.length ? `Share of the partitions' time in the last ${time}. A column is a second; full height means that all were paused for all of it.` : `No pause in the last ${time}.`;
    const legend = document.getElementById("pauses-legend");
    legend.hidden = !told.length;
    legend.replaceChildren(...parts.map(([reason, share]) => {
      const line = element("li");
      const mark = element("span");
      mark.style.background = `var(${PAUSE_COLOURS[reason]})`;
      line.append(mark, `${REASONS[reason]} ${share}`);
      return line;
    }));
  }
}

// How figures and times are written.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export const count = value => (value == null || value < 0 ? "unknown" : whole.format(value));

export const brief = value => (value == null ? "" : short.format(value));

export function duration(ms) {
  if (ms == null) return "unknown";
  if (ms < 1000) return Math.round(ms) + " ms";
  if (ms < 10000) return (ms / 1000).toFixed(1) + " s";
  if (ms < 120000) return Math.round(ms / 1000) + " s";
  if (ms < 7200000) return Math.round(ms / 60000) + " min";
  return (ms / 3600000).toFixed(1) + " h";
}

export const percent = share => (share > 0 && share < 0.01 ? "under 1 %" : Math.round(100 * share) + " %");

export function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
  return (unit && value < 10 ? value.toFixed(1) : Math.round(value)) + " " + units[unit];
}

export const clock = ms => new Date(ms).toLocaleTimeString([], { hour12: false });

export const REASONS = {
  NONE: "open",
  DRAINING: "shutting down",
  OPERATOR: "paused by an operator",
  DOWNSTREAM_UNAVAILABLE: "the downstream is unavailable",
  QUEUE: "the queue is full",
  BYTES: "the queue's bytes are used up",
  WINDOW: "its window is full: one record is stuck",
  FAIR_SHARE: "it has had its share of the queue",
};

export function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text != null) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

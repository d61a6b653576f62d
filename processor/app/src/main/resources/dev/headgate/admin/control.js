// Commands to the processor. The token stays in the field, in this tab's memory alone; one behind the address's # is taken there.

const partitionOf = text => {
  const dash = text.lastIndexOf("-");
  return { topic: text.slice(0, dash), partition: Number(text.slice(dash + 1)) };
};

function redrive(command, reason) {
  const wanted = { command: "redrive" };
  if (command === "count") wanted.dryRun = true;
  if (reason) wanted.reason = reason.split(/\s*,\s*/);
  return wanted;
}

function limit(workers, rate) {
  const wanted = { command: "limit" };
  if (workers) wanted.workers = Number(workers);
  if (rate) wanted.rate = Number(rate);
  return wanted;
}

function request(command, value) {
  const target = value("target");
  const place = value("place");
  if (command === "redrive" || command === "count") return redrive(command, value("reason"));
  if (command === "limit") return limit(value("limit-workers"), value("limit-rate"));
  const wanted = { command };
  if (target && ["pause", "resume", "seek"].includes(command)) Object.assign(wanted, partitionOf(target));
  if (command === "seek") {
    if (/^\d+$/.test(place)) wanted.offset = Number(place);
    else wanted.time = place;
  }
  return wanted;
}

export function wireControl() {
  const form = document.getElementById("control-form");
  const answer = document.getElementById("answer");
  const value = id => document.getElementById(id).value.trim();
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    document.getElementById("token").value = given;
    history.replaceState(null, "", location.pathname + location.search);
  }
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const wanted = request(event.submitter?.value ?? "pause", value);
    if (wanted.command === "drain" && !confirm("End this processor, after what is in flight?")) return;
    if (wanted.command === "redrive" && !wanted.dryRun && !confirm("Put dead letters back into the topics they come from?")) return;
    try {
      const reply = await fetch("api/control", {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: "Bearer " + value("token") },
        body: JSON.stringify(wanted),
      });
      answer.textContent = reply.ok ? "Done: " + (await reply.json()).done : (await reply.text()).trim();
    } catch {
      answer.textContent = "No answer from the processor.";
    }
  });
}

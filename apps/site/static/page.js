// Wires the buttons to the requests, and shows who answered. Answers reach the page as text only.

import { ask } from "./ask.js";
import { keepAsking } from "./keep_asking.js";

const cards = [...document.querySelectorAll("[data-prefix]")];
const machines = [...document.querySelectorAll("[data-machine]")];
const [look, once, keep, said] = ["look", "once", "keep", "said"].map((id) => document.getElementById(id));
const servedBy = new Map();
let busy = false;
let stop = null;

function path(card) {
  return card.dataset.path ?? card.dataset.prefix + look.value;
}

// JSON says which machine it was, a page names it, and for a file only one can have sent it.
function machineOf(answer, card) {
  const words = answer.text.match(/[\w-]+/g) ?? [];
  const named = machines.map((machine) => machine.dataset.machine).find((name) => words.includes(name));
  return answer.fields.machine ?? card.dataset.machineBehind ?? named;
}

async function askCard(card) {
  card.dataset.state = "asking";
  const answer = await ask(path(card));
  const machine = answer.failure ? null : machineOf(answer, card);
  card.dataset.state = answer.failure ? "failed" : "answered";
  card.querySelector(".verdict").textContent = answer.failure
    ? `Failed after ${answer.ms} ms: ${answer.failure}`
    : `${machine} answered in ${answer.ms} ms.`;
  card.querySelector(".facts").replaceChildren(...answer.facts.map(fact));
  servedBy.set(card.dataset.prefix, machine);
  machines.forEach(light);
  return !answer.failure;
}

function fact([name, value]) {
  const row = document.createElement("div");
  const [term, told] = [document.createElement("dt"), document.createElement("dd")];
  term.textContent = name;
  told.textContent = value;
  row.append(term, told);
  return row;
}

function light(machine) {
  const served = [...servedBy].filter(([, name]) => name === machine.dataset.machine).map(([prefix]) => prefix);
  machine.classList.toggle("lit", served.length > 0);
  machine.querySelector(".serves").textContent = served.join(" ").replaceAll("/", "");
}

// One after the other: the times can be compared, and a new session is not begun five times.
async function askInTurn(asked) {
  if (busy) return;
  stop?.("you asked by yourself");
  busy = true;
  said.textContent = "Asking …";
  let good = 0;
  for (const card of asked) good += await askCard(card);
  said.textContent = `${good} of ${asked.length} answered.`;
  busy = false;
}

function toggle() {
  if (stop) return stop("you stopped it");
  let next = 0;
  keep.setAttribute("aria-pressed", "true");
  said.textContent = "Asking twice a second, for a minute at most.";
  stop = keepAsking(
    () => busy || askCard(cards[next++ % cards.length]),
    (why) => {
      stop = null;
      keep.setAttribute("aria-pressed", "false");
      said.textContent = `Stopped: ${why}.`;
    },
  );
}

once.addEventListener("click", () => askInTurn(cards));
keep.addEventListener("click", toggle);
for (const card of cards) {
  const button = card.querySelector("button");
  button.addEventListener("click", () => askInTurn([card]));
  button.hidden = false;
}
document.querySelector(".controls").hidden = false;
document.getElementById("unscripted").hidden = true;

// The figure that the address names is outlined in its document; the archived bytes are hashed and compared.
"use strict";

const UNASKED = 5_000_000; // bytes that a page fetches to hash without being asked to

const rows = [...document.querySelectorAll("#figures tr[id]")];

function chosen() {
  const name = location.hash.slice(1);
  return document.getElementById(name)?.closest("#figures tr[id]") ?? null;
}

// The address of a frame names the cell, so that the browser scrolls there and outlines it by itself.
const frames = new Map(); // by name: the frame, the address it shall show, whether it has loaded

function show() {
  const link = chosen()?.querySelector("a");
  const known = link && frames.get(link.target);
  if (!known) return;
  for (const each of frames.values()) each.frame.classList.toggle("chosen", each === known);
  known.wanted = link.href;
  if (known.hasLoaded) known.frame.contentWindow.location.replace(known.wanted); // no step of going back
}

// A frame that is still loading forgets another address (Chromium 150): it is told after it has loaded. The frame
// of the page may have loaded before this script, so that a new one takes its place.
function setUpFrame(found) {
  const frame = found.cloneNode();
  const known = { frame, wanted: null, hasLoaded: false };
  frames.set(frame.name, known);
  frame.addEventListener("load", () => {
    known.hasLoaded = true;
    if (known.wanted) frame.contentWindow.location.replace(known.wanted);
  });
  found.replaceWith(frame);
}

function step(by) {
  const listed = rows.filter((row) => !row.hidden);
  const next = listed[chosen() ? listed.indexOf(chosen()) + by : 0];
  if (next) location.replace(`#${next.id}`);
  return next;
}

function setUpSteps() {
  const steps = document.querySelector(".steps");
  if (!steps) return;
  const [before, after, table] = steps.children;
  before.addEventListener("click", () => step(-1));
  after.addEventListener("click", () => step(1));
  const root = table.href;
  addEventListener("hashchange", () => (table.href = root + location.hash));
  table.href = root + location.hash;
  steps.hidden = false;
  document.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const isOther = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
    if (!by || isOther || event.target.closest("input, select, textarea")) return;
    const next = step(by);
    if (!next) return;
    event.preventDefault();
    next.querySelector("a").focus({ preventScroll: true });
  });
}

function setUpFigures() {
  for (const row of rows) {
    row.querySelector("a").addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (chosen() === row) show();
      else location.hash = row.id; // what is shown can be cited, and gone back from
    });
  }
  addEventListener("hashchange", show);
  show();
}

async function digestOf(bytes) {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function tell(verdict, state, more = "") {
  const code = document.createElement("code");
  code.textContent = more;
  verdict.dataset.state = state;
  verdict.replaceChildren(verdict.dataset[state], " ", code);
}

// `read` gives the bytes; null where they cannot be had.
async function prove(verdict, read) {
  tell(verdict, "working");
  const bytes = await read().catch(() => null);
  if (bytes === null) {
    tell(verdict, "missing");
    return;
  }
  const digest = await digestOf(bytes);
  tell(verdict, digest === verdict.dataset.digest ? "proved" : "refuted", digest);
}

async function fetched(verdict) {
  const answer = await fetch(verdict.dataset.file, { cache: "no-store" });
  return answer.ok ? answer.arrayBuffer() : null;
}

function offerFile(verdict) {
  tell(verdict, "disk", verdict.dataset.file);
  const label = document.createElement("label");
  label.className = "chooser";
  const input = document.createElement("input");
  input.type = "file";
  label.append(verdict.dataset.ask, input);
  verdict.after(label);
  input.addEventListener("change", () => prove(verdict, () => input.files[0].arrayBuffer()));
}

function offerButton(verdict) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = verdict.dataset.ask;
  verdict.append(" ", button);
  button.addEventListener("click", () => prove(verdict, () => fetched(verdict)));
}

function setUpProof(verdict) {
  if (!globalThis.crypto?.subtle) tell(verdict, "insecure", verdict.dataset.digest);
  else if (location.protocol === "file:") offerFile(verdict);
  else if (Number(verdict.dataset.size) > UNASKED) offerButton(verdict);
  else prove(verdict, () => fetched(verdict));
}

document.querySelectorAll("iframe").forEach(setUpFrame);
setUpFigures();
setUpSteps();
document.querySelectorAll(".verdict[data-file]").forEach(setUpProof);

// Search in a folder of files: names alone, which a script beside the page brings (a disk lets none be fetched).
"use strict";

const { names, root, language } = document.currentScript.dataset;
const MOST = 50; // hits of a kind that are shown
let loading;

function loadNames() {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = names;
    script.onload = () => done(prepared(self.nianbaoNames));
    script.onerror = () => failed(new Error(names));
    document.head.append(script);
  });
  return loading;
}

// A row as it is searched: how each of its names is spelt, and the words of the places above.
function prepared({ place, body, spelt, simplified }) {
  const words = new Map(Object.entries(spelt));
  const prepare = ([key, called, own, above]) => ({
    key,
    called,
    above,
    own,
    spelt: own.split("\n").map((line) => line.split(" ")),
    all: [own, ...above.split(" ").map((name) => words.get(name) ?? name)].join(" "),
  });
  return { place: place.map(prepare), body: body.map(prepare), simplified: new Map(Object.entries(simplified)) };
}

// As the server folds a question: letters, digits and characters, small, simplified, without tones.
function wordsOf(question, simplified) {
  const plain = question.normalize("NFC").replace(/[üǖǘǚǜÜǕǗǙǛ]/g, "v").normalize("NFD").replace(/\p{M}/gu, "");
  const folded = [...plain].map((each) => {
    const character = each.normalize("NFKC").toLowerCase();
    return /^[\p{L}\p{N}]$/u.test(character) ? (simplified.get(character) ?? character) : " ";
  });
  return [...new Set(folded.join("").split(" ").filter(Boolean))];
}

// As the server scores: 100 for the name itself, most for its beginning and its length.
function scoreOf(variants, words) {
  const whole = words.join("");
  if (variants.includes(whole)) return whole === variants[0] ? 100 : 95;
  const best = words.map((word) =>
    Math.max(0, ...variants.filter((text) => text.includes(word)).map((text) => 1 + text.startsWith(word) + word.length / text.length)),
  );
  return Math.round((300 * best.reduce((sum, each) => sum + each, 0)) / words.length) / 10;
}

function find(rows, words) {
  const found = [];
  for (const row of rows) {
    if (!words.every((word) => row.all.includes(word)) || !words.some((word) => row.own.includes(word))) continue;
    const scores = row.spelt.map((variants) => scoreOf(variants, words));
    const score = Math.max(...scores);
    found.push({ row, score, place: scores.indexOf(score) });
  }
  return found.sort((one, other) => other.score - one.score);
}

function note(text) {
  const span = document.createElement("span");
  span.className = "small";
  span.textContent = text;
  return span;
}

function itemOf(kind, { row, place }, words) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `${root}${language}${kind}/${row.key}/index.html`;
  link.lang = "zh-Hans";
  link.textContent = row.called[0];
  item.append(link);
  if (place) item.append(" ", note(`${words.former} ${row.called[place]}`));
  item.append(" ", note(row.above));
  return item;
}

async function search(box, place) {
  const sections = ["place", "body"].map((kind) => [kind, document.getElementById(`found-${kind}`)]);
  const none = document.getElementById("found-none");
  const question = box.value.trim();
  try {
    const known = await loadNames();
    if (box.value.trim() !== question) return; // another letter was typed meanwhile
    const words = wordsOf(question, known.simplified);
    let count = 0;
    for (const [kind, section] of sections) {
      const found = words.length ? find(known[kind], words) : [];
      section.hidden = !found.length;
      section.querySelector("ol").replaceChildren(...found.slice(0, MOST).map((each) => itemOf(kind, each, place.dataset)));
      const told = section.querySelector("p");
      told.hidden = found.length <= MOST;
      told.textContent = place.dataset.more.replace("%s", MOST).replace("%s", found.length);
      count += found.length;
    }
    none.hidden = count > 0 || !words.length;
    none.textContent = place.dataset.none;
    document.getElementById("browse").hidden = words.length > 0;
    place.dataset.found = question;
  } catch (error) {
    none.hidden = false;
    none.textContent = place.dataset.missing;
  }
}

function setUp(box, place) {
  box.value = new URLSearchParams(location.search).get("q") ?? "";
  if (box.value) search(box, place);
  box.addEventListener("input", () => {
    const address = new URL(location.href);
    address.searchParams.set("q", box.value);
    history.replaceState(null, "", address);
    search(box, place);
  });
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    search(box, place);
  });
}

if (document.getElementById("found")) setUp(document.getElementById("search-box"), document.getElementById("found"));

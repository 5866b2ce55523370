// What the pages do beyond being read: light and dark, tiles by figure and year, filters, sorting.
"use strict";

// A folder of files links to index.html, so that it works without a server; the address is promised without.
if (location.protocol.startsWith("http") && location.pathname.endsWith("/index.html")) {
  history.replaceState(null, "", location.pathname.slice(0, -"index.html".length) + location.search + location.hash);
}

function setUpTheme() {
  const button = document.getElementById("theme");
  button.hidden = false;
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    root.dataset.theme = (root.dataset.theme || system) === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch (error) {
      // It holds for this page alone.
    }
    document.dispatchEvent(new Event("themechange"));
  });
}

function setUpTiles() {
  const source = document.getElementById("tile-data");
  if (!source) return;
  const { edges, values } = JSON.parse(source.textContent);
  const figure = document.getElementById("tile-figure");
  const year = document.getElementById("tile-year");
  const shown = document.getElementById("tile-year-shown");
  const absent = new Map();
  for (const [code, sign] of [["not_collected", "∅"], ["no_denominator", "÷"]]) absent.set(code, sign);

  const words = (name, value) =>
    name.endsWith("_pct") || name.startsWith("disputes") ? value.toFixed(1) : value.toLocaleString("en-US");

  function draw() {
    shown.textContent = year.value;
    for (const tile of document.querySelectorAll(".tile")) {
      const row = (values[tile.dataset.code] || {})[year.value];
      const value = row ? row[figure.value] : null;
      const isAbsent = value === null || value === undefined;
      const step = isAbsent ? "none" : edges[figure.value].filter((edge) => value >= edge).length;
      tile.className = `tile shade-${step}`;
      tile.querySelector(".tile-value").textContent = isAbsent
        ? absent.get(row ? "no_denominator" : "not_collected")
        : words(figure.value, value);
    }
    const address = new URL(location.href);
    address.searchParams.set("figure", figure.value);
    address.searchParams.set("year", year.value);
    history.replaceState(null, "", address);
  }

  // A link to a figure and year holds on a folder of files, too.
  const asked = new URLSearchParams(location.search);
  const isKnown = [...figure.options].some((option) => option.value === asked.get("figure"));
  if (isKnown) figure.value = asked.get("figure");
  if (/^\d{4}$/.test(asked.get("year") || "")) year.value = asked.get("year");
  if (isKnown || asked.get("year")) draw();
  figure.addEventListener("change", draw);
  year.addEventListener("input", draw);
  figure.form.addEventListener("submit", (event) => event.preventDefault());
}

function setUpFilters() {
  for (const form of document.querySelectorAll("form.filter")) {
    const rows = document.querySelectorAll(`#${form.dataset.table} tbody tr:not(.group)`);
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.querySelector("input").addEventListener("input", (event) => {
      const words = event.target.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(words);
    });
  }
}

function setUpSorting() {
  for (const table of document.querySelectorAll("table.sortable")) {
    table.querySelectorAll("thead th").forEach((head, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sortBy(table, head, place));
    });
  }
}

function sortBy(table, head, place) {
  const isDown = head.getAttribute("aria-sort") !== "descending";
  for (const other of table.querySelectorAll("thead th")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
  const key = (row) => row.children[place].textContent.trim().replaceAll(",", "");
  const isNumeric = head.classList.contains("n");
  const body = table.tBodies[0];
  const rows = [...body.rows].sort((one, other) => {
    const [a, b] = [key(one), key(other)];
    if (!isNumeric) return a.localeCompare(b, "zh-Hans") * (isDown ? -1 : 1);
    const [x, y] = [parseFloat(a), parseFloat(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y); // no number comes last
    return isDown ? y - x : x - y;
  });
  body.append(...rows);
}

function setUpCells() {
  const panel = document.createElement("p");
  panel.className = "cell-panel";
  panel.setAttribute("role", "status");
  panel.hidden = true;
  const cells = document.querySelectorAll("[data-locator]");
  if (!cells.length) return;
  document.body.append(panel);
  for (const cell of cells) {
    const tell = () => {
      panel.textContent = `${cell.textContent.trim()} · ${cell.dataset.locator} · ${cell.dataset.method}`;
      panel.hidden = false;
    };
    cell.addEventListener("focus", tell);
    cell.addEventListener("mouseenter", tell);
    cell.addEventListener("blur", () => (panel.hidden = true));
    cell.addEventListener("mouseleave", () => (panel.hidden = true));
  }
}

// Of a folder every row is there; places among the chosen are counted anew.
function setUpLeague() {
  const form = document.getElementById("league-filter");
  const rows = document.querySelectorAll("#league tbody tr");
  if (!form || !rows.length) return;
  const chosen = [...form.querySelectorAll("select")];
  const draw = () => {
    let [shown, place, before] = [0, 0, null];
    for (const row of rows) {
      row.hidden = !chosen.every((each) => !each.value || row.dataset[each.name] === each.value);
      if (row.hidden) continue;
      shown += 1;
      const value = row.dataset.value;
      if (value !== before) [place, before] = [shown, value];
      row.firstElementChild.textContent = String(place);
    }
    const address = new URL(location.href);
    for (const each of chosen) {
      if (each.value) address.searchParams.set(each.name, each.value);
      else address.searchParams.delete(each.name);
    }
    history.replaceState(null, "", address);
  };
  const asked = new URLSearchParams(location.search);
  for (const each of chosen) if (asked.get(each.name)) each.value = asked.get(each.name);
  form.addEventListener("change", draw);
  form.addEventListener("submit", (event) => event.preventDefault());
  draw();
}

// The other language of a page is asked for the same: a figure and year, the words of a search.
function setUpLanguages() {
  for (const link of document.querySelectorAll(".switches a[hreflang]")) {
    link.addEventListener("click", () => (link.search = location.search));
  }
}

// What is pasted into another page names this host, which a page cannot know before it is asked for.
function setUpEmbeds() {
  if (!location.protocol.startsWith("http")) return;
  for (const text of document.querySelectorAll("textarea[data-address]")) {
    const whole = new URL(text.dataset.address, location.href).href;
    text.value = text.value.replace(text.dataset.address, whole);
    text.addEventListener("focus", () => text.select());
  }
}

setUpTheme();
setUpLanguages();
setUpEmbeds();
setUpLeague();
setUpTiles();
setUpFilters();
setUpSorting();
setUpCells();

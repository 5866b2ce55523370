// In a folder of files: two reports side by side, made of their own pages. A server does this without a script.
"use strict";

async function pageOf(root, report) {
  const answer = await fetch(`${root}${report}/index.html`);
  if (!answer.ok) throw new Error(report);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function cellsOf(page) {
  const cells = new Map();
  for (const cell of page.querySelectorAll("table.printed td[id]")) {
    const row = cell.closest("tr").querySelector("th").textContent.trim().replace(/\s+/g, " ");
    const column = cell.closest("table").tHead.rows[0].cells[cell.cellIndex].textContent.trim();
    cells.set(cell.id, { label: `${row} · ${column}`, text: cell.textContent.trim() });
  }
  return cells;
}

function add(row, tag, text, name) {
  const cell = document.createElement(tag);
  cell.textContent = text;
  if (name) cell.className = name;
  if (tag === "th") cell.scope = "row";
  row.append(cell);
}

function difference(one, other) {
  const [a, b] = [one, other].map((text) => Number((text ?? "").replaceAll(",", "") || NaN));
  return Number.isNaN(a) || Number.isNaN(b) ? "×" : (b > a ? "+" : "") + String(+(b - a).toFixed(6));
}

function tableOf(titles, [left, right]) {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const title of ["", ...titles, "±"]) add(head, "td", title, title ? "n" : "");
  const body = table.createTBody();
  for (const [id, found] of new Map([...left, ...right])) {
    const [one, other] = [left.get(id)?.text, right.get(id)?.text];
    if (one === other) continue;
    const row = body.insertRow();
    add(row, "th", found.label);
    for (const text of [one ?? "×", other ?? "×", difference(one, other)]) add(row, "td", text, "n");
  }
  return body.rows.length ? table : null;
}

async function compare(place) {
  const asked = new URLSearchParams(location.search);
  const reports = [asked.get("a"), asked.get("b")];
  if (!reports.every((report) => /^\d{1,20}$/.test(report ?? ""))) return;
  document.querySelector("input[name=a]").value = reports[0];
  document.querySelector("input[name=b]").value = reports[1];
  try {
    const pages = await Promise.all(reports.map((report) => pageOf(place.dataset.root, report)));
    const titles = pages.map((page) => page.querySelector("h1").textContent);
    place.replaceChildren(tableOf(titles, pages.map(cellsOf)) ?? place.dataset.same);
  } catch (error) {
    place.textContent = place.dataset.missing;
  }
}

compare(document.getElementById("comparison"));

// The key / leads to the search box, but where somebody is typing.
"use strict";

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const box = document.getElementById("search-box");
  event.preventDefault();
  box.focus();
  box.select();
});

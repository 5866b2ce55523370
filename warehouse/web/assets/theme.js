// Before the page is drawn: the choice of light or dark that was made before.
"use strict";
try {
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch (error) {
  // A browser that keeps nothing: the system's choice holds.
}
document.documentElement.classList.add("scripted");

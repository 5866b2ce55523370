// The editor of the console: Ctrl+Enter asks, a new line is indented as the one before, and waiting is told.
"use strict";

const question = document.getElementById("question");
const asking = document.getElementById("asking");

function indent(event) {
  const start = question.selectionStart;
  const line = question.value.slice(question.value.lastIndexOf("\n", start - 1) + 1, start);
  const spaces = line.match(/^ */)[0];
  if (!spaces) return;
  event.preventDefault();
  question.setRangeText(`\n${spaces}`, start, question.selectionEnd, "end");
}

question.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key !== "Enter") return; // an input method takes Enter for itself
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    question.form.requestSubmit();
  } else if (!event.shiftKey) {
    indent(event);
  }
});
question.form.addEventListener("submit", () => (asking.textContent = asking.dataset.asking));
addEventListener("pageshow", () => (asking.textContent = "")); // the back button brings the page as it was

// Charts: each page brings their specs; the player is fetched when the first of them comes near.
"use strict";

const player = document.currentScript.dataset.player;
let loading;

function loadPlayer() {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = player;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  return loading;
}

// The colours of site.css as they hold now, light or dark.
function colour(name) {
  const probe = document.createElement("span");
  probe.className = "probe";
  document.body.append(probe);
  probe.style.setProperty("color", `var(--${name})`);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function config() {
  const [ink, muted, line, accent] = ["ink", "muted", "line", "accent"].map(colour);
  return {
    background: "transparent",
    font: getComputedStyle(document.body).fontFamily,
    view: { stroke: null },
    axis: {
      labelColor: muted, titleColor: muted, gridColor: line, domainColor: line, tickColor: line,
      labelFontSize: 12, titleFontSize: 12, titleFontWeight: 400,
    },
    mark: { color: accent },
    range: { category: [1, 2, 3, 4, 5, 6, 7, 8].map((number) => colour(`series-${number}`)) },
  };
}

// Marks name the colours of site.css.
function coloured(part) {
  if (Array.isArray(part)) return part.map(coloured);
  if (part === null || typeof part !== "object") return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      name,
      name === "color" && typeof value === "string" && /^[a-z-]+$/.test(value) ? colour(value) : coloured(value),
    ]),
  );
}

async function draw(figure) {
  const { spec } = JSON.parse(figure.querySelector(".spec").textContent);
  await loadPlayer();
  const plot = figure.querySelector(".plot");
  const options = { ast: true, actions: false, renderer: "canvas", defaultStyle: false, config: config(),
    tooltip: { disableDefaultStyle: true } };
  const drawn = await window.nianbaoEmbed(plot, coloured(spec), options);
  figure.dataset.drawn = "yes";
  figure.view = drawn.view;
}

// The picture that leaves the page says what it shows and where it is from.
async function savePng(figure, name) {
  const { spec, picture } = JSON.parse(figure.querySelector(".spec").textContent);
  await loadPlayer();
  const holder = document.createElement("div");
  holder.className = "probe";
  document.body.append(holder);
  const alone = { ...coloured(spec), width: 640, padding: 16, background: colour("ground"),
    title: { text: picture.title, subtitle: picture.source, anchor: "start", color: colour("ink"), subtitleColor: colour("muted") } };
  const drawn = await window.nianbaoEmbed(holder, alone, {
    ast: true, actions: false, renderer: "canvas", defaultStyle: false, tooltip: false, config: config(),
  });
  const link = document.createElement("a");
  link.href = await drawn.view.toImageURL("png", 2);
  link.download = `${name}.png`;
  link.click();
  drawn.finalize();
  holder.remove();
}

const figures = [...document.querySelectorAll("figure.chart")].filter((figure) => figure.querySelector(".spec"));
const watcher = new IntersectionObserver(
  (entries) => {
    for (const entry of entries.filter((each) => each.isIntersecting)) {
      watcher.unobserve(entry.target);
      draw(entry.target);
    }
  },
  { rootMargin: "300px" },
);
for (const figure of figures) {
  watcher.observe(figure);
  const button = figure.querySelector("button.png");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => savePng(figure, button.dataset.name));
  }
}
const redraw = () => figures.filter((figure) => figure.dataset.drawn).forEach(draw);
document.addEventListener("themechange", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
addEventListener("beforeprint", () => figures.filter((figure) => !figure.dataset.drawn).forEach(draw));

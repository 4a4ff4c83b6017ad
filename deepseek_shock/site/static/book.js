// What a page does beyond showing itself: charts come alive, the language switch keeps the section, search.
const fromHere = (path) => new URL(path, import.meta.url).href;

// Charts: one script for all of them, fetched when the first chart comes near.
let drawing;
const embedder = () => (drawing ??= import(fromHere("vega.js")).then(() => window.vegaEmbed));

const value = (input) =>
  input.type === "range" ? input.valueAsNumber : input.type === "checkbox" ? input.checked : JSON.parse(input.value);

// A slider's value in words: the pattern is a divisor and a text, such as "0.1 {}億株" for billions.
function show(input) {
  if (input.type !== "range") return;
  const [divisor, ...words] = input.dataset.pattern.split(" ");
  const digits = (String(Number((input.step / divisor).toPrecision(6))).split(".")[1] ?? "").length;
  const text = words.join(" ").replace("{}", (input.valueAsNumber / divisor).toFixed(digits));
  input.nextElementSibling.value = text;
  input.setAttribute("aria-valuetext", text);
}

// The form's inputs turn the chart's parameters; the form's reset brings the first picture back.
function connect(figure, form) {
  const turn = (input) => {
    show(input);
    figure.view.signal(input.name, value(input));
  };
  const inputs = [...form.elements].filter((element) => element.name);
  for (const element of form.elements) element.disabled = false;
  inputs.forEach(show);
  form.addEventListener("input", (event) => {
    turn(event.target);
    const guess = form.elements[event.target.dataset.forgets];
    if (guess) {
      guess.value = guess.querySelector("[selected]").value;
      turn(guess);
    }
    figure.view.runAsync();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () =>
    setTimeout(() => {
      inputs.forEach(turn);
      figure.view.runAsync();
    }),
  );
}

async function enliven(figure) {
  const [embed, spec] = await Promise.all([embedder(), fetch(figure.dataset.spec).then((answer) => answer.json())]);
  const live = figure.querySelector(".chart-live");
  const still = figure.querySelector(".chart-picture");
  // Drawn in its place but unseen, so that a failure leaves the still picture and nothing jumps.
  live.hidden = false;
  live.style.position = "absolute";
  live.style.visibility = "hidden";
  try {
    // Level 1 is errors: what Vega-Lite warns of is settled when the figure is built.
    const options = { renderer: "svg", actions: false, defaultStyle: false, logLevel: 1 };
    figure.view = (await embed(live, spec, options)).view;
  } catch (error) {
    live.hidden = true;
    throw error;
  }
  live.removeAttribute("style");
  // Vega names the drawing in English; the page has named it in the reader's language.
  live.setAttribute("role", "img");
  for (const name of ["aria-label", "aria-roledescription"]) live.removeAttribute(name);
  live.querySelector("svg").setAttribute("aria-hidden", "true");
  still.hidden = true;
  const form = figure.querySelector(".chart-controls");
  if (form) connect(figure, form);
  figure.classList.add("alive");
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      // Without the script the still picture stays, and so do its words and its table.
      enliven(target).catch((error) => console.warn(`${target.id}: the picture stays still.`, error));
    }
  },
  { rootMargin: "200px 0px" },
);
document.querySelectorAll("figure.chart").forEach((figure) => near.observe(figure));

// Languages: the other edition opens at the section that is being read.
function sectionInView() {
  const sections = [...document.querySelectorAll("article section[id]")];
  return sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 3).at(-1)?.id;
}
for (const link of document.querySelectorAll(".languages a")) {
  link.addEventListener("click", () => {
    const section = sectionInView();
    if (section && scrollY > 0) link.hash = section;
  });
}

// A Japanese query in the words of the index, which another dictionary cuts: words in katakana are whole there, and the
// browser has トーク|ン. Particles and endings find nothing that a reader looks for.
const katakana = /^[ァ-ヶー]+$/u;
const hiragana = /^[ぁ-ん]+$/u;
class WordsOfTheIndex extends Intl.Segmenter {
  segment(text) {
    const whole = [];
    for (const { segment } of super.segment(text)) {
      const last = whole.at(-1);
      if (last && katakana.test(segment) && katakana.test(last.segment)) last.segment += segment;
      else whole.push({ segment });
    }
    const telling = whole.filter(({ segment }) => !hiragana.test(segment));
    return telling.length ? telling : whole;
  }
}

// Search: Pagefind's own interface, in the language of the page; not in a worker, which would have its own dictionary.
const search = document.getElementById("search");
if (search) {
  if (document.documentElement.lang === "ja") Intl.Segmenter = WordsOfTheIndex;
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: fromHere("../../pagefind/pagefind-ui.css") });
  const script = Object.assign(document.createElement("script"), { src: fromHere("../../pagefind/pagefind-ui.js") });
  script.onload = () => {
    const ui = new PagefindUI({ element: "#search", showImages: false, showSubResults: true, autofocus: true, noWorker: true });
    const input = search.querySelector("input");
    input.setAttribute("aria-label", input.placeholder);
    const words = new URLSearchParams(location.search).get("q");
    if (words) ui.triggerSearch(words);
  };
  document.head.append(style, script);
}

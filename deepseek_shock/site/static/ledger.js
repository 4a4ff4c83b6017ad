// The filter of the ledger: lists, words, counts that follow, and an address that keeps the choice.
const form = document.querySelector(".filter");
const none = document.querySelector(".filter-none");
const fields = ["chapter", "article", "verdict", "kind"];
const claims = [...document.querySelectorAll(".ledger > .claim")].map((element) => ({
  element,
  data: element.dataset,
  text: fold(element.textContent),
}));

// Small and capital, full-width and half-width letters are one.
function fold(text) {
  return text.normalize("NFKC").toLowerCase();
}

function choice() {
  const words = fold(form.elements.words.value).split(/\s+/u).filter(Boolean);
  return { words, lists: fields.map((name) => [name, form.elements[name].value]) };
}

const says = (claim, words) => words.every((word) => claim.text.includes(word));
const fits = (claim, lists, but) => lists.every(([name, value]) => !value || name === but || claim.data[name] === value);

// Each list counts what it would show, the other lists being as they are.
function recount(found, lists) {
  for (const name of fields) {
    const counts = new Map();
    let all = 0;
    for (const claim of found) {
      if (!fits(claim, lists, name)) continue;
      all += 1;
      counts.set(claim.data[name], (counts.get(claim.data[name]) ?? 0) + 1);
    }
    for (const option of form.elements[name].options) {
      const label = option.value ? option.dataset.label : form.dataset.all;
      option.textContent = `${label} (${option.value ? (counts.get(option.value) ?? 0) : all})`;
    }
  }
}

function filter() {
  const { words, lists } = choice();
  const found = claims.filter((claim) => says(claim, words));
  const shown = new Set(found.filter((claim) => fits(claim, lists)));
  for (const claim of claims) {
    const hidden = !shown.has(claim);
    if (claim.element.hidden !== hidden) claim.element.hidden = hidden;
  }
  recount(found, lists);
  none.hidden = shown.size > 0;
  form.querySelector("output").value = form.dataset.shown.replace("{shown}", shown.size).replace("{all}", claims.length);
}

// "claims.html?chapter=cost&verdict=wrong" shows what it says; a link to one claim opens it.
function remember() {
  const given = [...new FormData(form)].filter(([, value]) => value);
  const query = new URLSearchParams(given).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

function recall() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (form.elements[name]) form.elements[name].value = value;
  }
}

function open() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target?.matches(".ledger > .claim")) return;
  if (target.hidden) {
    form.reset();
    filter();
  }
  target.querySelector("details").open = true;
  target.scrollIntoView();
}

form.hidden = false;
recall();
filter();
open();
form.addEventListener("input", () => {
  filter();
  remember();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () =>
  setTimeout(() => {
    filter();
    remember();
  }),
);
addEventListener("hashchange", open);

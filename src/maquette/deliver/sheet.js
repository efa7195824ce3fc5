const main = document.querySelector("main");
document.querySelector("nav").addEventListener("change", (event) => {
  const state = event.target.value;
  for (const card of main.children) card.hidden = state !== "all" && !card.classList.contains(state);
});
document.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1, j: 1, k: -1 }[event.key];
  if (!step || event.target.matches("input")) return;
  const cards = [...main.children].filter((card) => card.offsetParent !== null);
  const next = cards[cards.indexOf(document.activeElement) + step] ?? cards[0];
  next?.focus();
  event.preventDefault();
});

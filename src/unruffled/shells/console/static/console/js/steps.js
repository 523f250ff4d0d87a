// The first steps say it when one of them is done; nothing else on the page has to.

let step = Number(document.getElementById("first-steps")?.dataset.step ?? 0);
document.addEventListener("islands:placed", () => {
  const steps = document.getElementById("first-steps"), now = Number(steps?.dataset.step ?? 0);
  if (!steps || now <= step) return;
  step = now;
  const next = steps.querySelector("[aria-current=step]")?.textContent ?? "";
  document.dispatchEvent(new CustomEvent("console:say", { detail: { words: `Done. ${next}` } }));
});

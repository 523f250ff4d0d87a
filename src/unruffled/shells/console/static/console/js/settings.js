// Settings: copy buttons where copying works, links that no mail took, and the clock of this device as a first guess.

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  field.addEventListener("focus", () => field.select());
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
    button.textContent = "Copied";
    document.dispatchEvent(new CustomEvent("console:say", { detail: { words: "Copied" } }));
  });
}

// A link whose mail did not arrive has to be handed over: it is shown.
function showUnsent() {
  for (const line of document.querySelectorAll(".made .mail-line.failed:not([data-shown])")) {
    line.dataset.shown = "";
    const folded = line.closest("li").querySelector("details");
    if (folded) folded.open = true;
  }
}
document.addEventListener("islands:placed", showUnsent);
showUnsent();

const zone = document.querySelector("[data-zone]");
if (zone && (zone.value === "UTC" || zone.value === "")) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (here) zone.value = here;
}

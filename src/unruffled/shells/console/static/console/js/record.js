// The record: printing is the browser's own.
for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });

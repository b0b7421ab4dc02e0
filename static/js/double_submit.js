// A form that changes something is sent once: a second click within ten seconds, before the answer is there, does
// nothing (upload.js has its own guard). The buttons stay enabled, so that their value is sent and focus stays. The server is safe to repeat anyway.
// After a file (data-download) the page is still there, and the next file may be asked for soon.
const PAUSE = 10_000;
const PAUSE_OF_DOWNLOADS = 2_000;
const sentAt = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.matches("[data-upload]")) return;
  const now = Date.now();
  const pause = form.matches("[data-download]") ? PAUSE_OF_DOWNLOADS : PAUSE;
  if (now - (sentAt.get(form) ?? -pause) < pause) {
    event.preventDefault();
    return;
  }
  sentAt.set(form, now);
});

// Coming back by the browser's history shows the same document again: it may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) sentAt.delete(form);
});
